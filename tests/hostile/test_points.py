"""No upload point is forgotten: the application is asked which it has."""

import re

import pytest
from flask import Flask

from marketplace.app import FILE_FIELDS
from marketplace.kit.db import db
from tests.accounts.test_every_route import RULES, arguments
from tests.cast import Cast
from tests.hostile.files import FILES, Medium
from tests.hostile.knocking import browser_of, inputs
from tests.hostile.points import COMMANDS, POINTS, commands_that_read, file_fields, other_fields
from tests.test_house import ROOT, tracked

LEAST_KINDS = 30


def test_every_file_field_has_its_row_and_no_row_is_invented(session_app: Flask) -> None:
    assert {(point.form, point.field) for point in POINTS} == file_fields()


@pytest.mark.slow
def test_every_page_that_shows_a_file_field_has_a_row(app: Flask, cast: Cast) -> None:
    """The pages themselves, walked as each of the cast: a file field written by hand is found too."""
    known = {point.field for point in POINTS}
    people = (None, cast.university, cast.workshop, cast.office)
    addresses = []
    for rule in RULES:
        values = arguments(rule, cast, own=True) if "GET" in (rule.methods or ()) else None
        if values is not None and rule.endpoint != "static":
            addresses.append(app.url_map.bind("").build(rule.endpoint, values))
    shown = set()
    for browser in [browser_of(app, person) for person in people]:
        for address in addresses:
            with browser.get(address) as answer:
                if answer.mimetype == "text/html":
                    page = answer.get_data(as_text=True)
                    shown |= {tag.get("name") for tag in inputs(page) if tag.get("type") == "file"}
            db.session.rollback()
    assert shown
    assert shown - known == set()


def test_only_fields_that_take_files_meet_them(app: Flask) -> None:
    """Each name of such a field is known to the gate, and no field of another kind has one of these names."""
    assert {field for _form, field in file_fields()} == FILE_FIELDS
    assert not other_fields() & FILE_FIELDS


def test_bytes_from_outside_come_in_by_forms_alone() -> None:
    """No route reads the body of a request by itself, but for the reports of browsers and the gate for files."""
    by_hand = re.compile(r"request\.(files|stream|data\b|get_data|get_json|json\b|input_stream)")
    found = [path.relative_to(ROOT) for path in tracked("marketplace/**/*.py") if by_hand.search(path.read_text())]
    assert [path.name for path in found] == ["parts.py", "reports.py"]


def test_every_command_that_reads_a_file_is_tried(session_app: Flask) -> None:
    assert commands_that_read(session_app) == set(COMMANDS)
    assert all((ROOT / test).exists() for test in COMMANDS.values())


def test_there_are_many_kinds_of_each_medium() -> None:
    titles = [file.title for file in FILES]
    assert len(set(titles)) == len(titles) >= LEAST_KINDS
    assert {file.medium for file in FILES} == set(Medium)
