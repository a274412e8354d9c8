"""What every template may use: dates and money as people read them, and where the page stands."""

from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from flask import Flask, g, request
from werkzeug.datastructures import MultiDict

from marketplace.kit import clock, money
from marketplace.kit.i18n import current_language

WEEKDAYS_ZH = "一二三四五六日"
WEEKDAYS_EN = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS_EN = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def day(value: date | datetime | None) -> str:
    """2026 年 11 月 30 日 · 30 November 2026; an instant is read as its Beijing day."""
    if value is None:
        return "—"
    if isinstance(value, datetime):
        value = clock.day(value)
    if current_language() == "en":
        return f"{value.day} {MONTHS_EN[value.month - 1]} {value.year}"
    return f"{value.year} 年 {value.month} 月 {value.day} 日"


def weekday(value: date) -> str:
    return WEEKDAYS_EN[value.weekday()] if current_language() == "en" else f"星期{WEEKDAYS_ZH[value.weekday()]}"


def moment(value: datetime | None) -> str:
    """2026-11-03 10:42, Beijing time."""
    return "—" if value is None else clock.beijing(value).strftime("%Y-%m-%d %H:%M")


def compact_money(fen: int) -> str:
    return money.compact(fen).say(current_language())


def thousands(number: int) -> str:
    """8600 → "8,600"."""
    return f"{number:,}"


def fingerprint(value: str, groups: int = 4) -> str:
    """The first characters of a hash in groups of four."""
    return " ".join(value[i : i + 4] for i in range(0, groups * 4, 4))


def same_page(**changes: Any) -> str:
    """This page's address with some of its query changed; None removes a name."""
    query = MultiDict(request.args)
    for name, value in changes.items():
        query.poplist(name)
        if value is not None:
            query.setlist(name, value if isinstance(value, list) else [value])
    encoded = urlencode(list(query.items(multi=True)))
    return f"{request.path}?{encoded}" if encoded else request.path


def init_app(app: Flask) -> None:
    app.jinja_env.filters.update(
        day=day,
        weekday=weekday,
        moment=moment,
        money=compact_money,
        yuan=money.yuan,
        percent=money.percent_text,
        fingerprint=fingerprint,
        thousands=thousands,
    )
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True

    @app.context_processor
    def _surroundings() -> dict[str, Any]:
        settings = app.config["SETTINGS"]
        return {
            "language": current_language(),
            "request_number": g.get("request_number", ""),
            "same_page": same_page,
            "help_phone": settings.help_phone,
            "sample_market": settings.sample_market,
            "today": clock.today(),
        }
