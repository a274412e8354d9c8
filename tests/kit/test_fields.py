"""Whole numbers and days as people and attackers type them."""

import re
from datetime import date, timedelta

import pytest
from flask import Flask
from flask_babel import refresh
from werkzeug.datastructures import MultiDict
from wtforms import Form
from wtforms.validators import DataRequired

from marketplace.kit import clock
from marketplace.kit.fields import DayField, MoneyField, PercentField, WholeField


class _Asked(Form):
    day = DayField("Day", [DataRequired("Give a day.")])
    count = WholeField("Count")
    fee = MoneyField("Fee")
    share = PercentField("Share")


def answered(app: Flask, language: str = "zh_CN", **typed: str) -> _Asked:
    with app.test_request_context(headers={"Cookie": f"language={language}"}):
        form = _Asked(MultiDict(typed))
        form.validate()
        return form


@pytest.mark.parametrize("typed", ["2026-12-01", "2026-12-1", "２０２６-12-01", " 2026-12-01 "])
def test_a_day_is_read(app: Flask, typed: str) -> None:
    form = answered(app, day=typed)
    assert form.day.data == date(2026, 12, 1)
    assert not form.day.errors


@pytest.mark.parametrize(
    "typed",
    ["0001-01-01", "9999-12-31", "1985-03-31", "2026-02-30", "2026-13-01", "٢٠٢٦-١٢-٠١", "2026/12/01", "26-12-01"]
    + ["99999-01-01", "2026-12-01\x00", "2026-12-01T00:00", "{{7*7}}", "x" * 10_000],
)
def test_what_cannot_be_the_day_is_told_with_the_value(app: Flask, typed: str) -> None:
    form = answered(app, day=typed)
    assert form.day.data is None
    assert len(form.day.errors) == 1
    assert typed[:40] in form.day.errors[0]
    refresh()  # the language is chosen once a context, and the test's context outlives a request
    assert re.search("is no day|cannot be the day", answered(app, "en", day=typed).day.errors[0])


def test_an_empty_day_is_asked_for(app: Flask) -> None:
    assert answered(app, day=" ").day.errors == ["Give a day."]


def test_a_term_may_end_far_ahead_but_not_beyond_every_patent(app: Flask) -> None:
    far = clock.today() + timedelta(days=28 * 365)
    assert answered(app, day=far.isoformat()).day.data == far
    assert answered(app, day=f"{clock.today().year + 31}-01-01").day.errors


@pytest.mark.parametrize("typed", ["+5", "٣", "1_0", "²", "-1", "1e3", "1.0", "9999999", ""])
def test_what_is_no_whole_number_is_told(app: Flask, typed: str) -> None:
    assert answered(app, count=typed).count.errors


def test_a_full_width_number_is_repaired(app: Flask) -> None:
    assert answered(app, count="１２").count.data == 12


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("count", "  ", "请填一个整数，比如 12。"),
        ("fee", "", "请填金额，比如 12000 或 12000.50。"),
        ("fee", "三百", "“三百”不是金额。请以元为单位填写数字，最多两位小数，例如 68000 或 1,000.50。"),
        ("share", "", "请填百分比，比如 3 或 2.5。"),
        ("share", "-5", "“-5”不是百分比。请填写 0 到 100 之间的数，最多四位小数，例如 2.5。"),
    ],
)
def test_a_number_that_cannot_be_read_is_told_with_what_to_write(app: Flask, field: str, typed: str, said: str) -> None:
    assert answered(app, **{field: typed})[field].errors == [said]
