"""Reads a table that somebody made: CSV in whatever encoding and separator, XLSX after a look at its cells.

Answers the column names, then lists of [row number, cells]; a record longer than the header has one cell more, in
which what is over stands joined.
"""

import codecs
import csv
import re
from collections.abc import Generator, Iterator
from io import TextIOWrapper
from itertools import chain
from typing import Any, BinaryIO

from charset_normalizer import from_bytes

from marketplace.kit.cells import unguarded
from marketplace.kit.reading.readers import sheets
from marketplace.kit.reading.readers.bounds import (
    LAST_LINE,
    MOST_COLUMNS,
    MOST_SIGNS,
    SPLIT,
    cell_too_long,
    refusal,
    too_wide,
)
from marketplace.kit.words import Words

SAMPLE_BYTES = 1 << 16
GUESS_BYTES = 1 << 13
BATCH_SIGNS, BATCH_ROWS = 30_000, 500  # one answer
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
Numbered = tuple[int, list[str]]


def read(file: BinaryIO, options: dict[str, Any]) -> Iterator[object]:
    """options: limit, most rows with content or nothing.

    Raises RuleBroken: TABLE_*, ARCHIVE_*.
    """
    head = file.read(SAMPLE_BYTES)
    file.seek(0)
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        cure = Words("请在 Excel 中另存为 .xlsx。", "Save it as .xlsx in Excel.")
        raise refusal("不能读取旧版 .xls 文件。", "Old .xls files cannot be read.", "TABLE_FORM", cure)
    records = sheets.records(file) if head.startswith(b"PK\x03\x04") else _lines(file, encoding_of(head))
    numbered = enumerate(records, 1)
    header = _header(next((record for _, record in numbered if any(map(str.strip, record))), []))
    yield header
    yield from _batches(_rows(numbered, len(header), options["limit"]))


def _rows(numbered: Iterator[Numbered], width: int, limit: int | None) -> Iterator[Numbered]:
    """The rows with content, each as wide as the header, or one cell wider."""
    count = 0
    for number, record in numbered:
        if limit is not None and number > LAST_LINE:
            raise _too_long(LAST_LINE)
        if not any(map(str.strip, record)):
            continue
        count += 1
        if limit is not None and count > limit:
            raise _too_long(limit)
        yield number, record if len(record) == width else _fitted(record, width)


def _too_long(limit: int) -> Exception:
    return refusal(
        f"超过 {limit:,} 行，请分成几个文件。", f"More than {limit:,} rows; split the file.", "TABLE_TOO_LONG", SPLIT
    )


def _fitted(record: list[str], width: int) -> list[str]:
    over = " ".join(cell for cell in record[width:] if cell)
    fitted = record[:width] + [""] * (width - len(record))
    return [*fitted, over] if over else fitted


def _batches(rows: Iterator[Numbered]) -> Iterator[list[Numbered]]:
    """The first row alone, so that a look at it costs little; then as many as one answer holds well."""
    batch: list[Numbered] = []
    signs, is_first = 0, True
    for row in rows:
        batch.append(row)
        signs += sum(map(len, row[1]))
        if is_first or signs > BATCH_SIGNS or len(batch) >= BATCH_ROWS:
            yield batch
            batch, signs, is_first = [], 0, False
    if batch:
        yield batch


def _header(record: list[str]) -> list[str]:
    """The column names; empty ones at the end are dropped."""
    header = [name.strip() for name in record]
    while header and not header[-1]:
        header.pop()
    if not header:
        raise refusal("文件是空的。", "The file is empty.", "TABLE_EMPTY")
    if len(header) > MOST_COLUMNS:
        raise too_wide(f"“{header[MOST_COLUMNS][:40]}”", len(header))
    if "" in header:
        column = header.index("") + 1
        raise refusal(f"第 {column} 列没有列名。", f"Column {column} has no name.", "TABLE_HEADER")
    twice = next((name for name in header if header.count(name) > 1), None)
    if twice is not None:
        raise refusal(f"列名“{twice}”出现了两次。", f"The column name “{twice}” occurs twice.", "TABLE_HEADER")
    return header


def encoding_of(head: bytes) -> str:
    """The encoding of a file that begins with `head`: a BOM, UTF-8 if it fits, else the likeliest Chinese one."""
    for bom, name in _BOMS:
        if head.startswith(bom):
            return name
    if b"\x00" in head:
        return "utf-16-le" if head[1::2].count(0) > head[::2].count(0) else "utf-16-be"
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        sample = head[
            : GUESS_BYTES if len(head) <= GUESS_BYTES else head.rfind(b"\n", 0, GUESS_BYTES) + 1 or GUESS_BYTES
        ]
        guess = from_bytes(sample, cp_isolation=["gb18030", "big5"]).best()
        return guess.encoding if guess is not None else "gb18030"
    return "utf-8"


def separator_of(line: str) -> str:
    """The separator of a header line: what occurs most in it outside quotes; a comma when nothing does."""
    bare = re.sub(r'"[^"]*"', "", line)
    return max(",;\t|", key=bare.count)


def _lines(file: BinaryIO, encoding: str) -> Generator[list[str], None, None]:
    lead: list[str] = []
    csv.field_size_limit(1 << 30)  # counted below, where the row is known
    try:
        with TextIOWrapper(file, encoding=encoding, newline="") as text:
            for line in text:
                lead.append(line)
                if line.strip():
                    break
            for number, record in enumerate(csv.reader(chain(lead, text), delimiter=_separator(lead)), 1):
                yield _bounded(number, record)
    except (UnicodeError, csv.Error) as error:
        cure = Words("请另存为 UTF-8 编码的 CSV，或用 .xlsx。", "Save it as UTF-8 CSV, or use .xlsx.")
        raise refusal("文件的文字读不出来。", "The text of the file cannot be read.", "TABLE_ENCODING", cure) from error


def _separator(lead: list[str]) -> str:
    return separator_of(lead[-1] if lead else "")


def _bounded(number: int, record: list[str]) -> list[str]:
    """A record within bounds, without our exports' apostrophes."""
    joined = "".join(record)
    if len(record) > MOST_COLUMNS and any(map(str.strip, record[MOST_COLUMNS:])):
        beyond = next(cell.strip() for cell in record[MOST_COLUMNS:] if cell.strip())[:40]
        raise too_wide(f"第 {number} 行的“{beyond}”", len(record), f"“{beyond}” in row {number}")
    if len(joined) > MOST_SIGNS and max(map(len, record)) > MOST_SIGNS:
        raise cell_too_long(f"第 {number} 行", f"row {number}")
    return [unguarded(cell) for cell in record] if "'" in joined else record
