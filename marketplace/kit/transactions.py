"""One request, one transaction, committed at the edge. Nobody else commits.

GET and HEAD read only; every other method may write, and on SQLite says so before its first query. Slow work
(password checks, signing, printing) steps outside, so that no writer waits for it; a view that asks much and writes
little may read first.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from flask import Flask, Response, request
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from marketplace.kit.db import db, release_write_lock, writes
from marketplace.kit.errors import StepRefused
from marketplace.kit.words import Words

READING = frozenset({"GET", "HEAD", "OPTIONS"})
SOMEBODY_WAS_QUICKER = Words(
    "刚才有人先动了这件事，您的这一步没有做。请看看现在的情况，再决定。",
    "Somebody changed this a moment before you; your step was not taken. Look again, then decide.",
)


def begin(*, writing: bool) -> None:
    """Start afresh: forget what an earlier unit of work in this thread left behind."""
    rollback()
    writes.set(writing)


def commit() -> None:
    """Keep what was done.

    Raises StepRefused when somebody else changed or created the same thing first.
    """
    try:
        db.session.commit()
    except (StaleDataError, IntegrityError) as error:
        db.session.rollback()
        raise StepRefused(SOMEBODY_WAS_QUICKER, code="SOMEBODY_WAS_QUICKER") from error
    finally:
        release_write_lock()


def rollback() -> None:
    try:
        db.session.rollback()
    finally:
        release_write_lock()


@contextmanager
def transaction() -> Iterator[None]:
    """A unit of work of a command or a job: committed at its end, undone if anything is raised."""
    begin(writing=True)
    try:
        yield
        commit()
    finally:
        rollback()
        db.session.remove()
        writes.set(False)


@contextmanager
def outside() -> Iterator[None]:
    """Leave the transaction for slow work: inside, queries only read, and no writer waits. Nothing may be pending.

    Raises RuntimeError after the first change: it would be lost.
    """
    session = db.session()
    if session.new or session.dirty or session.deleted:
        raise RuntimeError("slow work must come before the first change")
    rollback()
    writing = writes.get()
    writes.set(False)
    try:
        yield
    finally:
        rollback()
        writes.set(writing)


View = TypeVar("View", bound=Callable[..., Any])
_reading_first: set[str] = set()


def reads_first(view: View) -> View:
    """Mark a view that only reads, whatever the method, until it calls `write`: its questions hold no writer up."""
    _reading_first.add(f"{view.__module__}.{view.__qualname__}")
    return view


def _reads_first(app: Flask) -> bool:
    view = app.view_functions.get(request.endpoint or "")
    return view is not None and f"{view.__module__}.{view.__qualname__}" in _reading_first


def write() -> None:
    """From here on this request writes. It decides on nothing it has read before but who is asking: what it changes
    must be locked and read afresh, somebody may have been quicker."""
    db.session.commit()  # ends the reading; unlike a rollback it forgets nothing
    writes.set(True)


def settle(response: Response) -> Response:
    """At the edge of a request: keep what a good answer did, undo the rest."""
    if response.status_code < 400 and writes.get():
        commit()
    else:
        rollback()
    return response


class TransactionalFlask(Flask):
    """Flask whose requests are transactions: refused or failed, nothing is half-written."""

    def dispatch_request(self) -> Response:  # type: ignore[override]
        return settle(self.make_response(super().dispatch_request()))


def init_app(app: Flask) -> None:
    @app.before_request
    def _begin() -> None:
        begin(writing=request.method not in READING and not _reads_first(app))

    @app.teardown_request
    def _end(_error: BaseException | None) -> None:
        rollback()
        writes.set(False)
