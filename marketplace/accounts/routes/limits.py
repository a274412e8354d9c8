"""The page that says who may do what, how often: the table the code asks."""

from types import SimpleNamespace

from flask import render_template
from flask_login import current_user

from marketplace.accounts.actions import allowances
from marketplace.accounts.actions.throttle import setting
from marketplace.accounts.routes import bp
from marketplace.accounts.rules.allowances import ACT_WORDS, ALLOWANCES, BY_NETWORK, STANDING_WORDS, Allowance, Standing
from marketplace.kit.i18n import _

# Wrong passwords and password letters: what is counted, and over what.
TRIES = (
    "limit_failures",
    "limit_failures_of_device",
    "limit_failures_of_session",
    "limit_failures_of_account",
    "limit_failures_of_network",
    "limit_reset_letters",
    "limit_codes_an_hour",
)


def said(row: Allowance) -> list[str]:
    """A cell of the table, a limit a line."""
    if not row.allowed:
        return [_("No")]
    parts = [
        _("%(count)s an hour", count=setting(row.an_hour)) if row.an_hour else "",
        _("%(count)s a day", count=setting(row.a_day)) if row.a_day else "",
        _("%(count)s at once", count=setting(row.at_once)) if row.at_once else "",
    ]
    return [part for part in parts if part] or [_("Yes")]


@bp.get("/help/limits")
def limits() -> str:
    rows = [
        SimpleNamespace(act=ACT_WORDS[act], cells=[(one, said(by_standing[one])) for one in Standing])
        for act, by_standing in ALLOWANCES.items()
    ]
    return render_template(
        "accounts/limits.html",
        standings=STANDING_WORDS,
        mine=allowances.standing(current_user) if current_user.is_authenticated else None,
        rows=rows,
        networks=[(ACT_WORDS[act], said(row)) for act, row in BY_NETWORK.items()],
        tries={name: setting(name) for name in TRIES},
    )
