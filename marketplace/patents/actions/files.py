"""A file of patents taken in by an operator's command: good rows in, the others reported."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from marketplace.kit import clock, reading
from marketplace.kit.bulk import chunks
from marketplace.kit.transactions import begin, rollback, transaction
from marketplace.kit.words import Words
from marketplace.patents.actions.loading import CHUNK_ROWS, Judged, Origin, judge, load
from marketplace.patents.rules.checking import Checked, checked_rows
from marketplace.patents.rules.mapping import CleanPatent
from marketplace.patents.rules.verdicts import KEPT_OUT, TAKEN, Verdict, kept_out


@dataclass
class Tally:
    """How many rows a file had, and what became of them."""

    total: int = 0
    new: int = 0
    changed: int = 0
    same: int = 0
    kept_out: int = 0
    wrong: int = 0


@dataclass(frozen=True)
class Reported:
    """One thing to say about one row."""

    line: int
    column: str
    number: str
    title: str
    reason: Words


Report = Callable[[Reported], None]


def good_rows(checked: Iterable[Checked], tally: Tally, report: Report) -> Iterator[tuple[int, CleanPatent]]:
    """The right rows with their lines; the wrong ones are counted and reported."""
    for row in checked:
        tally.total += 1
        if row.patent is not None:
            yield row.line, row.patent
            continue
        tally.wrong += 1
        for fault in row.faults:
            report(Reported(row.line, fault.column, row.number, row.title, fault.reason))


def import_file(path: Path, origin: Origin, report: Report, *, dry_run: bool = False) -> Tally:
    """Take a CSV or XLSX file in, each chunk in a transaction of its own; a cut-off run is simply started again.

    report:  called for each fault of each wrong row, and each row kept out
    dry_run: look only
    Raises RuleBroken when the file cannot be read as a table of patents (TABLE_*, ARCHIVE_*).
    """
    tally = Tally()
    with closing(reading.rows(path)) as found:
        rows = good_rows(checked_rows(found, clock.today()), tally, report)
        _take_rows(rows, origin, tally, report, dry_run=dry_run)
    return tally


def _take_rows(
    rows: Iterator[tuple[int, CleanPatent]], origin: Origin, tally: Tally, report: Report, *, dry_run: bool
) -> None:
    for chunk in chunks(rows, CHUNK_ROWS):
        patents = [patent for _line, patent in chunk]
        if dry_run:
            _count(chunk, origin, tally, report)
            continue
        with transaction():
            done = load(patents, origin)
        tally.new, tally.changed = tally.new + done.new, tally.changed + done.changed
        tally.same, tally.kept_out = tally.same + done.same, tally.kept_out + done.kept_out


def _count(chunk: list[tuple[int, CleanPatent]], origin: Origin, tally: Tally, report: Report) -> None:
    begin(writing=False)
    judged = judge([patent for _line, patent in chunk], origin.importer)
    rollback()
    for (line, _patent), one in zip(chunk, judged, strict=True):
        if one.verdict in KEPT_OUT:
            tally.kept_out += 1
            report(kept_out_remark(line, one))
        elif one.verdict in TAKEN:
            tally.new += one.verdict is Verdict.NEW
            tally.changed += one.verdict is Verdict.CHANGED
        else:
            tally.same += 1


def kept_out_remark(line: int, one: Judged) -> Reported:
    """Why a right row is not taken."""
    owners = one.known.owners if one.verdict is Verdict.OTHER_OWNERS and one.known else one.patent.patentees
    return Reported(line, "", one.patent.number, one.patent.title, kept_out(one.verdict, owners))
