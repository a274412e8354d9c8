"""The first sheet of an .xlsx: every cell reference is looked at before anything is built, then calamine reads it.

calamine builds the whole rectangle between the first cell and the last; two cells can ask for half a terabyte.
Run for itself it judges an uploaded workbook by its directory.
"""

import re
from collections.abc import Generator, Iterator
from contextlib import suppress
from datetime import datetime
from functools import cache
from posixpath import join, normpath
from typing import Any, BinaryIO
from zipfile import ZipFile

from python_calamine import CalamineError, CalamineWorkbook

from marketplace.kit.reading.readers import bounds
from marketplace.kit.reading.readers.archives import check_archive, judge_workbook
from marketplace.kit.reading.readers.markup import Unreadable, walk

_REFERENCE = re.compile(r"([A-Za-z]{1,9})([0-9]{1,9})")


def read(file: BinaryIO, _options: dict[str, Any]) -> Iterator[object]:
    """Whether a workbook may be kept. Raises Complaint."""
    judge_workbook(file)
    yield True


def records(file: BinaryIO) -> Generator[list[str], None, None]:
    """Its rows as text. Raises RuleBroken: TABLE_FORM, TABLE_TOO_*, ARCHIVE_*."""
    if "xl/workbook.xml" not in check_archive(file):
        raise bounds.refusal("这不是 Excel 文件。", "This is not an Excel file.", "TABLE_FORM", bounds.SAVE_AGAIN)
    file.seek(0)
    try:
        with ZipFile(file) as archive:
            look(archive)
        file.seek(0)
        for record in CalamineWorkbook.from_filelike(file).get_sheet_by_index(0).iter_rows():
            yield [cell if type(cell) is str else _cell(cell) for cell in record]
    except (CalamineError, IndexError, ValueError, KeyError, Unreadable) as error:
        words = "Excel 文件读不出来。", "The Excel file cannot be read."
        raise bounds.refusal(*words, "TABLE_FORM", bounds.SAVE_AGAIN) from error


def _cell(value: object) -> str:
    """A typed cell as text: whole numbers without a point, days and instants in ISO form."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer() and abs(value) < 10**15:
        return str(int(value))
    return value.isoformat(" ") if isinstance(value, datetime) else str(value)


def look(archive: ZipFile) -> None:
    """Raises RuleBroken for a sheet that would be too large when read, Unreadable."""
    shared = _shared_lengths(archive)
    scan = _Scan(shared)
    with archive.open(_first_sheet(archive)) as part:
        walk(part, scan.start, scan.text)  # type: ignore[arg-type]
    scan.settle()
    scan.judge_area()


def _first_sheet(archive: ZipFile) -> str:
    """The name of the part in which the first sheet lies. Raises KeyError when the workbook names none."""
    sheets: list[str] = []
    targets: dict[str, str] = {}

    def of_book(name: str, attributes: dict[str, str]) -> None:
        if name == "sheet":
            sheets.extend(value for key, value in attributes.items() if key.endswith(":id"))

    def of_relations(_name: str, attributes: dict[str, str]) -> None:
        if "Id" in attributes:
            targets[attributes["Id"]] = attributes.get("Target", "")

    with archive.open("xl/workbook.xml") as book:
        walk(book, of_book)  # type: ignore[arg-type]
    with archive.open("xl/_rels/workbook.xml.rels") as relations:
        walk(relations, of_relations)  # type: ignore[arg-type]
    if not sheets:
        raise KeyError("no sheet")
    target = targets[sheets[0]]
    return target[1:] if target.startswith("/") else normpath(join("xl", target))


def _shared_lengths(archive: ZipFile) -> list[int]:
    """How many signs each shared string has. Raises RuleBroken (TABLE_CELL_TOO_LONG)."""
    lengths: list[int] = []

    def start(name: str, _attributes: dict[str, str]) -> None:
        if name == "si":
            lengths.append(0)

    def text(piece: str) -> None:
        if lengths:
            lengths[-1] += len(piece)

    with suppress(KeyError), archive.open("xl/sharedStrings.xml") as part:
        walk(part, start, text)  # type: ignore[arg-type]
    if lengths and max(lengths) > bounds.MOST_SIGNS:
        number = lengths.index(max(lengths)) + 1
        raise bounds.cell_too_long(f"第 {number} 条公用文字", f"shared string {number}")
    return lengths


@cache
def _column(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


class _Scan:
    """Goes along the cells of a sheet and notes how far they reach and how much they hold."""

    def __init__(self, shared: list[int]) -> None:
        self.shared = shared
        self.row, self.column = 0, 0  # of the cell at hand
        self.is_shared, self.is_inside = False, False
        self.held: list[str] = []
        self.signs = 0
        self.first_row, self.first_column = bounds.LAST_LINE, bounds.MOST_COLUMNS
        self.last_row, self.last_column = 0, 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if self.is_inside:
            self.settle()
        if name == "c":
            self._move(attributes.get("r", ""))
            self.is_shared = attributes.get("t") == "s"
        elif name in ("v", "t"):
            self.is_inside = True
        elif name == "row":
            number = attributes.get("r", "")
            self.row, self.column = int(number) if number else self.row + 1, 0

    def text(self, piece: str) -> None:
        if self.is_inside:
            self.held.append(piece)

    def _move(self, reference: str) -> None:
        """To the cell of this name, or to the next one when it has none."""
        if not reference:
            self.column += 1
            return
        found = _REFERENCE.fullmatch(reference)
        if found is None:
            raise Unreadable(reference[:20])
        self.column, self.row = _column(found[1]), int(found[2])

    def settle(self) -> None:
        """The cell at hand is over: when it holds something, it must lie within bounds."""
        text, self.held, self.is_inside = "".join(self.held), [], False
        if not text:
            return
        if self.column > bounds.MOST_COLUMNS:
            raise bounds.too_wide(self._name(), self.column)
        if self.row > bounds.MOST_ROWS:
            raise bounds.too_low(self._name())
        self._count(text)
        self.first_row, self.last_row = min(self.first_row, self.row), max(self.last_row, self.row)
        self.first_column = min(self.first_column, self.column)
        self.last_column = max(self.last_column, self.column)

    def _count(self, text: str) -> None:
        signs = self._shared_signs(text) if self.is_shared else len(text)
        if signs > bounds.MOST_SIGNS:
            raise bounds.cell_too_long(f"{self._name()} ", self._name())
        self.signs += signs
        if self.signs > bounds.MOST_TEXT:
            raise bounds.too_much_text()

    def _shared_signs(self, text: str) -> int:
        place = int(text) if text.strip().isdecimal() else -1
        return self.shared[place] if 0 <= place < len(self.shared) else 0

    def _name(self) -> str:
        letters, number = "", self.column
        while number:
            number, letter = divmod(number - 1, 26)
            letters = chr(65 + letter) + letters
        return f"{letters}{self.row}"

    def judge_area(self) -> None:
        cells = (self.last_row - self.first_row + 1) * (self.last_column - self.first_column + 1)
        if self.last_row and cells > bounds.MOST_CELLS:
            self.row, self.column = self.last_row, self.last_column
            raise bounds.too_many_cells(self._name(), cells)
