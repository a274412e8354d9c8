"""An office's desk: organisations that wait for verification, one of them, the answer."""

from types import SimpleNamespace

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from marketplace.accounts import actions
from marketplace.accounts.forms.fields import put
from marketplace.accounts.forms.organisations import ReturnForm
from marketplace.accounts.queries import organisations as queries
from marketplace.accounts.queries.verification import places_kept
from marketplace.accounts.routes import bp
from marketplace.accounts.routes.organisation import contact_of, details_of, verification_part
from marketplace.accounts.rules.kinds import KIND_NAMES
from marketplace.kit import reference
from marketplace.kit.errors import RuleBroken
from marketplace.kit.i18n import _
from marketplace.kit.pages import moment
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
        **part,
    )


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


@bp.post("/organisations/<int:organisation_id>/verify")
def verify(organisation_id: int) -> ResponseReturnValue:
    one = queries.organisation(organisation_id, current_user)
    actions.verify(one, by=current_user)
    flash(_("%(name)s is verified; its owners get a letter.", name=one.name), "done")
    return redirect(url_for("accounts.organisations"), 303)


@bp.route("/organisations/<int:organisation_id>/return", methods=["GET", "POST"])
def return_organisation(organisation_id: int) -> ResponseReturnValue:
    one, form = queries.organisation(organisation_id, current_user), ReturnForm()
    if form.validate_on_submit():
        try:
            actions.return_organisation(one, form.reason.data or "", by=current_user)
        except RuleBroken as refusal:
            put(form, refusal)
        else:
            flash(_("Returned to %(name)s with your reason.", name=one.name), "done")
            return redirect(url_for("accounts.organisations"), 303)
    return render_template(
        "accounts/return_organisation.html", form=form, organisation=one
    ), 422 if form.errors else 200
