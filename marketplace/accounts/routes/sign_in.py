"""Sign in and out."""

from flask import (
    Response,
    after_this_request,
    current_app,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_login import current_user, login_user, logout_user

from marketplace.accounts import actions
from marketplace.accounts.actions import devices
from marketplace.accounts.forms.fields import put
from marketplace.accounts.forms.people import SignInForm
from marketplace.accounts.models import User
from marketplace.accounts.queries.sessions import SEEN, real_now
from marketplace.accounts.routes import bp
from marketplace.accounts.rules import limits
from marketplace.accounts.rules.addresses import safe_next
from marketplace.kit import caching
from marketplace.kit.errors import RuleBroken
from marketplace.kit.i18n import _

DEVICE_COOKIE = "jingzhe_device"


def _know_device(user: User) -> None:
    """From now on others cannot lock this member out of this browser."""
    token = devices.recognise(user, request.cookies.get(DEVICE_COOKIE, ""))

    @after_this_request
    def _carry(response: Response) -> Response:
        response.set_cookie(
            DEVICE_COOKIE,
            token,
            max_age=limits.DEVICE,
            secure=current_app.config["SESSION_COOKIE_SECURE"],
            httponly=True,
            samesite="Lax",
        )
        return response


def welcome(user: User) -> None:
    """Give this browser a new session; whatever it carried before is worthless."""
    if current_user.is_authenticated:
        actions.close_session(current_user.session_token)
    session.clear()
    actions.open_session(user, browser=request.user_agent.string)
    session[SEEN] = int(real_now().timestamp())
    login_user(user)
    _know_device(user)


@bp.route("/sign-in", methods=["GET", "POST"])
def sign_in() -> ResponseReturnValue:
    form = SignInForm()
    if request.method == "GET":
        form.next.data = safe_next(request.args.get("next"), "")
        if current_user.is_authenticated:
            return redirect(form.next.data or url_for("home.tasks"), 303)
    if form.validate_on_submit():
        try:
            user = actions.judge(
                form.email.data or "",
                form.password.data or "",
                network=request.remote_addr,
                device=request.cookies.get(DEVICE_COOKIE, ""),
            )
        except RuleBroken as refusal:
            put(form, refusal)
        else:
            welcome(user)
            return redirect(safe_next(form.next.data, url_for("home.tasks")), 303)
    form.next.data = safe_next(form.next.data, "")
    return render_template("accounts/sign_in.html", form=form), 422 if form.errors else 200


@bp.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    if current_user.is_authenticated:
        actions.close_session(current_user.session_token)
    logout_user()
    session.clear()
    flash(_("You are signed out."), "info")
    return caching.forget(make_response(redirect(url_for("home.front"), 303)))
