"""The room in which bytes from outside are read: each file in a child process with limits of memory and processor time.

    rows(path, limit=200_000)                       a table, streamed
    redraw(content, "PNG", Asker.MEMBER)            a picture, drawn anew
    judge_pdf(content, Asker.MEMBER)                raises Complaint
    inspect_signed(content, Asker.STRANGER, …)      the signatures of a PDF

No library that parses strangers' bytes is imported anywhere else. Limits: `limits.ALLOWANCES`; who may have something
read at the same time: `slots.PLACES`.
"""

from collections.abc import Collection
from typing import Any

from marketplace.kit.reading.calls import Source, ask, ask_once
from marketplace.kit.reading.complaint import Cause, Complaint, Ended
from marketplace.kit.reading.refusals import too_much
from marketplace.kit.reading.slots import Asker, held, init_app
from marketplace.kit.reading.tables import Row, rows

__all__ = [
    "Asker",
    "Cause",
    "Complaint",
    "Ended",
    "Row",
    "Source",
    "ask",
    "held",
    "init_app",
    "inspect_signed",
    "judge_pdf",
    "judge_text",
    "judge_workbook",
    "redraw",
    "rows",
    "too_much",
]

# Each raises Complaint with a code when the file will not do, Ended when a limit ended it, Busy without a place.


def redraw(content: bytes, form: str, asker: Asker) -> bytes:
    """A picture without anything but its points, upright. form: PNG, JPEG or WEBP."""
    drawn: bytes = ask_once("pictures", content, asker, form=form)
    return drawn


def judge_pdf(content: bytes, asker: Asker, attachments: Collection[str] = ()) -> None:
    """attachments: names of the files it may carry."""
    ask_once("pdfs", content, asker, attachments=list(attachments))


def judge_workbook(content: bytes, asker: Asker) -> None:
    """The directory of an .xlsx, and that every part is as large as it says."""
    ask_once("sheets", content, asker)


def judge_text(content: bytes, asker: Asker) -> None:
    """That a CSV is text in an encoding we take."""
    ask_once("texts", content, asker)


def inspect_signed(content: bytes, asker: Asker, **known: Any) -> dict[str, Any]:
    """known: as `readers.signatures.Known`, in plain values. {"findings": […], "fields": [{…}, …]}."""
    seen: dict[str, Any] = ask_once("signatures", content, asker, **known)
    return seen
