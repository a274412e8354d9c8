"""Reads a table that somebody made: CSV in whatever encoding and separator, XLSX after a look at its directory."""

import codecs
import csv
import re
from collections.abc import Generator, Iterator
from contextlib import closing
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from charset_normalizer import from_bytes
from python_calamine import CalamineError, CalamineWorkbook

from marketplace.kit.archives import check_archive
from marketplace.kit.cells import unguarded
from marketplace.kit.errors import RuleBroken
from marketplace.kit.words import Words

SAMPLE_BYTES = 1 << 16
GUESS_BYTES = 1 << 13
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


class Row(NamedTuple):
    """A row: its number as a spreadsheet shows it (the header is 1), and column → text.

    Cells beyond the header stand joined under the column "".
    """

    number: int
    cells: dict[str, str]


def _refuse(zh: str, en: str, code: str, cure: Words | None = None) -> RuleBroken:
    return RuleBroken(Words(zh, en), code=code, cure=cure)


def rows(path: Path, *, limit: int | None = None) -> Iterator[Row]:
    """The rows of a CSV or XLSX file (by its first bytes, not its name), blank ones left out.

    limit: most rows with content
    Raises RuleBroken: TABLE_EMPTY, TABLE_HEADER, TABLE_ENCODING, TABLE_FORM, TABLE_TOO_LONG, ARCHIVE_*.
    """
    with path.open("rb") as file:
        head = file.read(SAMPLE_BYTES)
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        cure = Words("请在 Excel 中另存为 .xlsx。", "Save it as .xlsx in Excel.")
        raise _refuse("不能读取旧版 .xls 文件。", "Old .xls files cannot be read.", "TABLE_FORM", cure)
    records = _sheet(path) if head.startswith(b"PK\x03\x04") else _lines(path, encoding_of(head))
    with closing(records):
        yield from _named(records, limit)


def _named(records: Iterator[list[str]], limit: int | None) -> Iterator[Row]:
    numbered = enumerate(records, 1)
    header = _header(next((record for _, record in numbered if any(map(str.strip, record))), []))
    width, count = len(header), 0
    for number, record in numbered:
        if not any(map(str.strip, record)):
            continue
        cells = dict(zip(header, record, strict=False))
        if len(record) != width:
            _fit(cells, header, record)
        count += 1
        if limit is not None and count > limit:
            message = f"超过 {limit:,} 行，请分成几个文件。", f"More than {limit:,} rows; split the file."
            raise _refuse(*message, "TABLE_TOO_LONG")
        yield Row(number, cells)


def _fit(cells: dict[str, str], header: list[str], record: list[str]) -> None:
    """A short row gets empty cells, a long one keeps what is over under ""."""
    for name in header[len(record) :]:
        cells[name] = ""
    over = " ".join(cell for cell in record[len(header) :] if cell)
    if over:
        cells[""] = over


def _header(record: list[str]) -> list[str]:
    """The column names; empty ones at the end are dropped."""
    header = [name.strip() for name in record]
    while header and not header[-1]:
        header.pop()
    if not header:
        raise _refuse("文件是空的。", "The file is empty.", "TABLE_EMPTY")
    if "" in header:
        column = header.index("") + 1
        raise _refuse(f"第 {column} 列没有列名。", f"Column {column} has no name.", "TABLE_HEADER")
    twice = next((name for name in header if header.count(name) > 1), None)
    if twice is not None:
        raise _refuse(f"列名“{twice}”出现了两次。", f"The column name “{twice}” occurs twice.", "TABLE_HEADER")
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


def _lines(path: Path, encoding: str) -> Generator[list[str], None, None]:
    lead: list[str] = []
    try:
        with path.open(encoding=encoding, newline="") as text:
            for line in text:
                lead.append(line)
                if line.strip():
                    break
            for record in csv.reader(chain(lead, text), delimiter=separator_of(lead[-1] if lead else "")):
                yield [unguarded(cell) for cell in record] if "'" in "".join(record) else record
    except (UnicodeError, csv.Error) as error:
        cure = Words("请另存为 UTF-8 编码的 CSV，或用 .xlsx。", "Save it as UTF-8 CSV, or use .xlsx.")
        raise _refuse("文件的文字读不出来。", "The text of the file cannot be read.", "TABLE_ENCODING", cure) from error


def _sheet(path: Path) -> Generator[list[str], None, None]:
    names = check_archive(path)
    if "xl/workbook.xml" not in names:
        raise _refuse("这不是 Excel 文件。", "This is not an Excel file.", "TABLE_FORM")
    try:
        sheets = CalamineWorkbook.from_path(str(path))
        found = sheets.get_sheet_by_index(0).iter_rows()
        for record in found:
            yield [cell if type(cell) is str else _cell(cell) for cell in record]
    except (CalamineError, IndexError, ValueError) as error:
        raise _refuse("Excel 文件读不出来。", "The Excel file cannot be read.", "TABLE_FORM") from error


def _cell(value: object) -> str:
    """A typed cell as text: whole numbers without a point, days and instants in ISO form."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer() and abs(value) < 10**15:
        return str(int(value))
    return value.isoformat(" ") if isinstance(value, datetime) else str(value)
