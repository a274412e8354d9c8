"""Effects and deadlines of deals: printing, lapsing, ending."""

from typing import Any

from marketplace.contracts import actions, documents, queries
from marketplace.contracts.models import DocumentKind
from marketplace.kit import transactions
from marketplace.kit.jobs import Job, finish, job, on_set_aside, timer
from marketplace.workflows import engine
from marketplace.workflows.deal_states import UNSIGNED, WAITING, DealState
from marketplace.workflows.ordinary_deal import ORDINARY_DEAL
from marketplace.workflows.parties import PLATFORM


def _print(kind: DocumentKind, payload: dict[str, Any]) -> list[dict[str, Any]]:
    transactions.begin(writing=False)
    order = documents.order_for(queries.deal_by_id(payload["deal_id"]), kind)
    transactions.rollback()
    return [
        {"language": file.language, "sha256": file.sha256, "pages": file.pages} for file in documents.print_files(order)
    ]


def _keep(kind: DocumentKind, row: Job, printed: list[dict[str, Any]]) -> None:
    deal = queries.deal_by_id(row.payload["deal_id"])
    for file in printed:
        actions.keep_document(deal, kind, file["language"], sha256=file["sha256"], pages=file["pages"])
    if kind is DocumentKind.CONTRACT and deal.state is DealState.ACCEPTED:
        document = deal.document(kind, "zh")
        assert document is not None
        engine.take(ORDINARY_DEAL, "print", deal, PLATFORM, documents=(document.sha256,))


def _prints(name: str, kind: DocumentKind) -> None:
    """Register the printing of one kind of document."""

    @job(name, queue="cpu")
    def act(payload: dict[str, Any]) -> list[dict[str, Any]]:
        return _print(kind, payload)

    @finish(name)
    def keep(row: Job, printed: list[dict[str, Any]]) -> None:
        _keep(kind, row, printed)

    @on_set_aside(name)
    def alarm(row: Job) -> None:
        actions.alarm(queries.deal_by_id(row.payload["deal_id"]), row.key)


_prints("contract_pdf", DocumentKind.CONTRACT)
_prints("notice_pdf", DocumentKind.NOTICE)
_prints("confirmation_pdf", DocumentKind.CONFIRMATION)


@timer("signing_lapses")
def lapse_unsigned(row: Job) -> None:
    deal = queries.deal_by_id(row.payload["deal_id"])
    if deal.state in WAITING:
        actions.expire_unsigned(deal)


@timer("hold_lapses")
def lapse_unverified(row: Job) -> None:
    deal = queries.deal_by_id(row.payload["deal_id"])
    if deal.state in UNSIGNED and deal.is_past_hold:
        actions.expire_unverified(deal)


@timer("term_ends")
def end_term(row: Job) -> None:
    deal = queries.deal_by_id(row.payload["deal_id"])
    if deal.state is DealState.EFFECTIVE:
        actions.complete(deal)


@timer("turn_reminder")
def remind(row: Job) -> None:
    deal = queries.deal_by_id(row.payload["deal_id"])
    if str(deal.state) == row.payload["state"]:
        actions.tell(deal, row.key)
