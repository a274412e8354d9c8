"""The rows of a table, as they are read in a child process; it waits while nobody takes them."""

from collections.abc import Generator
from contextlib import closing
from typing import NamedTuple

from marketplace.kit.reading.calls import Source, ask
from marketplace.kit.reading.complaint import Ended
from marketplace.kit.reading.refusals import too_much
from marketplace.kit.reading.slots import Asker


class Row(NamedTuple):
    """A row: its number as a spreadsheet shows it (the header is 1), and column → text.

    Cells beyond the header stand joined under the column "".
    """

    number: int
    cells: dict[str, str]


def rows(source: Source, *, limit: int | None = None, asker: Asker = Asker.JOB) -> Generator[Row, None, None]:
    """The rows of a CSV or XLSX file (by its first bytes, not its name), blank ones left out.

    source: bytes, a path, or an open file
    limit:  most rows with content
    asker:  on whose behalf
    Closing the iterator ends the reader. Raises Busy, and RuleBroken: TABLE_EMPTY, TABLE_HEADER, TABLE_ENCODING,
    TABLE_FORM, TABLE_TOO_LONG, TABLE_TOO_WIDE, TABLE_TOO_LARGE, TABLE_CELL_TOO_LONG, ARCHIVE_*, FILE_TAKES_TOO_LONG,
    FILE_TAKES_TOO_MUCH, FILE_DAMAGED.
    """
    try:
        with closing(ask("tables", source, asker, limit=limit)) as answers:
            header: list[str] = next(answers)
            named = [*header, ""]
            for batch in answers:
                for number, cells in batch:
                    yield Row(number, dict(zip(named, cells, strict=False)))
    except Ended as ended:
        raise too_much(ended, kind="table") from ended
