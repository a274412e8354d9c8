"""Looking again every day: a ground that arises later suspends a listing, and lets it go when it is cured."""

from collections.abc import Iterable
from datetime import timedelta

from flask import current_app
from flask_babel import force_locale
from sqlalchemy import select

from marketplace.accounts.models import User
from marketplace.kit import clock, jobs, mail
from marketplace.kit.db import db
from marketplace.kit.events import announce
from marketplace.kit.i18n import _
from marketplace.listings.actions.entries import refresh_entry
from marketplace.listings.events import ListingEnded, ListingSuspended
from marketplace.listings.models import Listing
from marketplace.listings.queries import standing_bars, workflow_of
from marketplace.listings.queries.finding import published_after, published_with
from marketplace.listings.rules.bars import Verdict
from marketplace.patents.events import PatentChanged
from marketplace.workflows import engine
from marketplace.workflows.listing_states import OPEN, ListingState
from marketplace.workflows.parties import ACTS, CLOCK

AT_ONCE = 200  # listings in one job
HOUR = 6  # Beijing; before anybody is at work


def watch_tomorrow() -> None:
    """See that the listings are looked at tomorrow morning; asking twice is asking once."""
    day = clock.today() + timedelta(days=1)
    jobs.enqueue(
        "listings_recheck",
        f"listings_recheck:{day}:0",
        payload={"after": 0, "day": day.isoformat()},
        due_at=clock.start_of(day) + timedelta(hours=HOUR),
    )


def recheck_some(after: int = 0) -> int | None:
    """Look at the next few listings that are out; returns the last one's id, None when all are done."""
    listings = published_after(after, AT_ONCE)
    for listing in listings:
        recheck(listing)
    return listings[-1].id if len(listings) == AT_ONCE else None


def recheck_patent(news: PatentChanged) -> None:
    """A fact of a patent is another now: look at the listings it stands in."""
    db.session.flush()
    for listing in published_with(news.patent_id):
        db.session.refresh(listing)
        recheck(listing)


def recheck(listing: Listing) -> bool:
    """Judge a listing that is out today; returns whether anything about it changed.

    A ground suspends it: nobody new may accept, licences granted stay, the holder is told once. Cured, it opens again.
    Past its last day it expires.
    """
    if listing.state not in OPEN | {ListingState.PAUSED}:
        return False
    listing.checked_at = clock.now()
    if listing.is_past_term:
        _expire(listing)
        return True
    barred = standing_bars(listing)
    code = barred[0].code if barred else ""
    if code == listing.suspended_because:
        return False
    listing.suspended_because = code
    db.session.flush()
    refresh_entry(listing)
    _tell_holder(listing, barred)
    announce(ListingSuspended(listing.id, code))
    return True


def _expire(listing: Listing) -> None:
    engine.take(workflow_of(listing), "expire", listing, CLOCK)
    for entry in listing.entries:
        entry.live = False
    listing.suspended_because = ""
    db.session.flush()
    refresh_entry(listing)
    announce(ListingEnded(listing.id))


def _members(listing: Listing) -> Iterable[User]:
    rows = db.session.scalars(
        select(User).where(User.organisation_id == listing.holder_id, User.is_active_member).order_by(User.id)
    )
    return [user for user in rows if user.roles & ACTS]


def _tell_holder(listing: Listing, barred: list[Verdict]) -> None:
    """A letter to everybody who may act for the holder, each in their own language."""
    key = f"listing:{listing.id}:{listing.version}:{listing.suspended_because or 'open'}"
    for user in _members(listing):
        with force_locale(user.language):
            subject = _("Suspended by a rule") if barred else _("Open again")
            text = current_app.jinja_env.get_template("emails/listings/recheck.txt").render(
                title=listing.title,
                number=listing.number,
                sample=listing.sample,
                barred=[(one.message.say(user.language), one.cure.say(user.language)) for one in barred],
                link=mail.link(f"/listings/{listing.number}/manage"),
            )
            letter = mail.Letter(user.email, f"{listing.number} {subject}", text, f"{key}:{user.id}")
            mail.post(letter, about=("listing", listing.id))
