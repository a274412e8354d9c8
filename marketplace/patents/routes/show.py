"""One patent: the facts for everybody, what its holder can write down, the papers behind it."""

from datetime import date

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from marketplace.kit import clock, files
from marketplace.kit.errors import Missing
from marketplace.kit.i18n import N_, Words, _, current_language
from marketplace.kit.pages import day
from marketplace.patents import queries
from marketplace.patents.models import EncumbranceKind, EventKind, Patent, PatentChange, ReportConclusion
from marketplace.patents.queries import View
from marketplace.patents.routes import bp
from marketplace.patents.rules.fee_clock import ClockState
from marketplace.patents.rules.kinds import PatentKind
from marketplace.patents.rules.mapping import FIELDS
from marketplace.patents.rules.register import Standing

CHANGES = {
    "event": N_("Register event"),
    "encumbrance": N_("Encumbrance"),
    "lifted": N_("Encumbrance ended"),
    "report": N_("Evaluation report"),
    "annuity": N_("Annual fees paid up to year"),
    "plain": N_("Plain sentence"),
    "imported": N_("Changed by an import"),
}
_RECORDED: dict[str, Words] = {
    member.value: member.label for kinds in (EventKind, EncumbranceKind, ReportConclusion) for member in kinds
} | {f"{name}:": known.label for name, known in FIELDS.items()}


@bp.get("/<number>")
def show(number: str) -> ResponseReturnValue:
    patent = queries.patent_by_number(number)
    if patent is None:
        return redirect(url_for(".show", number=queries.known_number(number)), 301)
    found = queries.view(patent, current_user)
    return render_template(
        "patents/show.html",
        patent=patent,
        view=found,
        entries=timeline(found),
        changes=_changes(patent) if found.is_holder else [],
        change_names=CHANGES,
        has_report=patent.kind is not PatentKind.INVENTION,
        is_ended=found.standing is Standing.ENDED,
    )


def _changes(patent: Patent) -> list[tuple[PatentChange, str, str, str]]:
    """The last changes with who made them, and what was there before and after in the page's words."""
    return [
        (change, who, _spelt_out(change.before), _spelt_out(change.after)) for change, who in queries.changes_of(patent)
    ]


def _spelt_out(text: str) -> str:
    """A recorded change with names of kinds and fields in the page's language."""
    language = current_language()
    words = []
    for word in text.split(" "):
        label = _RECORDED.get(word)
        words.append(label.say(language) + (_(": ").rstrip() if word.endswith(":") else "") if label else word)
    return " ".join(words)


def timeline(view: View) -> list[dict[str, object]]:
    """What is to come on top, then what the register says happened, newest first."""
    patent, today = view.patent, clock.today()
    coming: list[tuple[date, str, object]] = []
    if view.standing is not Standing.ENDED and patent.expires_on:
        coming.append((patent.expires_on, _("Term ends"), ""))
    if view.fees.is_running and view.fees.due_on:
        title = _("Fee of patent year %(year)s is due", year=view.fees.year)
        is_told = view.is_holder or view.fees.state is not ClockState.UNKNOWN
        coming.append((view.fees.due_on, title, view.fees.if_nothing if is_told else ""))
    entries: list[dict[str, object]] = [
        {"status": "future" if when > today else "now", "when": day(when), "title": title, "text": text}
        for when, title, text in sorted(coming, key=lambda one: one[0], reverse=True)
    ]
    told = sorted(patent.events, key=lambda event: (event.happened_on, event.id), reverse=True)
    entries += [
        {"status": "past", "when": day(event.happened_on), "title": event.kind.label, "text": event.note}
        for event in told
    ]
    if patent.filed_on:
        entries.append({"status": "past", "when": day(patent.filed_on), "title": _("Filed")})
    return entries


def _patent(number: str) -> Patent:
    patent = queries.patent_by_number(number)
    if patent is None:
        raise Missing
    return patent


@bp.get("/<number>/report/file")
def report_file(number: str) -> ResponseReturnValue:
    """The evaluation report; anybody may read it (Implementing Rules, art. 63)."""
    patent = _patent(number)
    if patent.report is None:
        raise Missing
    return files.send(patent.report.file, patent.report.file_name, called=f"{patent.number}-report")


@bp.get("/<number>/encumbrances/<int:encumbrance_id>/consent")
def consent_file(number: str, encumbrance_id: int) -> ResponseReturnValue:
    """The pledgee's consent, for the holder and the office that answers for it."""
    patent = queries.watched_patent(number, current_user)
    found = queries.encumbrance(patent, encumbrance_id)
    return files.send(found.consent_file, found.consent_name, called=f"{patent.number}-consent")
