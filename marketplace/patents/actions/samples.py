"""Patents that stand here from the start: real ones as mere facts, and invented ones for the sample market."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from sqlalchemy import func, select

from marketplace.kit import clock, reference
from marketplace.kit.bulk import chunks, insert_rows, next_ids, one_at_a_time
from marketplace.kit.db import db
from marketplace.patents.actions.loading import CHUNK_ROWS, Loaded, Origin, load
from marketplace.patents.models import EvaluationReport, Patent, PatentEvent, PatentOwner
from marketplace.patents.rules.kinds import PatentKind, term_end
from marketplace.patents.rules.mapping import CleanPatent, clean_row
from marketplace.patents.rules.numbers import check_digit
from marketplace.patents.rules.register import EventKind, ReportConclusion

REFERENCE_TABLE = "patents_sample.csv"
SERIALS = 1_000_000  # invented numbers end in 9000000 and up, which no real serial has reached
_DIGITS = {PatentKind.INVENTION: "1", PatentKind.UTILITY_MODEL: "2", PatentKind.DESIGN: "3"}
_SAMPLE = (
    "id", "version", "number", "publication_number", "kind", "title", "abstract", "plain", "main_ipc", "ipc_all",
    "filed_on", "granted_on", "expires_on", "inventors", "province", "city", "holder_id", "annuity_paid_year",
    "sample", "source", "row_hash", "created_at",
)  # fmt: skip
SAMPLE_SOURCE = "样例 sample"


class SamplePatent(NamedTuple):
    """An invented patent; its number is made here.

    owners:     name and organisation, the holder first; the first one's organisation holds the patent
    conclusion: of the evaluation report of a utility model or design; None: there is none
    """

    title: str
    kind: PatentKind
    filed_on: date
    granted_on: date
    owners: tuple[tuple[str, int | None], ...]
    main_ipc: str = ""
    ipc: tuple[str, ...] = ()
    plain: str = ""
    abstract: str = ""
    inventors: tuple[str, ...] = ()
    paid_year: int | None = None
    conclusion: ReportConclusion | None = None


def load_reference_patents() -> int:
    """Real granted patents as facts of public record: no holder, no offer, the source kept with each.

    In the caller's transaction; again changes nothing. Returns how many are new.
    """
    by_source: dict[str, list[CleanPatent]] = {}
    for row in reference.table(REFERENCE_TABLE):
        found = clean_row(row, clock.today())
        if isinstance(found, CleanPatent):
            by_source.setdefault(row["source_url"][:120], []).append(found)
    loaded: list[Loaded] = [load(patents, Origin(source)) for source, patents in by_source.items()]
    return sum(one.new for one in loaded)


def sample_number(kind: PatentKind, year: int, serial: int) -> str:
    """A number with the right check digit that no real patent has: 202119000000.x for invention 0 of 2021."""
    digits = f"{year}{_DIGITS[kind]}{9_000_000 + serial % SERIALS:07}"
    return f"{digits}.{check_digit(digits)}"


def make_sample_patents(samples: Iterable[SamplePatent]) -> list[str]:
    """Invented patents in bulk, in the caller's transaction, each marked as a sample.

    Returns their numbers, in the order of `samples`. At most a million of a kind and filing year.
    """
    one_at_a_time("patents")
    serial = db.session.scalar(select(func.count()).select_from(Patent).where(Patent.sample)) or 0
    numbers: list[str] = []
    for chunk in chunks(samples, CHUNK_ROWS):
        fresh = [
            sample_number(one.kind, one.filed_on.year, serial + place) for place, one in enumerate(chunk, len(numbers))
        ]
        _insert(chunk, fresh)
        numbers += fresh
    return numbers


def _insert(chunk: list[SamplePatent], numbers: list[str]) -> None:
    now, rows, owners, events, reports = clock.now(), [], [], [], []
    for patent_id, number, one in zip(next_ids(Patent.__table__, len(chunk)), numbers, chunk, strict=True):
        rows.append(
            (
                patent_id, 1, number, "", one.kind.value, one.title, one.abstract, one.plain, one.main_ipc,
                ";".join(one.ipc or ((one.main_ipc,) if one.main_ipc else ())), one.filed_on, one.granted_on,
                term_end(one.kind, one.filed_on), ";".join(one.inventors), "", "",
                one.owners[0][1] if one.owners else None, one.paid_year, True, SAMPLE_SOURCE, "", now,
            )
        )  # fmt: skip
        owners += [(patent_id, place, name, organisation) for place, (name, organisation) in enumerate(one.owners)]
        events.append((patent_id, EventKind.GRANTED.value, one.granted_on, ""))
        if one.conclusion is not None:
            issued_on = clock.add_months(one.granted_on, 2)
            reports.append((patent_id, f"样例 {number}", issued_on, one.conclusion.value, ""))
    insert_rows(Patent.__table__, _SAMPLE, rows)
    insert_rows(PatentOwner.__table__, ("patent_id", "position", "name", "organisation_id"), owners)
    insert_rows(PatentEvent.__table__, ("patent_id", "kind", "happened_on", "note"), events)
    insert_rows(EvaluationReport.__table__, ("patent_id", "number", "issued_on", "conclusion", "file_name"), reports)
