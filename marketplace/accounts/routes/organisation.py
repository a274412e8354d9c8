"""One's own organisation: details, verification, size."""

from types import SimpleNamespace
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from marketplace.accounts import actions
from marketplace.accounts.forms.fields import put
from marketplace.accounts.forms.organisations import EditForm, SizeForm
from marketplace.accounts.models import Organisation
from marketplace.accounts.queries import is_fresh, verification
from marketplace.accounts.queries import organisations as queries
from marketplace.accounts.queries.details import changes_of
from marketplace.accounts.routes import bp
from marketplace.accounts.routes.claims import claim_part
from marketplace.accounts.rules.details import masked
from marketplace.accounts.rules.kinds import KIND_NAMES, SIZE_NAMES
from marketplace.accounts.rules.roles import ROLE_NAMES
from marketplace.accounts.rules.size import Figures, sector_of
from marketplace.kit import clock, reference
from marketplace.kit.errors import RuleBroken, StepRefused, TooMany
from marketplace.kit.fullwidth import narrow
from marketplace.kit.i18n import _
from marketplace.workflows.verification import VerificationState


def details_of(organisation: Organisation) -> list[SimpleNamespace]:
    """What people see of who an organisation is: term and value."""
    industry = reference.industry_name(organisation.industry)
    rows: list[tuple[str, Any]] = [
        (_("Credit code"), organisation.uscc or _claimed_code(organisation) or "—"),
        (_("Kind of organisation"), _(KIND_NAMES[organisation.kind])),
        (_("City"), reference.area_path(organisation.area_code) or "—"),
        (_("Industry"), industry or "—"),
        (_("Legal representative"), organisation.legal_representative or "—"),
        (_("Address"), organisation.address or "—"),
    ]
    return [SimpleNamespace(term=term, value=value) for term, value in rows]


def _claimed_code(organisation: Organisation) -> str:
    code = organisation.claimed_uscc
    return _("%(code)s (claimed, not yet decided)", code=code) if code else ""


def contact_of(organisation: Organisation) -> list[SimpleNamespace]:
    """How to reach and pay it; the account is masked, the whole stands only in contracts."""
    rows = [
        (_("Contact person"), organisation.contact_name),
        (_("Contact phone"), organisation.contact_phone),
        (_("Contact e-mail"), organisation.contact_email),
        (_("Bank"), organisation.bank_name),
        (_("Account number"), masked("bank_account", organisation.bank_account)),
    ]
    return [SimpleNamespace(term=term, value=value or "—") for term, value in rows]


def verification_part(organisation: Organisation, urls: dict[str, str]) -> dict[str, Any]:
    """What the picture, the question and the buttons need."""
    taken = verification.steps_taken(organisation)
    open_steps, refused = verification.buttons(organisation, current_user, urls)
    return {
        "flow": verification.picture(organisation, taken),
        "open_steps": open_steps,
        "refused_steps": refused,
        "wait": verification.wait_of(organisation),
        "place": verification.places_kept([organisation.id]).get(organisation.id),
        "today": clock.today(),
        "reason": verification.reason_of_return(taken),
        "taken": taken,
        "seen": taken[-1].seq if taken else 0,
    }


@bp.get("/organisation")
def organisation() -> str:
    own = current_user.organisation
    return render_template(
        "accounts/organisation.html",
        organisation=own,
        details=details_of(own),
        contact=contact_of(own),
        members=queries.members(own.id),
        invitations=queries.open_invitations(own.id) if may_manage() else [],
        role_names=ROLE_NAMES,
        size_names=SIZE_NAMES,
        changes=changes_of(own),
        **verification_part(own, {}),
        **claim_part(own),
    )


def may_manage() -> bool:
    return "owner" in current_user.roles


@bp.post("/organisation/submit")
def submit() -> ResponseReturnValue:
    actions.submit(current_user.organisation, by=current_user)
    flash(_("Sent to the office. You get a letter when it has answered."), "done")
    return redirect(url_for("accounts.organisation"), 303)


@bp.route("/organisation/edit", methods=["GET", "POST"])
def edit() -> ResponseReturnValue:
    own = current_user.organisation
    form, status = EditForm(obj=own, area=own.area_code), 200
    is_fixed = own.state in {VerificationState.SUBMITTED, VerificationState.VERIFIED} or own.is_office
    if is_fixed:
        form.fix()
    if form.validate_on_submit():
        try:
            if form.password.data:
                actions.reauthenticate(current_user, form.password.data)
            actions.edit(own, form.changes(), by=current_user)
        except (RuleBroken, StepRefused, TooMany) as refusal:
            put(form, refusal)
            status = refusal.status
        else:
            flash(_("Kept."), "done")
            return redirect(url_for("accounts.organisation"), 303)
    page = render_template(
        "accounts/edit.html", form=form, organisation=own, is_fixed=is_fixed, needs_password=not is_fresh(current_user)
    )
    return page, 422 if form.errors and status == 200 else status


@bp.route("/organisation/size", methods=["GET", "POST"])
def size() -> ResponseReturnValue:
    own = current_user.organisation
    form = SizeForm(clock.today().year)
    if form.validate_on_submit():
        people = narrow(form.employees.data or "")
        figures = Figures(
            int(people) if people else None, getattr(form.revenue, "fen", None), getattr(form.assets, "fen", None)
        )
        try:
            row = actions.record_size(own, form.year.data, figures, by=current_user)
        except RuleBroken as refusal:
            put(form, refusal)
        else:
            flash(_("%(year)s: %(size)s", year=row.year, size=_(SIZE_NAMES[row.size])), "done")
            return redirect(url_for("accounts.organisation"), 303)
    page = render_template("accounts/size.html", form=form, organisation=own, sector=sector_of(own.industry))
    return page, 422 if form.errors and request.method == "POST" else 200
