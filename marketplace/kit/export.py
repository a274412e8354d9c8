"""Writes tables for people to keep: CSV and XLSX in which no text ever runs as a formula."""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from io import BytesIO, StringIO
from urllib.parse import quote

from xlsxwriter import Workbook

from marketplace.kit.cells import guarded
from marketplace.kit.clock import beijing

Cell = str | int | float | date | datetime | None

CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_UNFIT = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]+')
_CHUNK_ROWS = 500
_MAX_CELL = 32_767


def _text(value: Cell) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return beijing(value).strftime("%Y-%m-%d %H:%M:%S") if value.tzinfo else value.isoformat(" ")
    return value.isoformat() if isinstance(value, date) else str(value)


def csv_chunks(header: Sequence[str], records: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    """A CSV file in pieces of some hundred rows, UTF-8 with BOM so that Excel reads Chinese.

    Control characters are dropped, as in XLSX.
    """
    buffer = StringIO()
    buffer.write("\ufeff")
    writer = csv.writer(buffer)
    writer.writerow([guarded(_clean(name)) for name in header])
    for number, record in enumerate(records, 1):
        writer.writerow([guarded(_clean(_text(value))) for value in record])
        if number % _CHUNK_ROWS == 0:
            yield buffer.getvalue().encode()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue().encode()


def csv_bytes(header: Sequence[str], records: Iterable[Sequence[Cell]]) -> bytes:
    return b"".join(csv_chunks(header, records))


def xlsx_bytes(header: Sequence[str], records: Iterable[Sequence[Cell]], *, sheet: str = "Sheet1") -> bytes:
    """An XLSX file: text stays text, whole numbers and dates keep their type, instants read in Beijing time.

    Control characters, which the format cannot hold, are dropped; numbers of more than 15 digits become text.
    """
    buffer = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with Workbook(buffer, options) as book:
        page = book.add_worksheet(
            _UNFIT.sub(" ", sheet).replace("[", "(").replace("]", ")").strip("' ")[:31] or "Sheet1"
        )
        bold = book.add_format({"bold": True})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for column, name in enumerate(header):
            page.write_string(0, column, _clean(name), bold)
        page.freeze_panes(1, 0)
        for row, record in enumerate(records, 1):
            for column, value in enumerate(record):
                if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 10**15:
                    page.write_number(row, column, value)
                elif isinstance(value, date) and not isinstance(value, datetime):
                    page.write_datetime(row, column, value, day)
                elif value is not None:
                    page.write_string(row, column, _clean(_text(value))[:_MAX_CELL])
        page.autofit(max_width=420)
    return buffer.getvalue()


def _clean(text: str) -> str:
    return _UNPRINTABLE.sub("", text)


def file_name(*parts: str, ending: str) -> str:
    """A name every system can store: file_name("辽宁", "台账", ending="xlsx") → 辽宁_台账.xlsx."""
    stem = "_".join(_UNFIT.sub(" ", part).strip(" .") for part in parts if part.strip())
    return f"{stem[:80] or 'export'}.{ending}"


def disposition(name: str) -> str:
    """The Content-Disposition header that saves a download under a Chinese name."""
    plain = re.sub(r"[^A-Za-z0-9._-]+", "_", name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
