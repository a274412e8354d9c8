"""Putting a listing out and taking it in: versions are frozen, places counted, the index follows."""

from collections.abc import Mapping
from typing import Any

from marketplace.accounts.models import User
from marketplace.kit import clock, files
from marketplace.kit.db import db
from marketplace.kit.errors import StepRefused
from marketplace.kit.events import announce
from marketplace.kit.words import Words
from marketplace.listings.actions.entries import refresh_entry
from marketplace.listings.actions.watching import watch_tomorrow
from marketplace.listings.events import ListingEnded, ListingPublished
from marketplace.listings.models import Listing, ListingVersion
from marketplace.listings.models.facts import last_day_of
from marketplace.listings.queries import workflow_of
from marketplace.listings.rules import terms
from marketplace.patents.models import Patent
from marketplace.workflows import engine
from marketplace.workflows.models import StepTaken
from marketplace.workflows.parties import Machine


def patent_terms(patent: Patent) -> dict[str, Any]:
    """A patent as it stands in terms: plain values; a day nobody knows is empty."""
    days = {"filed_on": patent.filed_on, "granted_on": patent.granted_on, "expires_on": last_day_of(patent)}
    return {
        "number": f"ZL{patent.number}",
        "title": patent.title,
        "kind": patent.kind.value,
        "patentees": [owner.name for owner in patent.owners],
        "main_ipc": patent.main_ipc,
        **{name: day.isoformat() if day else None for name, day in days.items()},
    }


def frozen_terms(listing: Listing, version: int) -> dict[str, Any]:
    """What the draft promises, as version `version`. The draft has a plan and a term."""
    plan = listing.plan
    if plan is None or listing.term_months is None:
        raise LookupError("nothing to freeze before there is a plan and a term")
    return terms.freeze(
        number=listing.number,
        version=version,
        channel=listing.channel,
        patents=[patent_terms(patent) for patent in listing.patents],
        fee_plan=plan,
        term_months=listing.term_months,
        acts=listing.acts or list(terms.ACTS),
        field=listing.field,
        conditions=listing.conditions,
        small_only=listing.small_only,
        quota=listing.quota,
        declaration_no=listing.declaration_no,
        announced_on=listing.announced_on,
        sample=listing.sample,
    )


def has_changes(listing: Listing) -> bool:
    """The draft says something else than the version that is out."""
    current = listing.current
    if current is None or listing.plan is None or not listing.term_months:
        return current is None
    return frozen_terms(listing, current.number) != current.terms


def _slots(listing: Listing, before: Mapping[str, Any] | None) -> int | None:
    """Places left under the new quota: those taken under the old one stay taken."""
    if listing.quota is None:
        return None
    old = before["quota"] if before else None
    taken = old - listing.slots_left if old is not None and listing.slots_left is not None else 0
    return max(0, listing.quota - taken)


def put_out(listing: Listing, by: User) -> ListingVersion:
    """Freeze the draft as the next version and let it be found. The step was taken just before."""
    before = listing.current
    number = before.number + 1 if before else 1
    frozen = frozen_terms(listing, number)
    version = ListingVersion(
        listing_id=listing.id,
        number=number,
        terms=frozen,
        terms_hash=terms.terms_hash(frozen),
        published_at=clock.now(),
        published_by_id=by.id,
    )
    listing.slots_left = _slots(listing, before.terms if before else None)
    listing.versions.append(version)
    listing.published_at = version.published_at
    listing.checked_at = version.published_at
    listing.suspended_because = ""
    db.session.flush()
    refresh_entry(listing)
    watch_tomorrow()
    announce(ListingPublished(listing.id, number))
    return version


def take(listing: Listing, step: str, by: User | Machine, reason: str = "", **facts: Any) -> StepTaken:
    """One step of the listing's workflow."""
    documents = facts.pop("documents", ())
    return engine.take(workflow_of(listing), step, listing, by, reason=reason, facts=facts, documents=documents)


def end_listing(listing: Listing) -> None:
    """In a final state: its patents are free for another listing, nobody finds it any more."""
    for entry in listing.entries:
        entry.live = False
    listing.suspended_because = ""
    db.session.flush()
    refresh_entry(listing)
    announce(ListingEnded(listing.id))


def refuse_unchanged(listing: Listing) -> None:
    """Raises StepRefused when new terms would say what the old ones say."""
    if not has_changes(listing) and not listing.suspended_because:
        raise StepRefused(
            Words("条件和现在公布的一样，没有新的可公布。", "The terms are the same as those that are out."),
            code="NOTHING_CHANGED",
            cure=Words("先改条件，再公布新版本。", "Change the terms first, then publish the new version."),
        )


def keep_declaration_form(listing: Listing, sha256: str) -> None:
    """Remember the form as it was filed.

    sha256: of the file, already in the store
    """
    files.register(sha256, "application/pdf", "declaration", listing.holder_id)
    listing.declaration_file = sha256
