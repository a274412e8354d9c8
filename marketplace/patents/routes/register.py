"""The pages on which a holder writes a fact of its patent down, one question group each."""

from collections.abc import Callable
from typing import Any, NamedTuple

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_wtf import FlaskForm

from marketplace.accounts.actions import allowances
from marketplace.kit import files
from marketplace.kit.answers import form_status
from marketplace.kit.errors import Busy, Refusal, RuleBroken, TooMany
from marketplace.kit.fields import put_at_field
from marketplace.kit.i18n import N_, _
from marketplace.kit.idempotency import FormKey
from marketplace.kit.transactions import outside
from marketplace.patents import actions, queries
from marketplace.patents.forms import AnnuityForm, EncumbranceForm, EventForm, LiftForm, PlainForm, ReportForm
from marketplace.patents.models import EncumbranceKind, EventKind, Patent, ReportConclusion
from marketplace.patents.routes import bp

SCANS = frozenset({"pdf", "png", "jpg", "jpeg", "webp"})


class Page(NamedTuple):
    """title: of page and button; why: what it is good for; multipart: it takes a file."""

    name: str
    title: str
    why: str
    multipart: bool = False


def _upload(field: Any) -> files.Upload | None:
    """The scan in a file field, looked into; its refusal names the field."""
    if not field.data or not field.data.filename:
        return None
    asker = allowances.admit_upload(current_user)
    try:
        with outside():
            return files.accept(field.data.filename, field.data.read(), SCANS, asker=asker)
    except RuleBroken as refusal:
        refusal.field = field.name
        raise


def _with_scan(
    number: str, scan: Any, purpose: str, act: Callable[[Patent, files.Kept | None], object]
) -> Callable[[], object]:
    """An act that takes the scan in this field, looked into outside the transaction and kept under its SHA-256."""

    def do() -> None:
        upload = _upload(scan)
        patent, mine = queries.holder_patent(number, current_user), current_user.organisation_id
        kept = upload and files.keep(upload.content, upload.clean_name, upload.media_type, mine, purpose)
        act(patent, kept)

    return do


def _answer(
    page: Page, patent: Patent, form: FlaskForm, act: Callable[[], object], about: object = ""
) -> ResponseReturnValue:
    """Do what the form says and go back to the patent, or show the form with what is wrong.

    about: what of the patent it is about, where there are several
    """
    key = FormKey(page.name, f"{patent.number}/{about}" if about else patent.number)
    place = url_for(".show", number=patent.number)

    def done() -> str:
        act()
        return place

    refusals: list[Refusal] = []
    if form.validate_on_submit():
        try:
            place = key.once(current_user.id, done)
            flash(_("Written down. Who did it and when stands below."), "done")
            return redirect(place, 303)
        except (RuleBroken, TooMany, Busy) as refusal:
            refusals = [] if put_at_field(form, refusal) else [refusal]
    html = render_template(
        "patents/fact.html", page=page, patent=patent, form=form, refusals=refusals, form_key=key.shown()
    )
    return html, *form_status(form.errors, refusals)


@bp.route("/<number>/event", methods=["GET", "POST"])
def event(number: str) -> ResponseReturnValue:
    patent, form = queries.holder_patent(number, current_user), EventForm()
    page = Page(
        "event",
        N_("Write down a register event"),
        N_("What the register or the gazette says. Licensees see it on the patent's page."),
    )
    return _answer(
        page,
        patent,
        form,
        lambda: actions.add_event(
            patent,
            by=current_user,
            kind=EventKind(form.kind.data),
            happened_on=form.happened_on.data,
            note=form.note.data or "",
        ),
    )


@bp.route("/<number>/encumbrance", methods=["GET", "POST"])
def encumbrance(number: str) -> ResponseReturnValue:
    patent, form = queries.holder_patent(number, current_user), EncumbranceForm()
    page = Page(
        "encumbrance",
        N_("Write down what rests on it"),
        N_("A pledged patent can be offered once the pledgee has agreed in writing."),
        multipart=True,
    )

    def act(fresh: Patent, scan: files.Kept | None) -> None:
        actions.add_encumbrance(
            fresh,
            by=current_user,
            kind=EncumbranceKind(form.kind.data),
            party=form.party.data,
            starts_on=form.starts_on.data,
            ends_on=form.ends_on.data,
            consent_on=form.consent_on.data,
            consent_file=scan.sha256 if scan else None,
            consent_name=scan.name if scan else "",
        )

    return _answer(page, patent, form, _with_scan(number, form.consent, "pledge_consent", act))


@bp.route("/<number>/encumbrances/<int:encumbrance_id>/lift", methods=["GET", "POST"])
def lift(number: str, encumbrance_id: int) -> ResponseReturnValue:
    patent, form = queries.holder_patent(number, current_user), LiftForm()
    found = queries.encumbrance(patent, encumbrance_id)
    page = Page("lift", N_("It no longer rests on the patent"), N_("From the next day it does not stand in the way."))
    return _answer(
        page,
        patent,
        form,
        lambda: actions.lift_encumbrance(patent, found, by=current_user, ends_on=form.ends_on.data),
        about=encumbrance_id,
    )


@bp.route("/<number>/report", methods=["GET", "POST"])
def report(number: str) -> ResponseReturnValue:
    patent, form = queries.holder_patent(number, current_user), ReportForm()
    page = Page(
        "report",
        N_("Add the evaluation report"),
        N_("A utility model or design cannot be offered without it. Anybody may read it."),
        multipart=True,
    )

    def act(fresh: Patent, scan: files.Kept | None) -> None:
        actions.record_report(
            fresh,
            by=current_user,
            number=form.number.data,
            issued_on=form.issued_on.data,
            conclusion=ReportConclusion(form.conclusion.data),
            file=scan.sha256 if scan else "",
            file_name=scan.name if scan else "",
        )

    return _answer(page, patent, form, _with_scan(number, form.file, "evaluation_report", act))


@bp.route("/<number>/annuity", methods=["GET", "POST"])
def annuity(number: str) -> ResponseReturnValue:
    patent = queries.holder_patent(number, current_user)
    form = AnnuityForm(data={"paid_year": patent.annuity_paid_year})
    page = Page(
        "annuity",
        N_("Say how far the annual fees are paid"),
        N_("Patent years count from the filing date; the receipt names the year."),
    )
    return _answer(
        page, patent, form, lambda: actions.pay_annuity(patent, by=current_user, paid_year=form.paid_year.data or 0)
    )


@bp.route("/<number>/plain", methods=["GET", "POST"])
def plain(number: str) -> ResponseReturnValue:
    patent = queries.holder_patent(number, current_user)
    form = PlainForm(data={"plain": patent.plain})
    page = Page(
        "plain",
        N_("Say in one sentence what it does"),
        N_("It stands first on every offer. Say what it does for whoever uses it; no praise."),
    )
    return _answer(page, patent, form, lambda: actions.describe(patent, by=current_user, plain=form.plain.data or ""))
