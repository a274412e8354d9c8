"""What waits for whom, until when, and what silence does; the header counts the same rows."""

import re
from datetime import date, timedelta

import pytest

from marketplace.accounts.models import OrganisationKind
from marketplace.accounts.queries.sessions import Stranger
from marketplace.home.queries import tasks
from marketplace.kit import clock
from marketplace.listings.rules.channel import Channel
from marketplace.workflows.deal_states import DealState
from marketplace.workflows.listing_states import ListingState
from marketplace.workflows.parties import Role
from marketplace.workflows.verification import VerificationState
from tests import makers
from tests.cast import make_organisation, make_user
from tests.home.market import USE_FIRST, make_deal, make_open_listing

D, L = DealState, ListingState


@pytest.fixture
def listing(cast):
    return make_open_listing(cast.university.organisation, plan=USE_FIRST)


@pytest.mark.parametrize(
    ("channel", "state", "whose"),
    [
        (Channel.PLATFORM, D.SIGNING, "workshop"),
        (Channel.PLATFORM, D.COUNTERSIGNING, "university"),
        (Channel.STATUTORY, D.NOTICE_RECEIVED, "workshop"),
        (Channel.STATUTORY, D.PAYMENT_REPORTED, "university"),
        (Channel.PLATFORM, D.ACCEPTED, None),
        (Channel.PLATFORM, D.EFFECTIVE, None),
        (Channel.PLATFORM, D.LAPSED, None),
    ],
)
def test_a_deal_waits_for_one_side(cast, listing, channel, state, whose):
    make_deal(listing, cast.workshop.organisation, state, channel=channel)
    for name in ("university", "workshop", "stranger", "office"):
        user = getattr(cast, name)
        found = tasks.tasks(user)
        assert len(found.mine) == (name == whose), name
        assert tasks.waiting_count(user) == len(found.mine)
        is_other_side = whose is not None and name in {"university", "workshop"} - {whose}
        assert len(found.others) == is_other_side, name


@pytest.mark.parametrize(
    ("channel", "state", "waits"),
    [
        (Channel.PLATFORM, L.DRAFT, True),
        (Channel.PLATFORM, L.RETURNED, True),
        (Channel.PLATFORM, L.PUBLISHED, False),
        (Channel.STATUTORY, L.SUBMITTED, True),
        (Channel.STATUTORY, L.IN_FORCE, False),
        (Channel.STATUTORY, L.WITHDRAWAL_PENDING, True),
    ],
)
def test_a_listing_waits_for_its_holder(cast, channel, state, waits):
    makers.make_listing(cast.university.organisation, channel, state=state)
    assert len(tasks.tasks(cast.university).mine) == waits
    assert tasks.waiting_count(cast.university) == waits
    assert tasks.waiting_count(cast.stranger) == 0


def test_an_offer_in_the_city_check_waits_for_the_city_office(cast):
    makers.make_listing(cast.university.organisation, state=L.CITY_CHECK)
    assert [one.kind for one in tasks.tasks(cast.office).mine] == ["listing"]
    assert [one.kind for one in tasks.tasks(cast.university).others] == ["listing"]
    elsewhere = make_organisation("别市样例局", OrganisationKind.CITY_OFFICE, "20000001", area="210200")
    assert tasks.waiting_count(make_user(elsewhere, "elsewhere@example.org")) == 0


def test_an_unverified_organisation_waits_for_itself_then_for_its_office(cast):
    fresh = make_organisation("新来样例有限公司", OrganisationKind.ENTERPRISE, "20000002", verified=False)
    user = make_user(fresh, "fresh@example.org")
    assert [one.kind for one in tasks.tasks(user).mine] == ["organisation"]
    fresh.state = VerificationState.SUBMITTED
    assert tasks.tasks(user).mine == []
    assert len(tasks.tasks(user).others) == 1
    assert tasks.waiting_count(cast.office) == 1


def test_a_provincial_office_verifies_only_where_there_is_no_city_office(cast):
    province = make_user(
        make_organisation("样例省局", OrganisationKind.PROVINCIAL_OFFICE, "20000003", area="210000"), "p@example.org"
    )
    for serial, area in (("20000004", "210100"), ("20000005", "210300")):
        waiting = make_organisation("待核样例", OrganisationKind.ENTERPRISE, serial, area=area, verified=False)
        waiting.state = VerificationState.SUBMITTED
    assert [one.row.area_code for one in tasks.tasks(province).mine] == ["210300"]
    assert tasks.waiting_count(province) == 1


def test_the_most_urgent_comes_first(cast, listing):
    late, soon = date(2099, 1, 2), date(2099, 1, 1)
    for day in (late, None, soon):
        make_deal(listing, cast.workshop.organisation, D.SIGNING, sign_by=day)
    assert [one.last_day for one in tasks.tasks(cast.workshop).mine] == [soon, late, None]


@pytest.mark.parametrize(
    ("effective_days_ago", "ends_in", "expected"),
    [(0, 365, []), (330, 365, ["free"]), (400, 365, []), (400, 90, ["term"]), (400, 91, []), (400, 0, ["term"])],
)
def test_free_periods_and_terms_that_end_within_ninety_days(cast, listing, effective_days_ago, ends_in, expected):
    today = clock.today()
    make_deal(
        listing,
        cast.workshop.organisation,
        effective_on=today - timedelta(days=effective_days_ago),
        ends_on=today + timedelta(days=ends_in),
    )
    assert [one.what for one in tasks.tasks(cast.workshop).ending] == expected


def test_nobody_has_nothing_to_do(app):
    assert tasks.waiting_count(Stranger()) == 0


def test_the_page_asks_the_question_and_says_what_silence_does(cast, listing, signed_in):
    make_deal(listing, cast.workshop.organisation, D.SIGNING, sign_by=clock.today() + timedelta(days=6))
    page = signed_in(cast.workshop).get("/tasks").text
    for words in ("请读合同并签署", "还有 6 天", "您不办", "自动作废，不花钱，名额退回。", "去办"):
        assert words in page
    assert re.search(r'badge-n">1<', page)
    other = signed_in(cast.university).get("/tasks").text
    assert "没有等您的事。" in other
    assert "对方不办" in other


def test_a_reader_is_told_who_can_act(cast, listing, signed_in):
    reader = make_user(cast.workshop.organisation, "reader@example.org", frozenset({Role.READER}))
    make_deal(listing, cast.workshop.organisation, D.SIGNING)
    page = signed_in(reader).get("/tasks").text
    assert "您的角色办不了这一步" in page
    assert "去办" not in page


def test_a_stranger_is_asked_to_sign_in(app, cast):
    answer = app.test_client().get("/tasks")
    assert answer.status_code == 303
    assert "/sign-in" in answer.location
