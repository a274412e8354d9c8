"""Beginning and writing a draft: whose patents, one listing a channel, one clerk at a time."""

from datetime import date

import pytest

from marketplace.kit.db import db
from marketplace.kit.errors import Missing, NotAllowed, RuleBroken, StepRefused
from marketplace.listings import actions
from marketplace.listings.actions import drafting
from marketplace.listings.rules.channel import Channel
from marketplace.listings.rules.fee_plan import FeeKind, FeePlan
from marketplace.patents.models import Encumbrance, EncumbranceKind, EvaluationReport, PatentOwner, ReportConclusion
from marketplace.patents.rules.kinds import PatentKind
from tests.cast import Cast
from tests.listings.market import FREE, LUMP, make_draft, make_offer, make_patent
from tests.listings.scans import store_scan

OTHER = "样例理工大学"


def codes(listing) -> list[str]:
    return [one.code for one in listing.verdicts() if one.blocks]


def test_a_patent_stands_in_one_listing_of_a_channel(cast: Cast) -> None:
    first = make_draft(cast.university)
    with pytest.raises(StepRefused) as refused:
        actions.draft(Channel.PLATFORM, first.patents, by=cast.university)
    assert (refused.value.code, refused.value.link) == ("ALREADY_LISTED", f"/listings/{first.number}/manage")
    other = actions.draft(Channel.STATUTORY, first.patents, by=cast.university)
    assert other.number.startswith("KF-")


def test_of_two_clerks_at_once_the_second_is_led_to_the_first(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    first = make_draft(cast.university)
    look = drafting.live_listing_of
    calls: list[int] = []

    def late(*asked: object) -> object:
        calls.append(1)
        return None if len(calls) == 1 else look(*asked)  # the first clerk had not committed yet

    monkeypatch.setattr(drafting, "live_listing_of", late)
    with pytest.raises(StepRefused) as refused:
        actions.draft(Channel.PLATFORM, first.patents, by=cast.university)
    assert (refused.value.code, len(calls)) == ("ALREADY_LISTED", 2)


def test_a_thrown_away_draft_frees_its_patent(cast: Cast) -> None:
    first = make_draft(cast.university)
    actions.discard(first, by=cast.university)
    assert make_offer(cast.university, first.patents, plan=FREE).is_open


def test_only_the_owners_own_patents(cast: Cast) -> None:
    patent = make_patent(cast.university)
    with pytest.raises(Missing):
        actions.draft(Channel.PLATFORM, [patent], by=cast.stranger)
    foreign = make_patent(cast.university, 2, owners=[PatentOwner(name=OTHER)])
    with pytest.raises(RuleBroken) as refused:
        actions.draft(Channel.PLATFORM, [foreign], by=cast.university)
    assert refused.value.code == "NOT_THE_PATENTEE"


def test_a_declaration_holds_one_patent_and_an_offer_several(cast: Cast) -> None:
    patents = [make_patent(cast.university, serial) for serial in (1, 2)]
    with pytest.raises(RuleBroken) as refused:
        actions.draft(Channel.STATUTORY, patents, by=cast.university)
    assert refused.value.code == "ONE_PATENT_EACH"
    assert len(actions.draft(Channel.PLATFORM, patents, by=cast.university).patents) == 2


@pytest.mark.parametrize("limit", [{"small_only": True}, {"quota": 3}, {"field": "泵壳"}])
def test_a_declaration_is_for_anyone(cast: Cast, limit: dict[str, object]) -> None:
    listing = make_draft(cast.university, channel=Channel.STATUTORY, plan=FREE)
    with pytest.raises(RuleBroken) as refused:
        actions.set_term(listing, by=cast.university, term_months=36, **limit)  # type: ignore[arg-type]
    assert refused.value.code == "OPEN_TO_ANYONE"


@pytest.mark.parametrize("months", [0, 241])
def test_a_term_is_1_to_240_months(cast: Cast, months: int) -> None:
    listing = make_draft(cast.university)
    with pytest.raises(RuleBroken):
        actions.set_term(listing, by=cast.university, term_months=months)


def test_a_fixed_fee_of_nought_is_refused_at_its_field(cast: Cast) -> None:
    listing = make_draft(cast.university)
    with pytest.raises(RuleBroken) as refused:
        actions.set_fee(listing, by=cast.university, plan=FeePlan(FeeKind.LUMP_SUM, amount_fen=0))
    assert refused.value.field == "amount_fen"


def test_a_form_drawn_before_somebody_elses_change_is_refused(cast: Cast) -> None:
    listing = make_draft(cast.university)
    seen = listing.version
    actions.set_term(listing, by=cast.university, term_months=48, seen=seen)
    with pytest.raises(StepRefused) as refused:
        actions.set_term(listing, by=cast.university, term_months=24, seen=seen)
    assert refused.value.code == "SOMEBODY_WAS_QUICKER"


def test_others_and_readers_do_not_write(cast: Cast) -> None:
    listing = make_draft(cast.university)
    with pytest.raises(NotAllowed):
        actions.set_fee(listing, by=cast.workshop, plan=LUMP)
    cast.university.role_names = ["reader"]
    with pytest.raises(NotAllowed):
        actions.set_fee(listing, by=cast.university, plan=LUMP)


def test_a_co_owner_must_consent_for_this_patent(cast: Cast) -> None:
    owners = [PatentOwner(name=cast.university.organisation.name), PatentOwner(name=OTHER, position=1)]
    listing = make_draft(cast.university, [make_patent(cast.university, owners=owners)])
    assert codes(listing) == ["CO_OWNER_CONSENT_MISSING"]
    paper = {"kind": "co_owner", "name": OTHER, "given_on": date(2026, 1, 5), "file": store_scan()}
    actions.add_consent(listing, by=cast.university, patent_number="201710013739.X", **paper)
    assert codes(listing) == ["CO_OWNER_CONSENT_MISSING"]  # for another patent
    actions.add_consent(listing, by=cast.university, patent_number=listing.patents[0].number, **paper)
    assert codes(listing) == []


def test_a_pledge_needs_the_pledgees_consent(cast: Cast) -> None:
    patent = make_patent(cast.university)
    patent.encumbrances.append(Encumbrance(kind=EncumbranceKind.PLEDGE, party="样例银行", starts_on=date(2024, 1, 1)))
    listing = make_draft(cast.university, [patent])
    assert codes(listing) == ["PLEDGED_NO_CONSENT"]
    actions.add_consent(
        listing,
        by=cast.university,
        kind="pledgee",
        name="样例银行",
        patent_number=patent.number,
        given_on=date(2026, 1, 5),
        file=store_scan(),
    )
    assert codes(listing) == []


def test_a_utility_model_needs_a_report_for_a_declaration(cast: Cast) -> None:
    model = make_patent(cast.university, kind=PatentKind.UTILITY_MODEL)
    listing = make_draft(cast.university, [model], channel=Channel.STATUTORY, plan=FREE, term_months=24)
    assert codes(listing) == ["EVAL_REPORT_MISSING"]
    model.report = EvaluationReport(issued_on=date(2024, 5, 6), conclusion=ReportConclusion.NEGATIVE)
    assert codes(listing) == ["EVAL_REPORT_NEGATIVE"]
    model.report.conclusion = ReportConclusion.POSITIVE
    assert codes(listing) == []


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"granted_on": None}, "NOT_GRANTED"),
        ({"annuity_paid_year": None}, "ANNUITY_UNPAID"),
        ({"annuity_paid_year": 4}, "ANNUITY_UNPAID"),
        ({"expires_on": date(2026, 12, 31)}, "TERM_BEYOND_PATENT"),
        ({"plain": "全球领先，稳赚。"}, "CONTENT_DEFECT"),
    ],
)
def test_each_ground_is_read_from_the_rows(cast: Cast, changes: dict[str, object], code: str) -> None:
    patent = make_patent(cast.university, **changes)
    listing = make_draft(cast.university, [patent], channel=Channel.STATUTORY, plan=FREE)
    db.session.flush()
    assert code in codes(listing)


def test_a_promise_is_made_for_what_stood_there_and_is_asked_for_again(cast: Cast) -> None:
    draft = make_draft(cast.university, term_months=60)
    actions.set_term(draft, by=cast.university, term_months=60)
    assert draft.commitment is True, "nothing was changed"
    actions.set_fee(draft, by=cast.university, plan=LUMP)
    assert draft.commitment is False
