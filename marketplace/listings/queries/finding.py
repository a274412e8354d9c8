"""Listings by number and by whose they are; what is not the reader's to see is missing."""

import re
from collections.abc import Sequence
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import selectinload

from marketplace.kit.db import db
from marketplace.kit.errors import Missing
from marketplace.kit.paging import Page, page_of
from marketplace.listings.models import Listing, ListingPatent
from marketplace.listings.models.listing import PREFIX
from marketplace.listings.rules.channel import Channel
from marketplace.patents.models import Patent
from marketplace.workflows.declaration import DECLARATION
from marketplace.workflows.listing_states import OPEN, ListingState
from marketplace.workflows.offer import OFFER
from marketplace.workflows.table import Workflow

_NUMBER = re.compile(r"(KF|PT)-([0-9]{4})-([0-9]{6,9})")
WHOLE = (
    selectinload(Listing.holder),
    selectinload(Listing.versions),
    selectinload(Listing.entries).joinedload(ListingPatent.patent).selectinload(Patent.owners),
)


def workflow_of(listing: Listing) -> Workflow:
    return DECLARATION if listing.channel is Channel.STATUTORY else OFFER


def _numbered(number: str, *, whole: bool = True) -> Listing:
    """Raises Missing for a number nobody has."""
    listing = db.session.get(Listing, named(number)[0], options=WHOLE if whole else ())
    if listing is None or listing.number != number:
        raise Missing
    return listing


def named(number: str) -> tuple[int, Channel]:
    """The id and the channel that a number speaks of; whether it is given to anything is not asked. Raises Missing."""
    match = _NUMBER.fullmatch(number)
    if match is None:
        raise Missing
    return int(match[3]), Channel.STATUTORY if match[1] == PREFIX[Channel.STATUTORY] else Channel.PLATFORM


def listing_by_id(listing_id: int) -> Listing:
    """Raises Missing."""
    listing = db.session.get(Listing, listing_id)
    if listing is None:
        raise Missing
    return listing


def public_listing(number: str, *, whole: bool = True) -> Listing:
    """A listing anyone may read: published once. Raises Missing for drafts.

    whole: with all that its page shows; without, what hangs from it is loaded when asked for
    """
    listing = _numbered(number, whole=whole)
    if not listing.is_public:
        raise Missing
    return listing


def readable_listing(number: str, user: Any) -> Listing:
    """A listing this person may look at: public, its own, or one that waits for its office. Raises Missing."""
    listing = _numbered(number)
    if listing.is_public or listing.holder_id == user.organisation_id or _watches(user, listing):
        return listing
    raise Missing


def managed_listing(number: str, user: Any) -> Listing:
    """A listing of the reader's own organisation, or one its office looks after. Raises Missing."""
    listing = _numbered(number)
    if listing.holder_id == user.organisation_id or _watches(user, listing):
        return listing
    raise Missing


def own_listing(number: str, user: Any) -> Listing:
    """A listing of the reader's own organisation. Raises Missing."""
    listing = _numbered(number)
    if user.organisation_id is None or listing.holder_id != user.organisation_id:
        raise Missing
    return listing


UNSENT = frozenset({ListingState.DRAFT, ListingState.DISCARDED, ListingState.CORRECTION})


def _watches(user: Any, listing: Listing) -> bool:
    """An office sees what was sent to it, and everything that is out, in the area it answers for."""
    if user.organisation is None or listing.state in UNSENT:
        return False
    return bool(user.organisation.answers_for(listing.holder.area_code))


def mine(user: Any, number: int = 1) -> Page:
    """A page of the organisation's listings, those still alive first, newest first."""
    ended = Listing.state.in_([ListingState.DISCARDED, ListingState.CLOSED, ListingState.WITHDRAWN])
    query = (
        select(Listing)
        .where(Listing.holder_id == user.organisation_id)
        .options(*WHOLE)
        .order_by(ended, Listing.created_at.desc(), Listing.id.desc())
    )
    return page_of(query, number)


def live_listing_of(patent_id: int, channel: Channel) -> Listing | None:
    """The listing of this channel in which the patent stands now."""
    return db.session.scalar(
        select(Listing)
        .join(ListingPatent, ListingPatent.listing_id == Listing.id)
        .where(ListingPatent.patent_id == patent_id, ListingPatent.channel == channel, ListingPatent.live)
    )


def patents_to_offer(user: Any, text: str = "", limit: int = 200) -> Sequence[Patent]:
    """The organisation's own patents, newest filing first; `text` narrows them by title or number."""
    query = select(Patent).where(Patent.holder_id == user.organisation_id)
    if text:
        plain = text.strip().upper().removeprefix("ZL").replace(" ", "")
        query = query.where(
            or_(
                Patent.title.contains(text.strip(), autoescape=True),
                Patent.number.startswith(plain, autoescape=True),
            )
        )
    return db.session.scalars(query.order_by(Patent.filed_on.desc(), Patent.id).limit(limit)).all()


def channels_taken(patent_ids: Sequence[int]) -> dict[int, dict[str, Listing]]:
    """patent id → channel → the live listing it stands in."""
    rows = db.session.execute(
        select(ListingPatent.patent_id, ListingPatent.channel, Listing)
        .join(Listing, Listing.id == ListingPatent.listing_id)
        .where(ListingPatent.patent_id.in_(patent_ids), ListingPatent.live)
    )
    taken: dict[int, dict[str, Listing]] = {}
    for patent_id, channel, listing in rows:
        taken.setdefault(patent_id, {})[channel.value] = listing
    return taken


def _open() -> Any:
    return and_(
        Listing.state.in_(sorted(OPEN)),
        Listing.suspended_because == "",
        or_(Listing.slots_left.is_(None), Listing.slots_left > 0),
    )


def newest(number: int) -> Sequence[Listing]:
    """The open listings published last."""
    query = select(Listing).where(_open()).options(*WHOLE)
    return db.session.scalars(query.order_by(Listing.published_at.desc(), Listing.id.desc()).limit(number)).all()


def count_open() -> int:
    return db.session.scalar(select(func.count()).select_from(Listing).where(_open())) or 0


def published_after(listing_id: int, number: int) -> Sequence[Listing]:
    """Listings that are out, in the order of their ids: for going through all of them piece by piece."""
    states = sorted(OPEN | {ListingState.PAUSED})
    query = select(Listing).where(Listing.id > listing_id, Listing.state.in_(states)).options(*WHOLE)
    return db.session.scalars(query.order_by(Listing.id).limit(number)).all()


def published_with(patent_id: int) -> Sequence[Listing]:
    """Listings that are out and hold this patent."""
    return db.session.scalars(
        select(Listing)
        .join(ListingPatent, ListingPatent.listing_id == Listing.id)
        .where(ListingPatent.patent_id == patent_id, ListingPatent.live)
        .where(Listing.state.in_(sorted(OPEN | {ListingState.PAUSED})))
    ).all()
