"""What a holder writes down about its patent: register events, encumbrances, report, annual fees, a plain sentence."""

from datetime import date

from sqlalchemy import delete
from sqlalchemy.orm.attributes import flag_modified

from marketplace.accounts.models import User
from marketplace.accounts.rules.names import fault_in, with_plain_blanks
from marketplace.kit import clock
from marketplace.kit.db import db
from marketplace.kit.errors import Missing, RuleBroken
from marketplace.kit.events import announce
from marketplace.kit.words import Words
from marketplace.patents.events import PatentChanged
from marketplace.patents.models import Encumbrance, EvaluationReport, Patent, PatentChange, PatentEvent
from marketplace.patents.rules.annuity import patent_year
from marketplace.patents.rules.kinds import PatentKind, term_years
from marketplace.patents.rules.register import EncumbranceKind, EventKind, ReportConclusion

LONGEST_SENTENCE = 200
TOO_EARLY = Words("早于授权公告日 {day}，请核对。", "This is before the grant on {day}; please compare.")
FUTURE = Words("这一天还没有到。", "This day has not come yet.")


def _refuse(zh: str, en: str, field: str, code: str) -> RuleBroken:
    return RuleBroken(Words(zh, en), field=field, code=code)


def _check_holder(patent: Patent, by: User) -> None:
    if patent.holder_id is None or patent.holder_id != by.organisation_id:
        raise Missing


def _check_past(patent: Patent, day: date, field: str) -> None:
    """A day between the grant and today."""
    if day > clock.today():
        raise RuleBroken(FUTURE, field=field, code="DAY_IN_FUTURE")
    if patent.granted_on and day < patent.granted_on:
        words = Words(*(text.replace("{day}", str(patent.granted_on)) for text in TOO_EARLY))
        raise RuleBroken(words, field=field, code="DAY_BEFORE_GRANT")


def _check_text(text: str, field: str) -> str:
    """One line of plain text: blanks of any kind become one, other signs that nobody sees are refused by number."""
    text = with_plain_blanks(text)
    fault = fault_in(text) if text else None
    if fault is not None:
        raise RuleBroken(fault, field=field, code="TEXT_UNFIT")
    return text


def _note(patent: Patent, by: User, what: str, before: str, after: str) -> None:
    """Write down who changed what; the row version moves with it, so that of two people one is told."""
    db.session.add(
        PatentChange(
            patent_id=patent.id, what=what, before=before[:400], after=after[:400], user_id=by.id, at=clock.now()
        )
    )
    flag_modified(patent, "title")
    db.session.flush()
    db.session.refresh(patent)
    announce(PatentChanged(patent.id))


def add_event(patent: Patent, *, by: User, kind: EventKind, happened_on: date, note: str = "") -> PatentEvent:
    """Write down what the register or gazette says happened.

    Raises Missing for others than the holder; RuleBroken: a day before the grant or to come, the same event twice.
    """
    _check_holder(patent, by)
    _check_past(patent, happened_on, "happened_on")
    if any(event.kind is kind and event.happened_on == happened_on for event in patent.events):
        raise _refuse("这一天的这件事已经记过。", "This is written down already.", "happened_on", "EVENT_TWICE")
    note = _check_text(note, "note")
    event = PatentEvent(patent_id=patent.id, kind=kind, happened_on=happened_on, note=note)
    db.session.add(event)
    _note(patent, by, "event", "", f"{kind} {happened_on} {note}")
    return event


def add_encumbrance(
    patent: Patent,
    *,
    by: User,
    kind: EncumbranceKind,
    party: str,
    starts_on: date,
    ends_on: date | None = None,
    consent_on: date | None = None,
    consent_file: str | None = None,
    consent_name: str = "",
) -> Encumbrance:
    """Write down what rests on the patent; a pledge may come with the pledgee's written consent.

    Raises Missing for others than the holder; RuleBroken: days out of order, a consent without its day or scan.
    """
    _check_holder(patent, by)
    _check_past(patent, starts_on, "starts_on")
    if ends_on is not None and ends_on < starts_on:
        raise _refuse("结束早于开始。", "It ends before it begins.", "ends_on", "DAYS_OUT_OF_ORDER")
    if kind is not EncumbranceKind.PLEDGE and (consent_on or consent_file):
        zh, en = "只有质押才需要质权人同意书。", "Only a pledge takes the pledgee's consent."
        raise _refuse(zh, en, "consent", "CONSENT_WITHOUT_PLEDGE")
    if (consent_on is None) != (consent_file is None):
        zh, en = "同意书的日期和扫描件要一起给。", "Give the consent's day and its scan together."
        raise _refuse(zh, en, "consent_on" if consent_on is None else "consent", "CONSENT_HALF")
    if consent_on is not None and consent_on > clock.today():
        raise RuleBroken(FUTURE, field="consent_on", code="DAY_IN_FUTURE")
    party = _check_text(party, "party")
    found = Encumbrance(
        patent_id=patent.id,
        kind=kind,
        party=party,
        starts_on=starts_on,
        ends_on=ends_on,
        consent_on=consent_on,
        consent_file=consent_file,
        consent_name=consent_name,
    )
    db.session.add(found)
    _note(patent, by, "encumbrance", "", f"{kind} {party} {starts_on}–{ends_on or ''} {consent_file or ''}".strip())
    return found


def lift_encumbrance(patent: Patent, encumbrance: Encumbrance, *, by: User, ends_on: date) -> None:
    """Say on which day something stopped resting on the patent."""
    _check_holder(patent, by)
    if ends_on < encumbrance.starts_on:
        raise _refuse("结束早于开始。", "It ends before it begins.", "ends_on", "DAYS_OUT_OF_ORDER")
    if ends_on > clock.today():
        raise RuleBroken(FUTURE, field="ends_on", code="DAY_IN_FUTURE")
    before = str(encumbrance.ends_on or "")
    encumbrance.ends_on = ends_on
    _note(patent, by, "lifted", f"{encumbrance.kind} {before}".strip(), f"{encumbrance.kind} {ends_on}")


def record_report(
    patent: Patent,
    *,
    by: User,
    number: str,
    issued_on: date,
    conclusion: ReportConclusion,
    file: str,
    file_name: str = "",
) -> None:
    """Write down the evaluation report of a utility model or design; a mistaken entry is replaced and both are kept on
    record.

    Raises Missing for others than the holder; RuleBroken for an invention, or a day before the grant or to come.
    Source: Implementing Rules, art. 62 and 63: one report a patent.
    """
    _check_holder(patent, by)
    if patent.kind is PatentKind.INVENTION:
        zh, en = "发明专利没有评价报告。", "An invention patent has no evaluation report."
        raise _refuse(zh, en, "conclusion", "REPORT_OF_INVENTION")
    _check_past(patent, issued_on, "issued_on")
    number = _check_text(number, "number")
    before = ""
    if patent.report is not None:
        old = patent.report
        before = f"{old.number} {old.issued_on} {old.conclusion} {old.file or ''}".strip()
        db.session.execute(delete(EvaluationReport).where(EvaluationReport.patent_id == patent.id))
        db.session.expunge(old)
    db.session.add(
        EvaluationReport(
            patent_id=patent.id,
            number=number,
            issued_on=issued_on,
            conclusion=conclusion,
            file=file,
            file_name=file_name,
        )
    )
    _note(patent, by, "report", before, f"{number} {issued_on} {conclusion} {file}")


def pay_annuity(patent: Patent, *, by: User, paid_year: int) -> None:
    """Write down up to which patent year the annual fees are paid.

    Raises Missing for others than the holder; RuleBroken outside the year of grant and the last year of the term.
    """
    _check_holder(patent, by)
    if patent.filed_on is None or patent.granted_on is None:
        zh, en = "先要有申请日和授权公告日。", "The filing and grant dates are needed first."
        raise _refuse(zh, en, "paid_year", "DATES_MISSING")
    first, last = patent_year(patent.filed_on, patent.granted_on), term_years(patent.kind, patent.filed_on)
    if not first <= paid_year <= last:
        en = f"It must be a patent year from {first} (the year of grant) to {last} (the last)."
        raise _refuse(
            f"应在第 {first} 年（授权当年）到第 {last} 年（最后一年）之间。", en, "paid_year", "YEAR_OUTSIDE_TERM"
        )
    before = str(patent.annuity_paid_year or "")
    patent.annuity_paid_year = paid_year
    _note(patent, by, "annuity", before, str(paid_year))


def describe(patent: Patent, *, by: User, plain: str) -> None:
    """Say in one plain sentence what the patent does. Raises RuleBroken when it is too long or cannot be printed."""
    _check_holder(patent, by)
    plain = _check_text(plain, "plain")
    if len(plain) > LONGEST_SENTENCE:
        zh, en = f"最多 {LONGEST_SENTENCE} 个字。", f"At most {LONGEST_SENTENCE} characters."
        raise _refuse(zh, en, "plain", "TEXT_TOO_LONG")
    before, patent.plain = patent.plain, plain
    _note(patent, by, "plain", before, plain)
