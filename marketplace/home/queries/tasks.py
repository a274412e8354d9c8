"""What waits for somebody: rows of every workflow in a state that waits, read from the workflows' own tables."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select
from sqlalchemy.orm import selectinload

from marketplace.accounts.models import Organisation, User
from marketplace.accounts.queries.organisations import cities_with_office
from marketplace.accounts.rules.kinds import OFFICES, OrganisationKind
from marketplace.contracts.models import Deal
from marketplace.contracts.queries.deals import WORKFLOW as DEALS
from marketplace.contracts.queries.deals import wait_of
from marketplace.contracts.rules.holding import office_answers_by
from marketplace.kit import clock
from marketplace.kit.db import db
from marketplace.listings.models import Listing
from marketplace.listings.rules.channel import Channel
from marketplace.workflows.deal_states import DealState
from marketplace.workflows.declaration import DECLARATION
from marketplace.workflows.listing_states import ListingState
from marketplace.workflows.offer import OFFER
from marketplace.workflows.parties import OFFICE_KINDS, Party
from marketplace.workflows.table import Wait, Workflow
from marketplace.workflows.verification import VERIFICATION, VerificationState

LISTINGS = {Channel.PLATFORM: OFFER, Channel.STATUTORY: DECLARATION}
MOST = 100  # rows of a section
SOON_DAYS = 90
# Which office looks at an offer in which state.
CHECKED_BY = {
    ListingState.CITY_CHECK: OrganisationKind.CITY_OFFICE,
    ListingState.PROVINCE_CHECK: OrganisationKind.PROVINCIAL_OFFICE,
}


@dataclass(frozen=True)
class Waiting:
    """A row that waits.

    kind: deal | listing | organisation
    whose: who has to act, when it is not the reader
    may_act: the reader's own role lets them take a step
    """

    kind: str
    row: Any
    wait: Wait
    last_day: date | None
    total_days: int
    whose: str
    may_act: bool

    @property
    def days_left(self) -> int:
        return (self.last_day - clock.today()).days if self.last_day else 0


@dataclass(frozen=True)
class Ending:
    """A licence whose free period or term ends before long.  what: free | term"""

    deal: Deal
    what: str
    last_day: date

    @property
    def days_left(self) -> int:
        return (self.last_day - clock.today()).days


@dataclass(frozen=True)
class Tasks:
    mine: Sequence[Waiting]
    others: Sequence[Waiting]
    ending: Sequence[Ending]


def waiting_count(user: Any) -> int:
    """How many rows wait for this person's organisation; 0 for a stranger."""
    if not user.is_authenticated:
        return 0
    queries = (
        select(func.count()).select_from(Deal).where(_deals_of(user, mine=True)),
        select(func.count()).select_from(Listing).join(Listing.holder).where(_listings_of(user, mine=True)),
        select(func.count()).select_from(Organisation).where(_organisations_of(user, mine=True)),
    )
    counts = db.session.execute(select(*(query.scalar_subquery() for query in queries))).one()
    return sum(counts)


def tasks(user: User) -> Tasks:
    """Everything that waits for or around this person's organisation, the most urgent first."""
    mine, others = (
        [*_deals(user, mine=one), *_organisations(user, mine=one), *_listings(user, mine=one)] for one in (True, False)
    )
    return Tasks(_by_urgency(mine), _by_urgency(others), _ending(user))


def _by_urgency(rows: Iterable[Waiting]) -> list[Waiting]:
    return sorted(rows, key=lambda one: one.last_day or date.max)


def _waiting(kind: str, row: Any, workflow: Workflow, user: User, whose: str, last_day: date | None = None) -> Waiting:
    wait = (wait_of(row) if kind == "deal" else None) or workflow.waits[row.state]
    begun = clock.day(row.accepted_at) if kind == "deal" else None
    return Waiting(
        kind,
        row,
        wait,
        last_day,
        (last_day - begun).days if last_day and begun else 0,
        whose,
        any(step.by is wait.party and user.roles & step.roles for step in workflow.leaving(row.state)),
    )


def _states(workflow: Workflow, party: Party) -> list[Any]:
    return sorted(state for state, wait in workflow.waits.items() if wait.party is party)


def _waits_in(model: Any, workflows: Mapping[Channel, Workflow], party: Party) -> ColumnElement[bool]:
    """Rows in a state in which their channel's workflow waits for this party."""
    states = {channel: _states(workflow, party) for channel, workflow in workflows.items()}
    every = sorted({state for found in states.values() for state in found})
    by_channel = (and_(model.channel == channel, model.state.in_(found)) for channel, found in states.items())
    return and_(model.state.in_(every), or_(*by_channel))


def _deals_of(user: User, *, mine: bool) -> ColumnElement[bool]:
    """Deals in which this organisation must act, or (not mine) in which the other side must."""
    own = {Party.LICENSOR: Deal.licensor_id, Party.LICENSEE: Deal.licensee_id}
    other = {Party.LICENSOR: Deal.licensee_id, Party.LICENSEE: Deal.licensor_id}
    columns = own if mine else other
    return or_(
        *(
            and_(column == user.organisation_id, _waits_in(Deal, DEALS, party))  # the index of (side, state) serves
            for party, column in columns.items()
        )
    )


def _deals(user: User, *, mine: bool) -> list[Waiting]:
    query = (
        select(Deal)
        .where(_deals_of(user, mine=mine))
        .options(selectinload(Deal.licensor), selectinload(Deal.licensee))
        .order_by(func.coalesce(Deal.hold_until, Deal.sign_by), Deal.id)
        .limit(MOST)
    )
    rows = db.session.scalars(query).unique().all()
    return [
        _waiting("deal", row, DEALS[row.channel], user, _other_side(row, user).short_name, row.turn_ends_on)
        for row in rows
    ]


def _other_side(row: Deal, user: User) -> Organisation:
    return row.licensee if row.licensor_id == user.organisation_id else row.licensor


def _listings_of(user: User, *, mine: bool) -> ColumnElement[bool]:
    """Listings that this holder, or this office, must look after; (not mine) those of this holder an office has."""
    if mine and user.organisation.is_office:
        return _for_office(user.organisation)
    party = Party.HOLDER if mine else Party.OFFICE
    return and_(Listing.holder_id == user.organisation_id, _waits_in(Listing, LISTINGS, party))


def _for_office(office: Organisation) -> ColumnElement[bool]:
    """Offers with this kind of office, in the area it answers for."""
    states = sorted(state for state, kind in CHECKED_BY.items() if kind is office.kind)
    return and_(Listing.channel == Channel.PLATFORM, Listing.state.in_(states), _in_area(office))


def _in_area(office: Organisation) -> ColumnElement[bool]:
    digits = 4 if office.kind is OrganisationKind.CITY_OFFICE else 2
    return Organisation.area_code.startswith(office.area_code[:digits], autoescape=True)


def _listings(user: User, *, mine: bool) -> list[Waiting]:
    query: Select[Any] = (
        select(Listing)
        .join(Listing.holder)
        .where(_listings_of(user, mine=mine))
        .options(selectinload(Listing.holder), selectinload(Listing.entries))
        .order_by(Listing.id)
        .limit(MOST)
    )
    rows = db.session.scalars(query).unique().all()
    return [_waiting("listing", row, LISTINGS[row.channel], user, "") for row in rows]


def _organisations_of(user: User, *, mine: bool) -> ColumnElement[bool]:
    """The reader's own organisation while its papers are with itself, or with an office; an office's pile."""
    if not user.organisation.is_office:
        party = Party.APPLICANT if mine else Party.OFFICE
        return and_(Organisation.id == user.organisation_id, Organisation.state.in_(_states(VERIFICATION, party)))
    if not mine:
        return false()
    waits = and_(
        Organisation.state == VerificationState.SUBMITTED,
        Organisation.kind.not_in(OFFICES),
        _in_area(user.organisation),
    )
    if user.organisation.kind is OrganisationKind.CITY_OFFICE:
        return waits
    return and_(waits, func.substr(Organisation.area_code, 1, 4).not_in(cities_with_office()))


def _organisations(user: User, *, mine: bool) -> list[Waiting]:
    """First those for which a place is kept on condition of their verification, the shortest time first."""
    held = and_(Deal.licensee_id == Organisation.id, Deal.running, Deal.hold_until.is_not(None))
    query = (
        select(Organisation, Deal.hold_until)
        .outerjoin(Deal, held)
        .where(_organisations_of(user, mine=mine))
        .order_by(Deal.hold_until.is_(None), Deal.hold_until, Organisation.id)
        .limit(MOST)
    )
    rows = db.session.execute(query).all()
    return [_waiting("organisation", row, VERIFICATION, user, "", _verified_by(row, until)) for row, until in rows]


def _verified_by(row: Organisation, held_until: date | None) -> date | None:
    """The office's last day, where a place depends on its answer; that of the organisation itself to be verified."""
    if held_until is None:
        return None
    return office_answers_by(held_until) if row.state is VerificationState.SUBMITTED else held_until


def _ending(user: User) -> list[Ending]:
    """Licences of this organisation whose free period or term ends within ninety days."""
    if user.organisation_kind in OFFICE_KINDS:
        return []
    today, horizon = clock.today(), clock.today() + timedelta(days=SOON_DAYS)
    query = (
        select(Deal)
        .where(
            Deal.state == DealState.EFFECTIVE,
            or_(Deal.licensor_id == user.organisation_id, Deal.licensee_id == user.organisation_id),
        )
        .options(selectinload(Deal.licensor), selectinload(Deal.licensee))
        .order_by(Deal.id.desc())
        .limit(1000)
    )
    found = []
    for row in db.session.scalars(query).unique():
        days = (("free", _free_until(row)), ("term", row.ends_on))
        found += [Ending(row, what, day) for what, day in days if day and today <= day <= horizon]
    return sorted(found, key=lambda one: one.last_day)[:MOST]


def _free_until(row: Deal) -> date | None:
    use_first = row.fee_plan.use_first
    if use_first is None or row.effective_on is None:
        return None
    return clock.add_months(row.effective_on, use_first.free_months)
