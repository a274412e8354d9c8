"""The slow parts of an uploaded table: looking at it, and taking it in."""

from typing import Any

from marketplace.kit.jobs import Job, finish, job, on_set_aside
from marketplace.patents import actions
from marketplace.patents.actions import Preview


@job("patents_check")
def look(payload: dict[str, Any]) -> Preview:
    return actions.look(payload["id"], payload["key"])


@finish("patents_check")
def keep_preview(row: Job, preview: Preview) -> None:
    actions.keep_preview(row.payload["id"], preview)


@job("patents_load")
def take_in(payload: dict[str, Any]) -> None:
    actions.take_in(payload["id"], payload["key"])


@finish("patents_load")
def finish_import(row: Job, _nothing: None) -> None:
    actions.finish_import(row.payload["id"])


@on_set_aside("patents_check")
@on_set_aside("patents_load")
def give_up(row: Job) -> None:
    actions.give_up(row.payload["id"])
