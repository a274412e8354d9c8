"""Effects and deadlines of listings: looking again every day, printing the declaration form."""

from datetime import date
from typing import Any

from marketplace.kit import clock, files, transactions
from marketplace.kit.jobs import Job, enqueue, finish, job, timer
from marketplace.listings import actions, documents, queries


@timer("listings_recheck")
def recheck_some(row: Job) -> None:
    """A piece of the listings at a time; the last piece sets tomorrow's first."""
    last = actions.recheck_some(row.payload["after"])
    day = date.fromisoformat(row.payload["day"])
    if last is not None:
        enqueue("listings_recheck", f"listings_recheck:{day}:{last}", payload={"after": last, "day": day.isoformat()})
    else:
        actions.watch_tomorrow()


@job("declaration_pdf", queue="cpu")
def print_form(payload: dict[str, Any]) -> dict[str, str]:
    transactions.begin(writing=False)
    declaration = documents.declaration_of(queries.listing_by_id(payload["listing_id"]))
    transactions.rollback()
    printed = documents.print_declaration(declaration, "zh", clock.today())
    return {"sha256": files.put(printed)}


@finish("declaration_pdf")
def keep_form(row: Job, printed: dict[str, str]) -> None:
    listing = queries.listing_by_id(row.payload["listing_id"])
    actions.keep_declaration_form(listing, printed["sha256"])
