"""A whole table of patents, row by row: what each says, or what is wrong with it."""

from collections.abc import Iterable, Iterator
from datetime import date
from hashlib import blake2b
from typing import NamedTuple

from marketplace.kit.errors import RuleBroken
from marketplace.kit.reading import Row
from marketplace.kit.words import Words
from marketplace.patents.rules.mapping import FIELDS, CleanPatent, ColumnMap, Fault, RowErrors, clean_row, map_columns


class Checked(NamedTuple):
    """A row of a table: its line, what it says when nothing is wrong, else its faults and what it showed."""

    line: int
    patent: CleanPatent | None
    faults: tuple[Fault, ...] = ()
    number: str = ""
    title: str = ""


def check_header(columns: ColumnMap) -> None:
    """Raises RuleBroken (TABLE_COLUMNS) naming the columns that a table of patents needs and this one has not."""
    if columns.missing:
        labels = [FIELDS[field].label for field in columns.missing]
        zh, en = "、".join(label.zh for label in labels), ", ".join(label.en for label in labels)
        cure = Words("请补上这些列，或从空表开始。", "Add these columns, or start from the empty table.")
        raise RuleBroken(
            Words(f"表里没有这些列：{zh}。", f"Columns are missing: {en}."), code="TABLE_COLUMNS", cure=cure
        )


def checked_rows(rows: Iterable[Row], today: date) -> Iterator[Checked]:
    """Every row of a table in order.

    A number that stood in an earlier row is a fault of the later one.
    Raises RuleBroken: TABLE_COLUMNS, and what reading the table raises.
    """
    columns: ColumnMap | None = None
    seen: dict[str, int] = {}
    for line, cells in rows:
        if columns is None:
            columns = map_columns(cells)
            check_header(columns)
        found = clean_row(cells, today, columns)
        if isinstance(found, RowErrors):
            yield Checked(line, None, found.faults, _shown(cells, columns, "number"), _shown(cells, columns, "title"))
            continue
        first = seen.setdefault(found.number, line)
        if first != line:
            words = Words(f"第 {first} 行已经有这件专利。", f"Row {first} holds this patent already.")
            fault = Fault(_column(cells, columns, "number"), words)
            yield Checked(line, None, (fault,), found.number, found.title)
            continue
        yield Checked(line, found)


def _column(cells: dict[str, str], columns: ColumnMap, field: str) -> str:
    return next((column for column in columns.columns.get(field, ()) if cells.get(column, "").strip()), "")


def _shown(cells: dict[str, str], columns: ColumnMap, field: str) -> str:
    return cells.get(_column(cells, columns, field), "").strip()


def row_hash(patent: CleanPatent) -> str:
    """A fingerprint of all a row says: the same again need not be written again."""
    parts = ("\x1e".join(part) if type(part) is tuple else str(part) for part in patent)
    return blake2b("\x1f".join(parts).encode(), digest_size=16).hexdigest()
