"""From what a listing promises to the frozen terms of one deal."""

from datetime import date

import pytest

from marketplace.contracts.rules.agreeing import CLAUSES_VERSION, NOBODY, agreed_terms, preview
from marketplace.contracts.rules.snapshot import to_plain
from marketplace.kit.errors import RuleBroken
from tests.contracts.rules import samples

TODAY = date(2026, 11, 24)


def promised(source):
    """A listing's version that promises what a deal's terms say."""
    listing = source["listing"]
    return {**source, **{name: listing[name] for name in ("version", "declaration_no", "announced_on")}} | {
        "listing": listing["number"]
    }


@pytest.mark.parametrize("source", [samples.platform(), samples.statutory()], ids=["platform", "statutory"])
def test_a_deal_takes_every_term_of_the_version_and_adds_who_and_when(source):
    terms = agreed_terms(
        promised(source),
        listing_hash="ab" * 32,
        deal="XK-2026-000009",
        licensor=source["licensor"],
        licensee=source["licensee"],
        licensee_verified=True,
        agreed_on=TODAY,
    )
    expected = {**source, "deal": "XK-2026-000009", "agreed_on": "2026-11-24", "clauses_version": CLAUSES_VERSION}
    expected["listing"] = {**source["listing"], "terms_hash": "ab" * 32}
    assert to_plain(terms) == expected


def test_a_party_without_a_name_cannot_agree():
    source = samples.platform()
    nobody = {"licensor": NOBODY, "licensee": NOBODY, "licensee_verified": False}
    with pytest.raises(RuleBroken) as refused:
        agreed_terms(promised(source), listing_hash="", deal="x", agreed_on=TODAY, **nobody)
    assert refused.value.code == "TERMS_FORMAT"


def test_a_preview_names_nobody():
    terms = preview(promised(samples.platform()), "ab" * 32, TODAY)
    assert (terms.deal, terms.licensor.name, terms.licensee.name) == ("—", "—", "—")
    assert terms.licensee.account == ""
    assert terms.listing.terms_hash == "ab" * 32
