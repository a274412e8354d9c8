"""Members: invite, change roles, remove."""

from flask import flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user, logout_user

from marketplace.accounts import actions
from marketplace.accounts.forms.fields import put
from marketplace.accounts.forms.people import EmptyForm, InviteForm, RolesForm
from marketplace.accounts.queries import organisations as queries
from marketplace.accounts.routes import bp
from marketplace.kit.errors import RuleBroken, StepRefused
from marketplace.kit.i18n import _


@bp.route("/organisation/members/invite", methods=["GET", "POST"])
def invite() -> ResponseReturnValue:
    form = InviteForm()
    if form.validate_on_submit():
        try:
            known = form.answered(current_user.id)
            if known:
                return redirect(known, 303)
            actions.invite(form.email.data or "", form.chosen, by=current_user)
        except RuleBroken as refusal:
            put(form, refusal)
        else:
            form.remember(current_user.id, url_for("accounts.organisation"))
            flash(_("The letter to %(email)s is on its way; it holds for seven days.", email=form.email.data), "done")
            return redirect(url_for("accounts.organisation"), 303)
    return render_template("accounts/invite.html", form=form), 422 if form.errors else 200


@bp.post("/organisation/invitations/<int:invitation_id>/withdraw")
def withdraw_invitation(invitation_id: int) -> ResponseReturnValue:
    actions.withdraw_invitation(queries.open_invitation(invitation_id, current_user), by=current_user)
    flash(_("The invitation no longer holds."), "done")
    return redirect(url_for("accounts.organisation"), 303)


@bp.route("/organisation/members/<int:user_id>", methods=["GET", "POST"])
def member(user_id: int) -> ResponseReturnValue:
    user = queries.member(user_id, current_user)
    form = RolesForm(roles=user.role_names)
    if form.validate_on_submit():
        try:
            actions.change_roles(user, form.chosen, by=current_user)
        except (RuleBroken, StepRefused) as refusal:
            put(form, refusal)
        else:
            flash(_("Kept."), "done")
            return redirect(url_for("accounts.organisation"), 303)
    return render_template("accounts/member.html", form=form, member=user), 422 if _is_wrong(form) else 200


def _is_wrong(form: RolesForm) -> bool:
    return bool(form.errors or form.form_errors) and request.method == "POST"


@bp.route("/organisation/members/<int:user_id>/remove", methods=["GET", "POST"])
def remove_member(user_id: int) -> ResponseReturnValue:
    user, form = queries.member(user_id, current_user), EmptyForm()
    if form.validate_on_submit():
        is_self = user.id == current_user.id
        actions.remove_member(user, by=current_user)
        if is_self:
            logout_user()
            session.clear()
            return redirect(url_for("home.front"), 303)
        flash(_("%(name)s is no longer a member.", name=user.name), "done")
        return redirect(url_for("accounts.organisation"), 303)
    return render_template("accounts/remove_member.html", form=form, member=user)
