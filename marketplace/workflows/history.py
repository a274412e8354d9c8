"""The evidence: append a step to an object's chain, read a chain, prove that nothing in it was changed."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import bindparam, func, insert, select
from sqlalchemy.exc import IntegrityError

from marketplace.kit import clock
from marketplace.kit.bulk import chunks, insert_rows
from marketplace.kit.db import db
from marketplace.kit.errors import StepRefused
from marketplace.kit.transactions import SOMEBODY_WAS_QUICKER
from marketplace.workflows.models import StepTaken

GENESIS = "0" * 64
BEGIN = "begin"  # the step with which an object comes to be
HASHED = (
    "subject_kind",
    "subject_id",
    "seq",
    "step",
    "source",
    "target",
    "party",
    "actor_id",
    "actor_name",
    "organisation_id",
    "at",
    "reason",
    "facts",
    "documents",
    "request_key",
    "previous_hash",
)
COLUMNS = (*HASHED, "hash")
AT_ONCE = 5000  # rows read or written in one go
TABLE = StepTaken.__table__
_spell = json.JSONEncoder(
    sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False, check_circular=False
).encode
_HEAD = (  # built once: every step asks it
    select(TABLE.c.seq, TABLE.c.hash)
    .where(TABLE.c.subject_kind == bindparam("kind"), TABLE.c.subject_id == bindparam("id"))
    .order_by(TABLE.c.seq.desc())
    .limit(1)
)
_APPEND = insert(TABLE)
_BLANK: dict[str, Any] = {
    "step": BEGIN,
    "source": "",
    "party": "",
    "actor_id": None,
    "actor_name": "",
    "organisation_id": None,
    "reason": "",
    "facts": {},
    "documents": [],
    "request_key": None,
}


def canonical(value: Any) -> bytes:
    """The one spelling of a JSON value: sorted keys, no spaces, UTF-8.

    Raises ValueError or TypeError for what JSON cannot say (NaN, a date, half a character).
    """
    return _spell(value).encode()


def plain(columns: Mapping[str, Any]) -> dict[str, Any]:
    """A history row as it is hashed and exported: `at` in UTC with all six digits of the second.

    Raises ValueError for an instant without a zone.
    """
    at: datetime = columns["at"]
    if at.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    return {**columns, "at": at.astimezone(UTC).isoformat(timespec="microseconds")}


def digest(columns: Mapping[str, Any]) -> str:
    """SHA-256 of a history row. `columns` holds every name of HASHED; `at` is an aware datetime."""
    hashed = plain(columns)
    hashed.pop("hash", None)
    return hashlib.sha256(_spell(hashed).encode()).hexdigest()


def seal(columns: dict[str, Any]) -> dict[str, Any]:
    """A full row from its facts: the same columns with their hash, the facts as they come back from JSON."""
    settled = columns | {name: json.loads(canonical(columns[name])) for name in ("facts", "documents")}
    return settled | {"hash": digest(settled)}


def head(subject_kind: str, subject_id: int) -> tuple[int, str]:
    """The last step of an object: its number and hash, (0, GENESIS) before the first."""
    row = db.session.execute(_HEAD, {"kind": subject_kind, "id": subject_id}).first()
    return (row.seq, row.hash) if row else (0, GENESIS)


def note(subject_kind: str, subject_id: int, step: str, by: Any, facts: dict[str, Any]) -> None:
    """Append what a person did to a subject that no workflow moves: members, details.

    by: actor_id, actor_name, organisation_id
    """
    append(
        subject_kind=subject_kind,
        subject_id=subject_id,
        step=step,
        source="",
        target="",
        party="",
        actor_id=by.actor_id,
        actor_name=by.actor_name,
        organisation_id=by.organisation_id,
        at=clock.now(),
        reason="",
        facts=facts,
        documents=[],
        request_key=None,
    )


def append(**facts: Any) -> StepTaken:
    """Add one step to an object's chain, in the caller's transaction.

    facts: every column of HASHED but `seq` and `previous_hash`; "begin" is the first of its chain
    Raises StepRefused when another transaction wrote this object's next step, or one with the same request key.
    """
    begins = facts["step"] == BEGIN
    seq, previous = (0, GENESIS) if begins else head(facts["subject_kind"], facts["subject_id"])
    sealed = seal(facts | {"seq": seq + 1, "previous_hash": previous})
    db.session.flush()
    try:
        db.session.connection().execute(_APPEND, sealed)
    except IntegrityError as error:
        raise StepRefused(SOMEBODY_WAS_QUICKER, code="SOMEBODY_WAS_QUICKER") from error
    return StepTaken(**sealed)


def _chained(rows: Iterable[Mapping[str, Any]]) -> Iterator[tuple[Any, ...]]:
    key, seq, previous = None, 0, GENESIS
    for row in rows:
        if (row["subject_kind"], row["subject_id"]) != key:
            key, seq, previous = (row["subject_kind"], row["subject_id"]), 0, GENESIS
        seq += 1
        full = {**_BLANK, **row, "seq": seq, "previous_hash": previous}
        texts = {name: _spell(full[name]) for name in ("facts", "documents")}
        full |= {name: json.loads(text) for name, text in texts.items()}
        previous = full["hash"] = digest(full)
        full |= texts | {"at": full["at"].astimezone(UTC)}
        yield tuple([full[name] for name in COLUMNS])


def first_steps(rows: Iterable[Mapping[str, Any]]) -> int:
    """Write the beginnings of many new objects' chains, fast and without telling the news; returns how many rows.

    rows: the steps of one object together, in order; each with subject_kind, subject_id, target and at, and where it
          is not a nameless "begin" also step, source, party, actor_id, actor_name, organisation_id, reason, facts,
          documents, request_key
    """
    written = 0
    db.session.flush()
    for chunk in chunks(_chained(rows), AT_ONCE):
        insert_rows(TABLE, COLUMNS, chunk)
        written += len(chunk)
    return written


def steps_of(subject_kind: str, subject_id: int) -> list[StepTaken]:
    """The chain of an object, oldest first."""
    return list(
        db.session.scalars(
            select(StepTaken)
            .where(StepTaken.subject_kind == subject_kind, StepTaken.subject_id == subject_id)
            .order_by(StepTaken.seq)
        )
    )


def _kinds() -> list[str]:
    """In Python's order: databases sort by the language of their place."""
    return sorted(db.session.scalars(select(TABLE.c.subject_kind).distinct()))


def rows(subject_kind: str | None = None, subject_id: int | None = None) -> Iterator[dict[str, Any]]:
    """The history as plain columns, ordered by kind, object and number, a few thousand in memory at a time."""
    for kind in _kinds() if subject_kind is None else [subject_kind]:
        query = select(*(TABLE.c[name] for name in COLUMNS)).where(TABLE.c.subject_kind == kind)
        if subject_id is not None:
            query = query.where(TABLE.c.subject_id == subject_id)
        query = query.order_by(TABLE.c.subject_id, TABLE.c.seq).execution_options(yield_per=AT_ONCE)
        for row in db.session.execute(query):
            yield dict(zip(COLUMNS, row, strict=True))


@dataclass(frozen=True)
class Break:
    """Where a chain does not hold, and how.

    what: "changed" (the row is not what was hashed), "missing" (a number is left out), "unlinked" (does not follow
          from the row before), "strayed" (the object was moved between two steps by something else)
    """

    subject_kind: str
    subject_id: int
    seq: int
    what: str


def _fault(row: Mapping[str, Any], before: Mapping[str, Any] | None) -> str:
    if row["seq"] != (before["seq"] + 1 if before else 1):
        return "missing"
    if row["previous_hash"] != (before["hash"] if before else GENESIS):
        return "unlinked"
    if row["hash"] != digest(row):
        return "changed"
    if before and row["source"] != before["target"]:
        return "strayed"
    return ""


def breaks_in(rows: Iterable[Mapping[str, Any]]) -> Iterator[Break]:
    """Every fault in rows ordered by object and number; nothing for a sound history."""
    before: Mapping[str, Any] | None = None
    for row in rows:
        if before and (row["subject_id"], row["subject_kind"]) != (before["subject_id"], before["subject_kind"]):
            before = None
        what = _fault(row, before)
        if what:
            yield Break(row["subject_kind"], row["subject_id"], row["seq"], what)
        before = row


def verify(subject_kind: str | None = None, subject_id: int | None = None) -> Iterator[Break]:
    """Check chains against their hashes; all of them, or one object's."""
    yield from breaks_in(rows(subject_kind, subject_id))


def heads() -> Iterator[tuple[str, int, int, str]]:
    """The last step of every object: kind, object, number, hash; ordered by kind and object."""
    for kind in _kinds():
        last = (
            select(TABLE.c.subject_id, func.max(TABLE.c.seq).label("seq"))
            .where(TABLE.c.subject_kind == kind)
            .group_by(TABLE.c.subject_id)
            .subquery()
        )
        query = (
            select(TABLE.c.subject_kind, TABLE.c.subject_id, TABLE.c.seq, TABLE.c.hash)
            .join(last, (TABLE.c.subject_id == last.c.subject_id) & (TABLE.c.seq == last.c.seq))
            .where(TABLE.c.subject_kind == kind)
            .order_by(TABLE.c.subject_id)
        )
        for row in db.session.execute(query.execution_options(yield_per=AT_ONCE)):
            yield (row[0], row[1], row[2], row[3])


def count() -> tuple[int, int]:
    """How many steps and how many objects the history holds."""
    objects = select(TABLE.c.subject_kind, TABLE.c.subject_id).distinct().subquery()
    return (
        db.session.scalar(select(func.count()).select_from(TABLE)) or 0,
        db.session.scalar(select(func.count()).select_from(objects)) or 0,
    )
