"""Change a password; set a new one with a letter."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from marketplace.accounts import actions
from marketplace.accounts.actions.passwords import ASK_AGAIN, USED
from marketplace.accounts.forms.fields import put
from marketplace.accounts.forms.people import ForgotForm, PasswordForm, ResetForm
from marketplace.accounts.queries.organisations import letter
from marketplace.accounts.routes import bp
from marketplace.accounts.routes.sign_in import DEVICE_COOKIE
from marketplace.kit.errors import Missing, RuleBroken
from marketplace.kit.i18n import _


@bp.route("/password", methods=["GET", "POST"])
def password() -> ResponseReturnValue:
    form = PasswordForm()
    if form.validate_on_submit():
        try:
            actions.change(current_user, form.old.data or "", form.password.data or "")
        except RuleBroken as refusal:
            refusal.field = "old" if refusal.code == "WRONG_PASSWORD" else refusal.field
            put(form, refusal)
        else:
            flash(_("The new password holds from now on. Other devices are signed out."), "done")
            return redirect(url_for("accounts.organisation"), 303)
    return render_template("accounts/password.html", form=form), 422 if form.errors else 200


@bp.route("/password/forgot", methods=["GET", "POST"])
def forgot_password() -> ResponseReturnValue:
    form = ForgotForm()
    if form.validate_on_submit():
        actions.ask_reset_letter(
            form.email.data or "", network=request.remote_addr, device=request.cookies.get(DEVICE_COOKIE, "")
        )
        return render_template("accounts/forgot_sent.html", email=form.email.data)
    return render_template("accounts/forgot_password.html", form=form), 422 if form.errors else 200


@bp.route("/password/reset/<token>", methods=["GET", "POST"])
def reset_password(token: str) -> ResponseReturnValue:
    if letter("password", token) is None:
        raise Missing(USED, cure=ASK_AGAIN)
    form = ResetForm()
    if form.validate_on_submit():
        try:
            actions.reset(token, form.password.data or "", network=request.remote_addr)
        except RuleBroken as refusal:
            put(form, refusal)
        else:
            flash(_("The new password holds. Sign in with it."), "done")
            return redirect(url_for("accounts.sign_in"), 303)
    status = 422 if form.errors and request.method == "POST" else 200
    return render_template("accounts/reset_password.html", form=form), status
