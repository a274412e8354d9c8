"""Rows of a table into patents, a chunk at a time: new ones in bulk, changed ones with a note of what changed."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import bindparam, delete, update

from marketplace.kit import clock
from marketplace.kit.bulk import insert_rows, next_ids, one_at_a_time
from marketplace.kit.db import db
from marketplace.kit.events import announce
from marketplace.patents.events import PatentChanged
from marketplace.patents.models import Patent, PatentChange, PatentEvent, PatentOwner
from marketplace.patents.queries.facts import facts_of, known_patents
from marketplace.patents.rules.checking import row_hash
from marketplace.patents.rules.kinds import term_end
from marketplace.patents.rules.mapping import CleanPatent
from marketplace.patents.rules.owners import owner_key
from marketplace.patents.rules.register import EventKind
from marketplace.patents.rules.verdicts import (
    Importer,
    Known,
    Verdict,
    differences,
    holder_after,
    merged,
    verdict,
)

CHUNK_ROWS = 5000
_NEW = (
    "id", "version", "number", "publication_number", "kind", "title", "abstract", "plain", "main_ipc", "ipc_all",
    "filed_on", "granted_on", "expires_on", "inventors", "province", "city", "holder_id", "annuity_paid_year",
    "sample", "source", "row_hash", "created_at",
)  # fmt: skip
_OWNER = ("patent_id", "position", "name", "organisation_id")
_EVENT = ("patent_id", "kind", "happened_on", "note")


class Origin(NamedTuple):
    """Where rows come from: who brings them, what the source is called, which user it was."""

    source: str
    importer: Importer | None = None
    user_id: int | None = None
    is_sample: bool = False


class Judged(NamedTuple):
    """A row, what becomes of it, and what stood here before."""

    patent: CleanPatent
    verdict: Verdict
    known: Known | None
    row_hash: str
    before: CleanPatent | None = None


class Loaded(NamedTuple):
    new: int
    changed: int
    same: int
    kept_out: int


def judge(patents: Sequence[CleanPatent], importer: Importer | None) -> list[Judged]:
    """What becomes of each row, looking only. A row that differs but says nothing new counts as known."""
    looks_at_owners = importer is not None and not importer.is_trusted
    here = known_patents([patent.number for patent in patents], with_owners=looks_at_owners)
    judged = []
    for patent in patents:
        known, digest = here.get(patent.number), row_hash(patent)
        judged.append(Judged(patent, verdict(patent, digest, known, importer), known, digest))
    facts = facts_of([one.known.id for one in judged if one.verdict is Verdict.CHANGED and one.known])
    return [_compared(one, facts, importer) if one.verdict is Verdict.CHANGED else one for one in judged]


def _compared(one: Judged, facts: dict[int, CleanPatent], importer: Importer | None) -> Judged:
    assert one.known is not None
    before = facts[one.known.id]
    after = merged(one.patent, before)
    holder_id = holder_after(after, one.known, importer)
    is_same = after == before and holder_id == one.known.holder_id
    return one._replace(patent=after, before=before, verdict=Verdict.SAME if is_same else Verdict.CHANGED)


def load(patents: Sequence[CleanPatent], origin: Origin) -> Loaded:
    """Take a chunk of rows in, in the caller's transaction; the same rows again change nothing.

    patents: at most some thousand, each number once
    """
    one_at_a_time("patents")
    judged = judge(patents, origin.importer)
    new = [one for one in judged if one.verdict is Verdict.NEW]
    changed = [one for one in judged if one.verdict is Verdict.CHANGED]
    same = sum(one.verdict is Verdict.SAME for one in judged)
    _insert(new, origin)
    if changed:
        _update(changed, origin)
    return Loaded(len(new), len(changed), same, len(judged) - len(new) - len(changed) - same)


def _insert(new: Sequence[Judged], origin: Origin) -> None:
    now, ids = clock.now(), next_ids(Patent.__table__, len(new))
    rows, owners, events = [], [], []
    for patent_id, (patent, _verdict, known, digest, _before) in zip(ids, new, strict=True):
        holder_id = holder_after(patent, known, origin.importer)
        rows.append(
            (
                patent_id, 1, patent.number, patent.publication_number, patent.kind.value, patent.title,
                patent.abstract, "", patent.main_ipc, ";".join(patent.ipc), patent.filed_on, patent.granted_on,
                term_end(patent.kind, patent.filed_on), ";".join(patent.inventors), "", "", holder_id, None,
                origin.is_sample, origin.source, digest, now,
            )
        )  # fmt: skip
        owners += _owner_rows(patent_id, patent, origin.importer)
        events.append((patent_id, EventKind.GRANTED.value, patent.granted_on, ""))
    insert_rows(Patent.__table__, _NEW, rows)
    insert_rows(PatentOwner.__table__, _OWNER, owners)
    insert_rows(PatentEvent.__table__, _EVENT, events)


def _owner_rows(
    patent_id: int, patent: CleanPatent, importer: Importer | None
) -> list[tuple[int, int, str, int | None]]:
    rows: list[tuple[int, int, str, int | None]] = []
    for position, name in enumerate(patent.patentees):
        is_importer = importer is not None and (name == importer.name or owner_key(name) == owner_key(importer.name))
        rows.append((patent_id, position, name, importer.organisation_id if importer and is_importer else None))
    return rows


def _update(changed: Sequence[Judged], origin: Origin) -> None:
    """Changed facts into the rows that are there; the grant's register event follows the grant date."""
    ids = [one.known.id for one in changed if one.known]
    columns, table = [], Patent.__table__
    for patent, _verdict, known, digest, _before in changed:
        assert known is not None
        columns.append(
            {
                "key": known.id, "publication_number": patent.publication_number, "title": patent.title,
                "abstract": patent.abstract, "main_ipc": patent.main_ipc, "ipc_all": ";".join(patent.ipc),
                "filed_on": patent.filed_on, "granted_on": patent.granted_on, "source": origin.source,
                "expires_on": term_end(patent.kind, patent.filed_on), "inventors": ";".join(patent.inventors),
                "holder_id": holder_after(patent, known, origin.importer), "row_hash": digest,
            }
        )  # fmt: skip
    names = [name for name in columns[0] if name != "key"]
    statement = update(table).where(table.c.id == bindparam("key"))
    statement = statement.values({"version": table.c.version + 1, **{name: bindparam(name) for name in names}})
    db.session.connection().execute(statement, columns)
    _replace_children(ids, changed, origin)
    _note_changes(changed, origin)
    db.session.expire_all()
    for patent_id in ids:
        announce(PatentChanged(patent_id))


def _replace_children(ids: list[int], changed: Sequence[Judged], origin: Origin) -> None:
    owners, events = PatentOwner.__table__, PatentEvent.__table__
    connection = db.session.connection()
    connection.execute(delete(owners).where(owners.c.patent_id == bindparam("key")), [{"key": one} for one in ids])
    granted = delete(events).where(events.c.patent_id == bindparam("key"), events.c.kind == EventKind.GRANTED)
    connection.execute(granted, [{"key": one} for one in ids])
    names, grants = [], []
    for one in changed:
        assert one.known is not None
        names += _owner_rows(one.known.id, one.patent, origin.importer)
        grants.append((one.known.id, EventKind.GRANTED.value, one.patent.granted_on, ""))
    insert_rows(owners, _OWNER, names)
    insert_rows(events, _EVENT, grants)


def _note_changes(changed: Sequence[Judged], origin: Origin) -> None:
    now, rows = clock.now(), []
    for one in changed:
        assert one.known is not None
        assert one.before is not None
        before, after = differences(one.before, one.patent)
        rows.append((one.known.id, "imported", before, after or "holder", origin.user_id, now))
    insert_rows(PatentChange.__table__, ("patent_id", "what", "before", "after", "user_id", "at"), rows)
