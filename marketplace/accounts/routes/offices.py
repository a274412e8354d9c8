"""An office's desk: organisations that wait for verification, one of them, the answer."""

from types import SimpleNamespace

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from marketplace.accounts import actions
from marketplace.accounts.forms.fields import put
from marketplace.accounts.forms.organisations import ReturnForm
from marketplace.accounts.models import Organisation
from marketplace.accounts.queries import organisations as queries
from marketplace.accounts.queries.details import changes_of
from marketplace.accounts.queries.verification import places_kept
from marketplace.accounts.routes import bp
from marketplace.accounts.routes.organisation import contact_of, details_of, verification_part
from marketplace.accounts.rules.kinds import KIND_NAMES
from marketplace.kit import reference
from marketplace.kit.errors import RuleBroken, StepRefused
from marketplace.kit.i18n import _
from marketplace.kit.pages import moment
from marketplace.workflows import meanwhile
from marketplace.workflows.models import StepTaken
from marketplace.workflows.verification import VERIFICATION, VerificationState


@bp.get("/organisations")
def organisations() -> str:
    wanted = request.args.get("state", "")
    state = VerificationState(wanted) if wanted in list(VerificationState) else None
    page = queries.watched(current_user, state, request.args.get("page", 1, type=int))
    return render_template(
        "accounts/organisations.html",
        page=page,
        state=wanted if state else "",
        states=[(str(one), VERIFICATION.names[one]) for one in VerificationState],
        kind_names=KIND_NAMES,
        area_path=reference.area_path,
        places=places_kept([one.id for one in page.items]),
    )


@bp.get("/organisations/<int:organisation_id>")
def show(organisation_id: int) -> str:
    one = queries.organisation(organisation_id, current_user)
    part = verification_part(one, {"return": url_for("accounts.return_organisation", organisation_id=one.id)})
    is_ours = queries.is_verified_by(one, current_user)
    if not is_ours:
        part |= {"open_steps": [], "refused_steps": []}
    return render_template(
        "accounts/show.html",
        organisation=one,
        details=details_of(one),
        contact=contact_of(one),
        is_ours=is_ours,
        state_name=VERIFICATION.names[one.state],
        history=_timeline(part["taken"]),
        sides=_side_by_side([one, *queries.rivals(one)]),
        changes=changes_of(one),
        **part,
    )


def _told(one: Organisation) -> list[SimpleNamespace]:
    return [
        SimpleNamespace(term=_("Registered name"), value=one.name),
        *details_of(one),
        SimpleNamespace(term=_("Verification"), value=_(VERIFICATION.names[one.state])),
        SimpleNamespace(term=_("Registered on"), value=moment(one.created_at)),
    ]


def _side_by_side(both: list[Organisation]) -> list[tuple[str, list[str]]]:
    """Term and what each says, the claimant first; nothing where nobody else holds what it claims."""
    if len(both) < 2:
        return []
    rows = zip(*map(_told, both), strict=True)
    return [(cells[0].term, [cell.value for cell in cells]) for cells in rows]


def _timeline(taken: list[StepTaken]) -> list[SimpleNamespace]:
    """The steps as the timeline shows them, newest first."""
    return [
        SimpleNamespace(
            status="past",
            when=moment(step.at),
            title=_("Registered") if step.step == "begin" else _(VERIFICATION.step(step.step).label),
            text=step.reason,
            who=step.actor_name,
            fingerprint=step.hash,
        )
        for step in reversed(taken)
    ]


def _check_unmoved(one: Organisation) -> None:
    """Raises StepRefused, with who did what, when a colleague was quicker."""
    link = url_for("accounts.show", organisation_id=one.id)
    meanwhile.check_unmoved(VERIFICATION, one, request.form.get("seen"), link=link)


@bp.post("/organisations/<int:organisation_id>/verify")
def verify(organisation_id: int) -> ResponseReturnValue:
    one = queries.organisation(organisation_id, current_user)
    _check_unmoved(one)
    actions.verify(one, by=current_user)
    flash(_("%(name)s is verified; its owners get a letter.", name=one.name), "done")
    return redirect(url_for("accounts.organisations"), 303)


@bp.route("/organisations/<int:organisation_id>/return", methods=["GET", "POST"])
def return_organisation(organisation_id: int) -> ResponseReturnValue:
    one, form, status = queries.organisation(organisation_id, current_user), ReturnForm(), 200
    if form.validate_on_submit():
        try:
            _check_unmoved(one)
            actions.return_organisation(one, form.reason.data or "", by=current_user)
        except (RuleBroken, StepRefused) as refusal:
            put(form, refusal)
            status = refusal.status
        else:
            flash(_("Returned to %(name)s with your reason.", name=one.name), "done")
            return redirect(url_for("accounts.organisations"), 303)
    page = render_template(
        "accounts/return_organisation.html",
        form=form,
        organisation=one,
        seen=meanwhile.seen_of(VERIFICATION, one),
    )
    return page, 422 if form.errors and status == 200 else status
