"""Every file that a row names, found from the declarations of the models; and what is wrong with each."""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from sqlalchemy import Column, Connection, select

from marketplace.kit.db import db
from marketplace.kit.files.door import Fault, look
from marketplace.kit.files.models import NAMES_FILES
from marketplace.kit.words import Words


class Named(NamedTuple):
    """A row names a file.

    row: its table, its key and the column ("deals 12 voucher_file")
    """

    sha256: str
    row: str


SAID = {Fault.MISSING: Words("丢失", "missing"), Fault.DAMAGED: Words("损坏", "damaged")}


class Broken(NamedTuple):
    """A file that a row names is missing or damaged."""

    named: Named
    fault: Fault

    @property
    def line(self) -> str:
        """For an operator: the file, what is wrong with it, and the row that names it."""
        what = SAID[self.fault]
        return f"{self.named.sha256}: {what.en} · {what.zh}, {self.named.row}"


def file_columns() -> list[Column[Any]]:
    """The columns whose models say that they name files."""
    return [
        column for table in db.metadata.sorted_tables for column in table.columns if column.info.get(NAMES_FILES, False)
    ]


def named_files(connection: Connection) -> Iterator[Named]:
    """Every file that any row of this database names, table by table; a file may come many times."""
    for column in file_columns():
        keys = list(column.table.primary_key)
        asked = select(*keys, column).where(column.is_not(None)).execution_options(yield_per=1000)
        rows = connection.execute(asked)
        for *key, value in rows:
            row = f"{column.table.name} {' '.join(str(part) for part in key)} {column.name}"
            for sha256 in value if isinstance(value, list) else [value]:
                yield Named(sha256, row)


def first_named(connection: Connection) -> dict[str, str]:
    """As `named_files`, each file once: its SHA-256 and a row that names it, the last one met."""
    return {named.sha256: named.row for named in named_files(connection)}


def broken(named: Iterable[Named]) -> Iterator[Broken]:
    """Those of the named files that are missing or damaged, each file once. Reads every file."""
    judged: set[str] = set()
    for one in named:
        if one.sha256 in judged:
            continue
        judged.add(one.sha256)
        found = look(one.sha256)
        if isinstance(found, Fault):
            yield Broken(one, found)
