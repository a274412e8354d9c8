"""One rule for every text of one line, whichever form it is typed in and whichever table it comes from."""

import importlib
import pkgutil
import sys
import unicodedata
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict
from wtforms import Form, HiddenField, PasswordField, StringField, TextAreaField
from wtforms.fields.core import UnboundField

import marketplace
from marketplace.accounts.rules.names import hidden_in, with_plain_blanks
from marketplace.kit.db import db
from marketplace.kit.fields import DayField, WholeField, _ExactField
from marketplace.patents import actions
from marketplace.patents.models import EventKind, PatentChange
from marketplace.patents.rules.mapping import CleanPatent, RowErrors, clean_row
from tests.cast import Cast, sign_in
from tests.makers import make_patent

NOT_TEXT = (HiddenField, PasswordField, TextAreaField, _ExactField, WholeField, DayField)
HIDDEN = ["甲\u202e乙", "甲\u200b乙", "甲\u0007乙", "甲\ufeff乙", "甲\u00ad乙"]
LINE_ENDS = ["甲\n乙", "甲\r\n乙", "甲\u2028乙", "甲\u2029乙", "甲\x0b乙", "甲\x85乙"]


def _forms(parent: type[Form]) -> Iterator[type[Form]]:
    for child in parent.__subclasses__():
        if child.__module__.startswith("marketplace."):
            yield child
        yield from _forms(child)


def _lines() -> Iterator[Any]:
    for found in pkgutil.walk_packages(marketplace.__path__, "marketplace."):
        if ".forms" in found.name:
            importlib.import_module(found.name)
    for form in sorted(set(_forms(Form)), key=lambda one: f"{one.__module__}.{one.__qualname__}"):
        for name in dir(form):
            field = getattr(form, name)
            if not isinstance(field, UnboundField) or issubclass(field.field_class, NOT_TEXT):
                continue
            if issubclass(field.field_class, StringField):
                yield pytest.param(form, name, id=f"{form.__module__}.{form.__qualname__}.{name}")


LINES = list(_lines())


def faults_at(form: type[Form], name: str, text: str) -> tuple[list[Any], Any]:
    """What that field alone says to a text, and what it would keep."""
    unbound = getattr(form, name)
    members = {name: unbound}
    has_own = any(isinstance(one, list) and one for one in (*unbound.args, unbound.kwargs.get("validators")))
    if not has_own and hasattr(form, f"validate_{name}"):
        members[f"validate_{name}"] = getattr(form, f"validate_{name}")
    one = type("OneField", (Form,), members)(MultiDict({name: text}))
    one.validate()
    return list(one[name].errors), one[name].data


def test_the_forms_were_found() -> None:
    assert len(LINES) > 30


@pytest.mark.parametrize(("form", "name"), LINES)
def test_every_line_of_every_form_refuses_hidden_signs_and_keeps_no_line_end(
    app: Flask, form: type[Form], name: str
) -> None:
    with app.test_request_context():
        for text in HIDDEN:
            assert faults_at(form, name, text)[0], f"{text!r} passed"
        for text in LINE_ENDS:
            errors, kept = faults_at(form, name, text)
            assert errors or kept == "甲 乙", f"{text!r} passed as {kept!r}"


def test_a_contact_with_a_line_break_is_refused_in_both_languages(app: Flask, cast: Cast) -> None:
    client = sign_in(app, cast.workshop)
    answer = client.post("/organisation/edit", data={"contact_name": "王\n样例"})
    assert answer.status_code == 422
    assert "U+000A" in answer.text


def test_every_sign_nobody_sees_is_known() -> None:
    for code in range(sys.maxunicode + 1):
        sign = chr(code)
        if unicodedata.category(sign) in {"Cc", "Cf", "Cs", "Zl", "Zp"}:
            if sign.isspace():
                assert with_plain_blanks(f"甲{sign}乙") == "甲 乙", hex(code)
            else:
                found = hidden_in(sign)
                assert found is not None, hex(code)
                assert f"U+{code:04X}" in found.zh
                assert f"U+{code:04X}" in found.en
    assert hidden_in("一种 ℃ 轴套 𠮷 ABC é １２") is None


ROW = {
    "专利号": "ZL201710013739.X",
    "发明名称": "一种热泵",
    "专利权人": "示例大学",
    "申请日": "2017-01-09",
    "授权公告日": "2019-05-28",
}


def read(**cells: str) -> CleanPatent | RowErrors:
    return clean_row(ROW | cells, date(2026, 11, 28))


@pytest.mark.parametrize("blank", ["\n", "\r\n", "\u2028", "\u2029", "\t", "\u3000", "\x0b", "\x85", "  "])
def test_a_table_keeps_no_blank_but_the_plain_one(blank: str) -> None:
    found = read(发明名称=f"一种{blank}热泵", 摘要=f"甲{blank}乙")
    assert isinstance(found, CleanPatent)
    assert (found.title, found.abstract) == ("一种 热泵", "甲 乙")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\u2028", "\u2029", ";", "；"])
def test_line_ends_part_names(end: str) -> None:
    found = read(专利权人=f"示例大学{end}示例\u3000公司")
    assert isinstance(found, CleanPatent)
    assert found.patentees == ("示例大学", "示例 公司")


@pytest.mark.parametrize("field", ["发明名称", "专利权人", "摘要", "发明人"])
def test_a_table_names_the_sign_that_nobody_sees(field: str) -> None:
    found = read(**{field: "甲\u2066乙"})
    assert isinstance(found, RowErrors)
    assert [fault.column for fault in found.faults] == [field]
    assert "U+2066" in found.faults[0].reason.zh


def test_what_a_holder_writes_down_is_kept_with_plain_blanks(app: Flask, cast: Cast) -> None:
    patent = make_patent(cast.university.organisation)
    event = actions.add_event(
        patent,
        by=cast.university,
        kind=next(kind for kind in EventKind if kind is not EventKind.GRANTED),
        happened_on=date(2024, 1, 2),
        note="见公报\u2028第 3 页\u2029",
    )
    assert event.note == "见公报 第 3 页"
    change = db.session.query(PatentChange).filter_by(patent_id=patent.id).one()
    assert change.after.endswith("见公报 第 3 页")
