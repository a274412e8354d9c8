"""The front page, what waits for me, the market in figures, language and type size, and the pages that explain."""

from functools import lru_cache
from typing import Any

from flask import Blueprint, Flask, current_app, g, get_template_attribute, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from marketplace.accounts.rules.addresses import safe_next
from marketplace.home.queries import figures, offers, tasks
from marketplace.home.rules.field_chart import NARROW, WIDE, Chart, Sheet, Trade, chart
from marketplace.home.rules.quarters import quarter_named, quarter_of
from marketplace.kit import clock
from marketplace.kit.errors import Missing
from marketplace.kit.i18n import COOKIE, LANGUAGES, N_, _, current_language
from marketplace.kit.kept_pages import kept

bp = Blueprint("home", __name__)

LARGE_TYPE = "large_type"
A_YEAR = 365 * 24 * 3600  # seconds a choice is remembered
TRIES = (N_("Rust protection of steel"), N_("Flange welding"), N_("Bean product washing"))


def init_app(app: Flask) -> None:
    """The pages, and the number of things that wait, which every page's header shows."""
    app.register_blueprint(bp)

    @app.context_processor
    def _waiting() -> dict[str, Any]:
        return {"waiting_count": 0 if g.get("without_database") else tasks.waiting_count(current_user)}


@lru_cache(maxsize=8)
def _chart(trades: tuple[Trade, ...], sheet: Sheet) -> Chart:
    return chart(trades, sheet)


@lru_cache(maxsize=8)
def _field(trades: tuple[Trade, ...], sheet: Sheet, name: str, language: str) -> Any:
    """The picture as it is printed; the template asks for the language itself, here it tells pictures apart."""
    return get_template_attribute("home/field.html", "field")(_chart(trades, sheet), name)


@bp.get("/")
@kept
def front() -> str:
    market = figures.figures()
    return render_template(
        "home/front.html",
        market=market,
        wide=_chart(market.trades, WIDE),
        fields=[_field(market.trades, *place, current_language()) for place in ((WIDE, "only-l"), (NARROW, "only-s"))],
        example=offers.use_first_example(),
        cards=offers.newest(3),
        tries=[_(words) for words in TRIES],
    )


@bp.get("/numbers")
def numbers() -> str:
    return render_template("home/numbers.html", market=figures.figures())


@bp.get("/numbers/deals")
def signed() -> str:
    """The rows behind the quarter's figures."""
    name = request.args.get("quarter", "")
    quarter = quarter_named(name) if name else quarter_of(clock.today())
    if quarter is None:
        raise Missing
    only = request.args.get("only") == "use_first"
    page, rows = figures.signed_in(quarter, request.args.get("page", 1, type=int), use_first_only=only)
    return render_template("home/signed.html", quarter=quarter, only=only, page=page, rows=rows)


@bp.get("/tasks", endpoint="tasks")
def waiting() -> str:
    found = tasks.tasks(current_user)
    return render_template(
        "home/tasks.html",
        mine=[(one, _address(one)) for one in found.mine],
        others=[(one, _address(one)) for one in found.others],
        ending=[(one, url_for("contracts.show", number=one.deal.number)) for one in found.ending],
    )


def _address(waiting: tasks.Waiting) -> str:
    """The page on which a row that waits is dealt with."""
    if waiting.kind == "deal":
        return url_for("contracts.show", number=waiting.row.number)
    if waiting.kind == "listing":
        return url_for("listings.manage", number=waiting.row.number)
    if waiting.row.id == current_user.organisation_id:
        return url_for("accounts.organisation")
    return url_for("accounts.show", organisation_id=waiting.row.id)


@bp.get("/language/<code>")
def language(code: str) -> ResponseReturnValue:
    if code not in LANGUAGES:
        raise Missing
    return _remembered(COOKIE, code)


@bp.get("/large-type")
def large_type() -> ResponseReturnValue:
    return _remembered(LARGE_TYPE, "0" if request.cookies.get(LARGE_TYPE) == "1" else "1")


def _remembered(name: str, value: str) -> ResponseReturnValue:
    """Back to where the reader was, with a choice kept in this browser."""
    answer = redirect(safe_next(request.args.get("next")), 303)
    answer.set_cookie(
        name,
        value,
        max_age=A_YEAR,
        httponly=True,
        samesite="Lax",
        secure=current_app.config["SESSION_COOKIE_SECURE"],
    )
    return answer


@bp.get("/about/use-first")
def use_first() -> str:
    return render_template("home/use_first.html", example=offers.use_first_example())


@bp.get("/about/channels")
def channels() -> str:
    return render_template("home/channels.html")


@bp.get("/privacy")
def privacy() -> str:
    return render_template("home/privacy.html")


@bp.get("/accessibility")
def accessibility() -> str:
    return render_template("home/accessibility.html")
