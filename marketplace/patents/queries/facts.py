"""Patents as an import needs them: which numbers stand here, and what is known of them."""

from collections.abc import Collection, Sequence

from sqlalchemy import select

from marketplace.kit.db import db
from marketplace.patents.models import Patent, PatentOwner
from marketplace.patents.rules.mapping import CleanPatent
from marketplace.patents.rules.verdicts import Known

AT_ONCE = 1000  # values in one IN ()


def _pieces(values: Collection[int] | Collection[str]) -> list[list[int] | list[str]]:
    listed = list(values)
    return [listed[start : start + AT_ONCE] for start in range(0, len(listed), AT_ONCE)]  # type: ignore[misc]


def known_patents(numbers: Collection[str], *, with_owners: bool = False) -> dict[str, Known]:
    """number → what stands here, for those of `numbers` that do."""
    found: dict[str, Known] = {}
    table = Patent.__table__.c
    for piece in _pieces(numbers):
        rows = select(table.number, table.id, table.row_hash, table.holder_id).where(table.number.in_(piece))
        for number, patent_id, row_hash, holder_id in db.session.execute(rows):
            found[number] = Known(patent_id, row_hash, holder_id)
    if with_owners and found:
        owners = owners_of([known.id for known in found.values()])
        found = {number: known._replace(owners=owners.get(known.id, ())) for number, known in found.items()}
    return found


def owners_of(patent_ids: Sequence[int]) -> dict[int, tuple[str, ...]]:
    """The owners' names of these patents, in the register's order."""
    table = PatentOwner.__table__.c
    found: dict[int, tuple[str, ...]] = {}
    for piece in _pieces(patent_ids):
        rows = select(table.patent_id, table.name).where(table.patent_id.in_(piece)).order_by(table.position)
        for patent_id, name in db.session.execute(rows):
            found[patent_id] = (*found.get(patent_id, ()), name)
    return found


def facts_of(patent_ids: Sequence[int]) -> dict[int, CleanPatent]:
    """What is known of these patents, in the shape a table's row has."""
    owners = owners_of(patent_ids)
    table = Patent.__table__.c
    columns = (
        table.id, table.number, table.kind, table.title, table.filed_on, table.granted_on, table.main_ipc,
        table.ipc_all, table.inventors, table.abstract, table.publication_number,
    )  # fmt: skip
    found = {}
    for piece in _pieces(patent_ids):
        for row in db.session.execute(select(*columns).where(table.id.in_(piece))):
            found[row.id] = CleanPatent(
                row.number, row.kind, row.title, owners.get(row.id, ()), row.filed_on, row.granted_on, row.main_ipc,
                listed(row.ipc_all), listed(row.inventors), row.abstract, row.publication_number,
            )  # fmt: skip
    return found


def listed(joined: str) -> tuple[str, ...]:
    """The parts of a field that is kept joined."""
    return tuple(part for part in joined.split(";") if part)
