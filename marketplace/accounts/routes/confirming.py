"""Confirm an address: the digits of a letter, another letter, a mistyped address mended."""

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from marketplace.accounts import actions
from marketplace.accounts.forms.fields import put
from marketplace.accounts.forms.people import AddressForm, ConfirmForm
from marketplace.accounts.routes import bp
from marketplace.accounts.rules.addresses import safe_next
from marketplace.kit import mail
from marketplace.kit.errors import RuleBroken
from marketplace.kit.i18n import _


def _page(form: ConfirmForm, address: AddressForm) -> ResponseReturnValue:
    body = render_template(
        "accounts/confirm.html",
        form=form,
        address=address,
        wrong_form=address if address.errors else form,
        email=current_user.email,
        folder=mail.folder_shown(str(current_app.config["MAIL_URL"])),
    )
    return body, 422 if form.errors or address.errors else 200


def _back(form: ConfirmForm | AddressForm) -> str:
    return safe_next(form.next.data if request.method == "POST" else request.args.get("next"), "")


@bp.route("/confirm", methods=["GET", "POST"])
def confirm() -> ResponseReturnValue:
    """May be left for later: looking and drafting go on without."""
    form = ConfirmForm()
    form.next.data = _back(form)
    if current_user.email_confirmed_at is not None:
        return redirect(form.next.data or url_for("accounts.organisation"), 303)
    if form.validate_on_submit():
        try:
            actions.confirm_address(current_user, form.code.data or "")
        except RuleBroken as refusal:
            put(form, refusal)
        else:
            flash(_("The address is confirmed."), "done")
            return redirect(form.next.data or url_for("accounts.organisation"), 303)
    return _page(form, AddressForm(formdata=None, next=form.next.data))


@bp.post("/confirm/letter")
def send_code() -> ResponseReturnValue:
    if actions.send_code(current_user):
        flash(_("A letter with six digits is on its way; the digits before it no longer hold."), "info")
    else:
        flash(_("The last letter left less than a minute ago; its digits still hold."), "info")
    return redirect(url_for("accounts.confirm", next=safe_next(request.form.get("next"), "") or None), 303)


@bp.post("/confirm/address")
def correct_address() -> ResponseReturnValue:
    form = AddressForm()
    form.next.data = _back(form)
    if form.validate_on_submit():
        try:
            actions.correct_address(current_user, form.email.data or "", network=request.remote_addr)
        except RuleBroken as refusal:
            put(form, refusal)
        else:
            flash(_("The address is changed; a letter is on its way there."), "done")
            return redirect(url_for("accounts.confirm", next=form.next.data or None), 303)
    return _page(ConfirmForm(formdata=None, next=form.next.data), form)
