"""The short words of a contract, and what a term can and cannot be."""

from dataclasses import replace
from datetime import date

import pytest

from marketplace.contracts.rules import wording
from marketplace.contracts.rules.agreeing import last_day
from marketplace.contracts.rules.clauses import document_text
from marketplace.contracts.rules.snapshot import Dispute
from marketplace.kit.errors import RuleBroken
from tests.contracts.rules import samples


@pytest.mark.parametrize(("count", "zh"), [(1, "1个月"), (12, "12个月（1年）"), (18, "18个月"), (60, "60个月（5年）")])
def test_months_are_said_in_years_when_they_are_whole(count: int, zh: str) -> None:
    assert wording.months(count).zh == zh


def test_arbitration_names_its_body() -> None:
    terms = samples.terms(samples.platform())
    changed = replace(terms.conditions, dispute=Dispute.ARBITRATION, dispute_body="样例仲裁委员会")
    assert wording.dispute(replace(terms, conditions=changed)).zh == "仲裁：样例仲裁委员会"


def test_a_licence_ends_with_the_patent_and_not_after() -> None:
    """Civil Code art. 865: 专利实施许可合同仅在该专利权的存续期限内有效。"""
    assert last_day(date(2026, 1, 31), 1, date(2040, 1, 1)) == date(2026, 2, 28)
    assert last_day(date(2026, 1, 1), 60, date(2026, 6, 1)) == date(2026, 6, 1)
    assert last_day(date(2026, 6, 1), 60, date(2026, 6, 1)) == date(2026, 6, 1)
    with pytest.raises(RuleBroken) as caught:
        last_day(date(2026, 6, 2), 60, date(2026, 6, 1))
    assert caught.value.code == "TERM_BEYOND_PATENT"


@pytest.mark.parametrize(("version", "document"), [("1999-01", "ordinary_deal"), ("2026-11", "no_such_document")])
def test_an_unknown_text_is_not_made_up(version: str, document: str) -> None:
    with pytest.raises(LookupError):
        document_text(version, document, "zh")
