"""The door: every request is held against the permission table before anything of it is done."""

from typing import Any
from urllib.parse import quote, urlsplit

import structlog
from flask import Flask, flash, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, current_user

from marketplace.accounts.actions import allowances
from marketplace.accounts.queries import sessions
from marketplace.accounts.rules import access
from marketplace.accounts.rules.access import Need
from marketplace.accounts.rules.addresses import safe_next
from marketplace.kit.answers import wants_json
from marketplace.kit.errors import NotAllowed, Refusal
from marketplace.kit.i18n import _
from marketplace.kit.words import Words

log = structlog.get_logger("gate")

NO_ROW = Words("这个地址还没有人被允许使用。", "Nobody has been allowed to use this address yet.")
SIGN_IN_FIRST = Words("请先登录。", "Sign in first.")
NOT_YOURS = Words("您的角色办不了这件事。", "Your role does not allow this.")
OFFICE_ONLY = Words("这一页是知识产权局用的。", "This page is for an intellectual property office.")
STILL_OPEN = frozenset({"accounts.password", "accounts.sign_out"})  # with a password that is too old


def _ask_to_sign_in() -> ResponseReturnValue:
    if wants_json():
        refusal = Refusal(SIGN_IN_FIRST, code="SIGN_IN_FIRST")
        refusal.status = 401
        raise refusal
    back = request.full_path.rstrip("?") if request.method in {"GET", "HEAD"} else ""
    target = safe_next(quote(back, safe="/?=&%:,+-._~"), "")
    return redirect(url_for("accounts.sign_in", next=target or None), 303)


def _refusal(need: Need) -> NotAllowed:
    is_for_offices = need in {Need.OFFICE, Need.OFFICE_CLERK} and not current_user.organisation.is_office
    message = OFFICE_ONLY if is_for_offices else NOT_YOURS
    return NotAllowed(message, code="ROLE_MISSING", cure=access.WHO_CAN.get(need))


def _page_itself() -> str:
    """The address to come back to: this page, or the one whose button was pressed."""
    if request.method in {"GET", "HEAD"} or _has_page():
        return request.full_path.rstrip("?") if request.method in {"GET", "HEAD"} else request.path
    came_from = urlsplit(request.referrer or "")
    return came_from.path if came_from.netloc == request.host else ""


def _has_page() -> bool:
    rule = request.url_rule
    return rule is not None and "GET" in (rule.methods or ())


def _check_address() -> None:
    """Nothing leaves in the name of an address that nobody has confirmed."""
    if request.endpoint in access.LEAVES and current_user.email_confirmed_at is None:
        back = safe_next(quote(_page_itself(), safe="/?=&%:,+-._~"), "")
        raise NotAllowed(
            allowances.NOT_CONFIRMED,
            code="EMAIL_NOT_CONFIRMED",
            cure=allowances.ENTER_CODE,
            link=url_for("accounts.confirm", next=back or None),
        )


def check() -> ResponseReturnValue | None:
    """Let in, send to sign in, or refuse."""
    g.pop("_login_user", None)  # whoever was here before is not who is here now
    if request.endpoint is None:
        return None
    need = access.need_for(request.endpoint, writes=request.method not in {"GET", "HEAD", "OPTIONS"})
    if need is None:
        raise NotAllowed(NO_ROW, code="NO_ROW")
    if need is Need.PUBLIC:
        return None
    if not current_user.is_authenticated:
        return _ask_to_sign_in()
    if not access.satisfies(need, current_user.roles, is_office=current_user.organisation.is_office):
        raise _refusal(need)
    _check_address()
    if request.endpoint not in STILL_OPEN and sessions.password_is_old(current_user):
        flash(_("Your password is too old; set a new one first."), "info")
        return redirect(url_for("accounts.password"), 303)
    return None


def _warn_of_proxy(app: Flask) -> None:
    """Say once that a proxy stands in front which is not believed: everybody behind it counts as one network."""
    warned: list[bool] = []

    @app.before_request
    def _look() -> None:
        if "X-Forwarded-For" in request.headers and not warned:
            warned.append(True)
            log.warning("proxy_not_trusted", setting="TRUSTED_PROXIES", counted_as=request.remote_addr)


def init_app(app: Flask) -> None:
    login = LoginManager(app)
    sessions.install_login(login)
    if not app.config["SETTINGS"].trusted_proxies:
        _warn_of_proxy(app)
    app.before_request(check)

    @app.context_processor
    def _permissions() -> dict[str, Any]:
        return {"may": may}


def may(endpoint: str, *, writes: bool = False) -> bool:
    """For pages: whether the reader's role opens this address (whose object it is, is not asked)."""
    need = access.need_for(endpoint, writes=writes)
    if need is None or need is Need.PUBLIC or not current_user.is_authenticated:
        return need is Need.PUBLIC
    return access.satisfies(need, current_user.roles, is_office=current_user.organisation.is_office)
