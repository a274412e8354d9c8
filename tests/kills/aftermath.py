"""What must be true after the last restart: every promise kept, nothing half done, nothing left waiting."""

import time
from collections.abc import Iterator

from sqlalchemy import func, select

from marketplace.accounts.models import User
from marketplace.contracts import documents, queries
from marketplace.contracts.models import Deal, DocumentKind
from marketplace.kit import clock, files
from marketplace.kit.db import db
from marketplace.kit.jobs import Job, JobState
from marketplace.kit.reading import Asker
from marketplace.listings.models import Listing
from marketplace.workflows import history
from marketplace.workflows.deal_states import DealState
from tests.kills.load import Noted

SIGNATURES = {
    DealState.ACCEPTED: 0,
    DealState.SIGNING: 0,
    DealState.COUNTERSIGNING: 1,
    DealState.EFFECTIVE: 2,
}


def wait_for_jobs(seconds: float) -> int:
    """Until nothing that is due waits; returns how many jobs still do after `seconds`."""
    end = time.monotonic() + seconds
    due = select(func.count()).select_from(Job).where(Job.status == JobState.QUEUED, Job.due_at <= clock.now())
    while (left := db.session.scalar(due) or 0) and time.monotonic() < end:
        db.session.rollback()
        time.sleep(0.25)
    db.session.rollback()
    return left


def _deal_id(place: str) -> int:
    return int(place.rpartition("-")[2])


def broken_promises(noted: Noted) -> Iterator[str]:
    """What was answered with 303 and is not there."""
    yield from noted.broken
    for (email, offer), place in noted.accepted.items():
        deal = db.session.get(Deal, _deal_id(place))
        who = db.session.scalar(select(User).where(User.email == email))
        if deal is None or who is None or deal.licensee_id != who.organisation_id or deal.listing.number != offer:
            yield f"{email} was promised {place} for {offer}"
    for place, step in noted.signed:
        deal = db.session.get_one(Deal, _deal_id(place))
        if step not in {taken.step for taken in history.steps_of("ordinary_deal", deal.id)}:
            yield f"{step} of {place} was promised"


def half_done() -> Iterator[str]:
    """Whatever does not fit together in the database and beside it."""
    yield from (f"history {fault}" for fault in history.verify())
    for deal in db.session.scalars(select(Deal)):
        yield from _deal_faults(deal)
    for listing in db.session.scalars(select(Listing).where(Listing.quota.is_not(None))):
        running = select(func.count()).where(Deal.listing_id == listing.id, Deal.running)
        if listing.slots_left != (listing.quota or 0) - (db.session.scalar(running) or 0):
            yield f"{listing.number}: places {listing.slots_left}"
    for key, status in db.session.execute(select(Job.key, Job.status)):
        if status is JobState.PARKED:
            yield f"job {key} is {status}"


def _deal_faults(deal: Deal) -> Iterator[str]:
    steps = history.steps_of("ordinary_deal", deal.id)
    if not steps or steps[0].step != "begin" or steps[-1].target != str(deal.state):
        yield f"{deal.number}: history {[step.step for step in steps]}, state {deal.state}"
    if len(deal.signatures) != SIGNATURES.get(deal.state, -1):
        yield f"{deal.number}: {len(deal.signatures)} signatures, state {deal.state}"
    printing = db.session.get(Job, f"contract_pdf:{deal.id}")
    contract = deal.document(DocumentKind.CONTRACT, "zh")
    if printing is None or printing.status is not JobState.DONE or contract is None:
        yield f"{deal.number}: not printed"
        return
    lapse = db.session.get_one(Job, f"signing_lapses:{deal.id}")
    if lapse.is_queued is (deal.state is DealState.EFFECTIVE):
        yield f"{deal.number}: lapsing is {lapse.status}, state {deal.state}"
    yield from _file_faults(deal)


def _file_faults(deal: Deal) -> Iterator[str]:
    registered = queries.revisions_of(deal)
    if len(registered) != 1 + len(deal.signatures):
        yield f"{deal.number}: {len(registered)} files, {len(deal.signatures)} signatures"
    for sha256 in registered:
        found = files.look(sha256)
        if isinstance(found, files.Fault):
            yield f"{deal.number}: file {sha256} is {found}"


def unlike_signed_contracts(most: int) -> Iterator[str]:
    """Contracts in force whose newest file is not genuine; looks at `most` of them."""
    for deal in db.session.scalars(select(Deal).where(Deal.state == DealState.EFFECTIVE).limit(most)):
        registered = queries.revisions_of(deal)
        if not documents.inspect(files.content(registered[-1]), registered, Asker.JOB).is_genuine:
            yield f"{deal.number}: signatures do not hold"
