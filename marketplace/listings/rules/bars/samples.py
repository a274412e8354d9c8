"""Invented listings the examples of the rules begin from."""

from dataclasses import replace
from datetime import date
from typing import Any

from marketplace.kit.words import Words
from marketplace.listings.rules.bars.rule import Example
from marketplace.listings.rules.channel import Channel
from marketplace.listings.rules.facts import (
    Annuity,
    Conclusion,
    Declaration,
    Encumbrance,
    EncumbranceKind,
    ListingFacts,
    Owner,
    PatentFacts,
    StatusCode,
    StatusEvent,
)
from marketplace.listings.rules.fee_plan import FeeKind, FeePlan
from marketplace.patents.rules.kinds import PatentKind

TODAY = date(2026, 11, 24)
SAMPLE_PATENT = PatentFacts(
    number="202119900123.8",
    title="一种可变阴极面积的微弧氧化装置及表面处理方法（样例）",
    kind=PatentKind.INVENTION,
    granted_on=date(2023, 2, 7),
    expires_on=date(2041, 5, 17),
    owners=(Owner("北岚装备集团有限公司（样例）", declares=True),),
    annuity=Annuity.PAID,
    annuity_paid_until=date(2027, 5, 18),
)
SAMPLE_MODEL = replace(
    SAMPLE_PATENT, kind=PatentKind.UTILITY_MODEL, expires_on=date(2031, 5, 17), evaluation=Conclusion.POSITIVE
)
SAMPLE = ListingFacts(
    channel=Channel.STATUTORY,
    today=TODAY,
    term_months=36,
    patents=(SAMPLE_PATENT,),
    fee_plan=FeePlan(FeeKind.LUMP_SUM, amount_fen=6_800_000),
    declaration=Declaration(
        contact="技术转移部，000-0000-0000",
        basis_note="参照本单位近三年同类普通许可合同的平均价格，按一对多许可折减后确定。",
        plain_summary="给铝件、镁件表面长一层又硬又耐磨的壳。",
        commits=True,
    ),
)


def listing(patent: PatentFacts = SAMPLE_PATENT, **changes: Any) -> ListingFacts:
    """The sample listing with this patent and these changes."""
    return replace(SAMPLE, patents=(patent,), **changes)


def changed(**changes: Any) -> ListingFacts:
    """The sample listing with its patent changed."""
    return listing(replace(SAMPLE_PATENT, **changes))


def burdened(kind: EncumbranceKind, **values: Any) -> ListingFacts:
    """The sample listing with something on its patent since 1 March 2024."""
    return changed(encumbrances=(Encumbrance(kind, since=date(2024, 3, 1), **values),))


def happened(*events: tuple[StatusCode, date]) -> ListingFacts:
    return changed(events=tuple(StatusEvent(code, on) for code, on in events))


def good(zh: str, en: str, facts: ListingFacts) -> Example:
    return Example(Words(zh, en), facts, passes=True)


def bad(zh: str, en: str, facts: ListingFacts) -> Example:
    return Example(Words(zh, en), facts, passes=False)
