"""Everything that reads deals. Another organisation's deal is missing, not forbidden."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Select, func, or_, select

from marketplace.accounts.models import Organisation, User
from marketplace.accounts.queries.verification import PlaceKept
from marketplace.contracts.models import Deal, Document, DocumentKind, Revision
from marketplace.contracts.rules.holding import office_answers_by
from marketplace.kit.db import db
from marketplace.kit.errors import Missing
from marketplace.kit.i18n import N_
from marketplace.kit.jobs import Job, JobState
from marketplace.kit.paging import Page, page_of
from marketplace.listings.rules.channel import Channel
from marketplace.workflows.deal_states import WAITING, DealState
from marketplace.workflows.open_licence_deal import OPEN_LICENCE_DEAL
from marketplace.workflows.ordinary_deal import ORDINARY_DEAL
from marketplace.workflows.parties import Party
from marketplace.workflows.table import Wait, Workflow

PAPERS = {f"{kind}_pdf": kind for kind in DocumentKind}  # the job that prints each kind of document
WORKFLOW = {Channel.PLATFORM: ORDINARY_DEAL, Channel.STATUTORY: OPEN_LICENCE_DEAL}


GET_VERIFIED = Wait(
    Party.LICENSEE,
    N_("Get your organisation verified, then sign"),
    N_("It lapses and costs nothing; the place goes back."),
)


def workflow_of(deal: Deal) -> Workflow:
    return WORKFLOW[deal.channel]


def wait_of(deal: Deal) -> Wait | None:
    """What a deal waits for: of a licensee whose place is kept on condition, to be verified first."""
    wait = workflow_of(deal).waits.get(deal.state)
    return GET_VERIFIED if wait is not None and wait.party is Party.LICENSEE and deal.is_held else wait


def id_in(number: str, prefix: str) -> int:
    """The row id inside a number like "XK-2026-000123". Raises Missing for anything else."""
    parts = number.split("-")
    if len(parts) != 3 or parts[0] != prefix or not parts[2].isascii() or not parts[2].isdigit() or len(parts[2]) > 12:
        raise Missing
    return int(parts[2])


def _mine(query: Select[Any], user: User) -> Select[Any]:
    """Deals one's organisation is a party of; an office sees those with a party in the area it answers for."""
    office = user.organisation
    if not office.is_office:
        return query.where(or_(Deal.licensor_id == office.id, Deal.licensee_id == office.id))
    watched = select(Organisation.id).where(Organisation.area_code.startswith(office.watched_area, autoescape=True))
    return query.where(or_(Deal.licensor_id.in_(watched), Deal.licensee_id.in_(watched)))


def deal(number: str, user: User) -> Deal:
    """A deal that concerns this person: as a party, or as an office. Raises Missing."""
    found: Deal | None = db.session.scalar(_mine(select(Deal).where(Deal.id == id_in(number, "XK")), user))
    if found is None or found.number != number:
        raise Missing
    return found


def deal_by_id(deal_id: int) -> Deal:
    return db.session.get_one(Deal, deal_id)


def deals(user: User, page: int, state: DealState | None = None) -> Page:
    """The deals of the person's organisation, newest first."""
    query = _mine(select(Deal), user).order_by(Deal.id.desc())
    if state is not None:
        query = query.where(Deal.state == state)
    return page_of(query, page)


def waiting_for(user: User) -> list[Deal]:
    """Deals in which somebody of this organisation must act now."""
    mine = _mine(select(Deal).where(Deal.state.in_(sorted(WAITING))), user).order_by(Deal.sign_by, Deal.id)
    found = db.session.scalars(mine.limit(200)).unique()
    return [row for row in found if is_turn_of(row, user)]


def is_turn_of(row: Deal, user: User) -> bool:
    wait = workflow_of(row).waits.get(row.state)
    return wait is not None and row.party_organisations().get(wait.party) == user.organisation_id


def document(public_id: str, user: User) -> Document:
    """A document of a deal that concerns this person. Raises Missing."""
    found = db.session.scalar(select(Document).where(Document.public_id == public_id))
    if found is None:
        raise Missing
    deal(deal_by_id(found.deal_id).number, user)
    return found


def papers_set_aside(row: Deal) -> list[DocumentKind]:
    """The documents that could not be made, and that nobody tries any more."""
    parked = select(Job.kind).where(
        Job.subject_kind == "deal",
        Job.subject_id == str(row.id),
        Job.status == JobState.PARKED,
        Job.kind.in_(sorted(PAPERS)),
    )
    return sorted(PAPERS[kind] for kind in db.session.scalars(parked))


def in_order(documents: Iterable[Document]) -> list[Document]:
    """As a reader wants them: contract or confirmation before the notice, the binding Chinese edition first."""
    kinds = list(DocumentKind)
    return sorted(documents, key=lambda one: (kinds.index(one.kind), one.language != "zh"))


def verified_deal(verification_id: str) -> Deal | None:
    """The deal behind a QR code; None when there is none."""
    return db.session.scalar(select(Deal).where(Deal.verification_id == verification_id))


def revisions_of(row: Deal) -> list[str]:
    """SHA-256 of every file the deal's contract has been, oldest first."""
    contract = row.document(DocumentKind.CONTRACT, "zh")
    return [revision.sha256 for revision in contract.revisions] if contract else []


def document_with(sha256: str) -> Document | None:
    """The document that has ever been exactly this file."""
    return db.session.scalar(
        select(Document).join(Revision, Revision.document_id == Document.id).where(Revision.sha256 == sha256)
    )


def places_kept(organisation_ids: Iterable[int]) -> dict[int, PlaceKept]:
    """Of the organisations that keep a place on condition of their verification; others are left out."""
    kept = select(Deal.licensee_id, Deal.hold_until).where(
        Deal.licensee_id.in_(list(organisation_ids)), Deal.running, Deal.hold_until.is_not(None)
    )
    rows = db.session.execute(kept)
    return {licensee: PlaceKept(office_answers_by(until), until) for licensee, until in rows if until is not None}


def licences_in_use(listing_ids: Iterable[int]) -> dict[int, int]:
    """How many licences of each listing are in force; listings with none are left out."""
    counted = select(Deal.listing_id, func.count()).where(
        Deal.listing_id.in_(list(listing_ids)), Deal.state == DealState.EFFECTIVE
    )
    return {listing: number for listing, number in db.session.execute(counted.group_by(Deal.listing_id))}
