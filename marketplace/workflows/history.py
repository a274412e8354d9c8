"""The evidence: append a step to an object's chain, read a chain, prove that nothing in it was changed."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import func, select

from marketplace.kit.db import db
from marketplace.workflows.models import StepTaken

GENESIS = "0" * 64
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


def canonical(value: Any) -> bytes:
    """The one spelling of a JSON value: sorted keys, no spaces, UTF-8."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def digest(columns: dict[str, Any]) -> str:
    """SHA-256 of a history row. `columns` holds every name of HASHED; `at` is an aware datetime."""
    at: datetime = columns["at"]
    plain = {name: columns[name] for name in HASHED} | {"at": at.astimezone(UTC).isoformat(timespec="microseconds")}
    return hashlib.sha256(canonical(plain)).hexdigest()


def seal(columns: dict[str, Any]) -> dict[str, Any]:
    """A full row from its facts: the same columns with their hash."""
    return columns | {"hash": digest(columns)}


def head(subject_kind: str, subject_id: int) -> tuple[int, str]:
    """The last step of an object: its number and hash, (0, GENESIS) before the first."""
    row = db.session.execute(
        select(StepTaken.seq, StepTaken.hash)
        .where(StepTaken.subject_kind == subject_kind, StepTaken.subject_id == subject_id)
        .order_by(StepTaken.seq.desc())
        .limit(1)
    ).first()
    return (row.seq, row.hash) if row else (0, GENESIS)


def append(**facts: Any) -> StepTaken:
    """Add one step to an object's chain, in the caller's transaction."""
    seq, previous = head(facts["subject_kind"], facts["subject_id"])
    taken = StepTaken(**seal(facts | {"seq": seq + 1, "previous_hash": previous}))
    db.session.add(taken)
    return taken


def steps_of(subject_kind: str, subject_id: int) -> list[StepTaken]:
    """The chain of an object, oldest first."""
    return list(
        db.session.scalars(
            select(StepTaken)
            .where(StepTaken.subject_kind == subject_kind, StepTaken.subject_id == subject_id)
            .order_by(StepTaken.seq)
        )
    )


@dataclass(frozen=True)
class Break:
    """Where a chain does not hold, and how."""

    subject_kind: str
    subject_id: int
    seq: int
    what: str  # "changed" | "missing" | "unlinked"


def breaks_in(rows: Iterable[dict[str, Any]]) -> Iterator[Break]:
    """Every fault in rows ordered by object and number; nothing for a sound history."""
    key, expected, previous = None, 0, GENESIS
    for row in rows:
        if (row["subject_kind"], row["subject_id"]) != key:
            key, expected, previous = (row["subject_kind"], row["subject_id"]), 1, GENESIS
        what = ""
        if row["seq"] != expected:
            what = "missing"
        elif row["previous_hash"] != previous:
            what = "unlinked"
        elif row["hash"] != digest(row):
            what = "changed"
        if what:
            yield Break(*key, row["seq"], what)
        expected, previous = row["seq"] + 1, row["hash"]


def verify(subject_kind: str | None = None, subject_id: int | None = None) -> Iterator[Break]:
    """Check chains against their hashes; all of them, or one object's."""
    table = StepTaken.__table__
    query = select(table).order_by(table.c.subject_kind, table.c.subject_id, table.c.seq)
    if subject_kind is not None:
        query = query.where(table.c.subject_kind == subject_kind, table.c.subject_id == subject_id)
    result = db.session.execute(query.execution_options(yield_per=5000))
    yield from breaks_in(dict(row) for row in result.mappings())


def count() -> tuple[int, int]:
    """How many steps and how many objects the history holds."""
    objects = select(StepTaken.subject_kind, StepTaken.subject_id).distinct().subquery()
    return (
        db.session.scalar(select(func.count()).select_from(StepTaken)) or 0,
        db.session.scalar(select(func.count()).select_from(objects)) or 0,
    )
