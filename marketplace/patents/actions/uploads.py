"""A table uploaded by a holder: looked at first, and taken in only after somebody said yes."""

from contextlib import closing
from io import BytesIO
from typing import Any, NamedTuple

from sqlalchemy import update

from marketplace.accounts.actions import allowances
from marketplace.accounts.models import Organisation, User
from marketplace.accounts.rules.allowances import Act
from marketplace.kit import clock, files, jobs, reading
from marketplace.kit.bulk import chunks, insert_rows
from marketplace.kit.db import db
from marketplace.kit.errors import NotAllowed, RuleBroken, StepRefused
from marketplace.kit.transactions import begin, rollback, transaction
from marketplace.kit.words import Words
from marketplace.patents.actions.files import Reported, Tally, good_rows, kept_out_remark
from marketplace.patents.actions.loading import CHUNK_ROWS, Judged, Origin, judge, load
from marketplace.patents.models import ImportStatus, PatentImport, PatentImportRemark, RemarkKind
from marketplace.patents.queries.imports import imports_at_work
from marketplace.patents.rules.checking import check_header, checked_rows
from marketplace.patents.rules.mapping import map_columns
from marketplace.patents.rules.verdicts import TAKEN, Importer, Verdict

MOST_ROWS = 200_000
LOAD_ROWS = 1000
TABLE_KINDS = frozenset({"csv", "xlsx"})
_REMARK = ("import_id", "kind", "line", "column_name", "number", "title", "zh", "en")
NOT_VERIFIED = Words(
    "您的单位还没有核验，不能导入。专利按单位名称归到名下，所以名称要先核对。",
    "Your organisation is not verified yet. Patents go by its name, so the name is checked first.",
)
VERIFY_FIRST = Words("请先在“本单位”里提交核验。", "Submit your organisation for verification first.")
ALREADY = Words("这张表已经导入，或者正在导入。", "This table is in already, or on its way.")
NOTHING_TO_TAKE = Words("这张表里没有可以导入的行。", "There is no row to take in.")


class Preview(NamedTuple):
    """What a look at the whole file found; failure when it cannot be read."""

    tally: Tally
    remarks: list[tuple[RemarkKind, Reported]]
    failure: Words | None = None


def check_table(content: bytes, asker: reading.Asker) -> None:
    """A first look, outside the transaction: is it a table with the columns of patents?

    Raises RuleBroken (as `reading.rows`), Busy.
    """
    with closing(reading.rows(content, limit=MOST_ROWS, asker=asker)) as rows:
        first = next(rows, None)
    if first is None:
        raise RuleBroken(Words("表里只有表头，没有内容。", "The table has a header and no rows."), code="TABLE_EMPTY")
    check_header(map_columns(first.cells))


def foresee_import(by: User) -> None:
    """Whether `start_import` would take one more table, before it is read. Counts nothing, raises as that does."""
    allowances.foresee(Act.IMPORT, by, open_now=imports_at_work(by.organisation_id))


def start_import(upload: files.Upload, by: User) -> PatentImport:
    """Keep an uploaded table and have it looked at; nothing of it enters the records yet.

    Raises NotAllowed, TooMany: a few a day until the organisation is verified, and only so many at work at once.
    """
    allowances.hold(by)
    allowances.require(Act.IMPORT, by, open_now=imports_at_work(by.organisation_id))
    kept = files.keep(upload.content, upload.clean_name, upload.media_type, by.organisation_id, "patents")
    row = PatentImport(
        organisation_id=by.organisation_id,
        user_id=by.id,
        file=kept.sha256,
        file_name=kept.name,
        created_at=clock.now(),
    )
    db.session.add(row)
    db.session.flush()
    jobs.enqueue("patents_check", f"patents_check:{row.id}", subject=("patent_import", row.id), payload={"id": row.id})
    return row


def _importer(row: PatentImport) -> Importer:
    return Importer(row.organisation_id, db.session.get_one(Organisation, row.organisation_id).name)


def look(import_id: int, key: str) -> Preview:
    """Go through the whole file without writing anything of it. Runs in a job, says how far it is."""
    begin(writing=False)
    row = db.session.get_one(PatentImport, import_id)
    importer, sha256 = _importer(row), row.file
    rollback()
    tally, remarks = Tally(), list[tuple[RemarkKind, Reported]]()
    table = files.content(sha256)
    with closing(reading.rows(BytesIO(table), limit=MOST_ROWS)) as found:
        checked = checked_rows(found, clock.today())
        try:
            rows = good_rows(checked, tally, lambda said: remarks.append((RemarkKind.WRONG, said)))
            for chunk in chunks(rows, CHUNK_ROWS):
                begin(writing=False)
                judged = judge([patent for _line, patent in chunk], importer)
                rollback()
                for (line, _patent), one in zip(chunk, judged, strict=True):
                    _weigh(line, one, tally, remarks)
                jobs.progress(key, min(900, tally.total * 100_000 // max(len(table), 1)))
        except RuleBroken as refusal:
            return Preview(tally, [], refusal.message)
    return Preview(tally, sorted(remarks, key=lambda remark: remark[1].line))


def _weigh(line: int, one: Judged, tally: Tally, remarks: list[tuple[RemarkKind, Reported]]) -> None:
    if one.verdict in TAKEN:
        tally.new += one.verdict is Verdict.NEW
        tally.changed += one.verdict is Verdict.CHANGED
    elif one.verdict is Verdict.SAME:
        tally.same += 1
        words = Words("已经在这里，内容一样，不用再导。", "It stands here already, the same.")
        remarks.append((RemarkKind.KNOWN, Reported(line, "", one.patent.number, one.patent.title, words)))
    else:
        tally.kept_out += 1
        remarks.append((RemarkKind.NOT_YOURS, kept_out_remark(line, one)))


def keep_preview(import_id: int, preview: Preview) -> None:
    """Write down what the look found; from here a person decides."""
    row = db.session.get_one(PatentImport, import_id)
    if row.status not in (ImportStatus.CHECKING, ImportStatus.FAILED):  # given up once, and tried again by hand
        return
    tally = preview.tally
    row.total_rows, row.bad_rows, row.known_rows = tally.total, tally.wrong, tally.same
    row.good_rows, row.other_rows = tally.new + tally.changed, tally.kept_out
    row.status = ImportStatus.FAILED if preview.failure else ImportStatus.PREVIEWED
    if preview.failure:
        row.failure_zh, row.failure_en = (text[:400] for text in preview.failure)
    insert_rows(
        PatentImportRemark.__table__,
        _REMARK,
        [
            (row.id, kind.value, said.line, said.column[:200], said.number[:60], said.title[:120], *_short(said.reason))
            for kind, said in preview.remarks
        ],
    )


def _short(words: Words) -> tuple[str, str]:
    return words.zh[:400], words.en[:400]


def confirm_import(row: PatentImport, by: User) -> None:
    """Say yes: the right rows are taken in by a job.

    Raises NotAllowed (NOT_VERIFIED), StepRefused unless a preview with good rows waits, TooMany (TOO_MANY_OPEN).
    """
    if not by.organisation.is_verified:
        raise NotAllowed(NOT_VERIFIED, code="NOT_VERIFIED", cure=VERIFY_FIRST)
    if row.status is not ImportStatus.PREVIEWED:
        raise StepRefused(ALREADY, code="IMPORT_NOT_WAITING")
    if not row.good_rows:
        raise StepRefused(NOTHING_TO_TAKE, code="IMPORT_EMPTY")
    allowances.hold(by)
    allowances.require_open(Act.IMPORT, by, imports_at_work(by.organisation_id))
    row.status = ImportStatus.LOADING
    row.user_id = by.id
    db.session.flush()
    jobs.enqueue("patents_load", f"patents_load:{row.id}", subject=("patent_import", row.id), payload={"id": row.id})


def take_in(import_id: int, key: str) -> None:
    """Take the right rows in, a chunk a transaction; after a crash it goes on where it stopped. Runs in a job."""
    begin(writing=False)
    row = db.session.get_one(PatentImport, import_id)
    origin = Origin(f"{row.file_name}"[:120], _importer(row), row.user_id)
    sha256, total, done = row.file, row.total_rows, row.done_rows
    rollback()
    with closing(reading.rows(BytesIO(files.content(sha256)), limit=MOST_ROWS)) as found:
        rows = good_rows(checked_rows(found, clock.today()), Tally(), lambda _said: None)
        for number, chunk in enumerate(chunks(rows, LOAD_ROWS)):
            if number * LOAD_ROWS >= done:
                _take_chunk(import_id, [patent for _line, patent in chunk], origin)
                jobs.progress(key, min(990, (number + 1) * LOAD_ROWS * 1000 // max(total, 1)))


def _take_chunk(import_id: int, patents: list[Any], origin: Origin) -> None:
    with transaction():
        loaded = load(patents, origin)
        table = PatentImport.__table__
        counted = update(table).where(table.c.id == import_id)
        db.session.execute(
            counted.values(
                done_rows=table.c.done_rows + len(patents),
                new_rows=table.c.new_rows + loaded.new,
                changed_rows=table.c.changed_rows + loaded.changed,
            )
        )


def finish_import(import_id: int) -> None:
    row = db.session.get_one(PatentImport, import_id)
    row.status = ImportStatus.DONE
