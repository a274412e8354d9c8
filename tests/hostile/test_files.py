"""Hostile and odd files over the test client: answered in words, nothing half-written, the next reader served.

Quick: each file at one point that takes its medium, and three files at each point. Files that ended a process are
sent to a site in processes of its own (tests/hostile/test_served.py).
"""

import pytest
from flask import Flask
from sqlalchemy import select

from marketplace.kit import files, jobs
from marketplace.kit.db import db
from marketplace.kit.files.models import StoredFile
from marketplace.patents.models import PatentImport
from tests.cast import Cast
from tests.hostile.files import FILES, HostileFile, Medium, Right
from tests.hostile.knocking import browser_of, faults, grown, is_taken, rows, through, upload
from tests.hostile.points import POINTS, Point, ready

BY_TITLE = {file.title: file for file in FILES}
ODD = ("a plain page", "a virus mark", "a name with a NUL")  # sent to every point
HOME = {
    Medium.TABLE: ("ImportForm",),
    Medium.PICTURE: ("ReportForm", "ConsentForm"),
    Medium.PAPER: ("EncumbranceForm", "ReportForm"),
}


def _one(place: int, file: HostileFile) -> Point:
    """The point at which a file is tried in the quick tests."""
    names = HOME[file.medium]
    return next(point for point in POINTS if point.form == names[place % len(names)])


def _id(point: Point, file: HostileFile) -> str:
    return f"{file.title} · {point.name}"


QUICK = [(_one(place, file), file) for place, file in enumerate(FILES) if not file.ends]
QUICK += [(point, BY_TITLE[title]) for point in POINTS for title in ODD if (point, BY_TITLE[title]) not in QUICK]
WHOLE = [(point, file) for point in POINTS for file in FILES if not file.ends and (point, file) not in QUICK]


def cases(pairs: list[tuple[Point, HostileFile]], *marks: pytest.MarkDecorator) -> list[object]:
    return [pytest.param(point, file, id=_id(point, file), marks=marks) for point, file in pairs]


@pytest.mark.parametrize(("point", "file"), cases(QUICK) + cases(WHOLE, pytest.mark.prove))
def test_it_is_answered_in_words_and_nothing_is_half_written(
    app: Flask, cast: Cast, point: Point, file: HostileFile
) -> None:
    user, address, beside = ready(point, cast)
    client = browser_of(app, user)
    before = rows()
    answer = upload(through(client), point, file, address, beside)
    assert faults(answer, point, file) == []
    if answer.status >= 400:
        assert grown(before) == {}
    if point.form == "ImportForm" and is_taken(answer):
        jobs.drain()
        found = [row.good_rows for row in db.session.scalars(select(PatentImport))]
        assert found == [0] if file.right is Right.REFUSED else len(found) == 1
    for row in db.session.scalars(select(StoredFile)):
        assert files.content(row.sha256)
    assert app.test_client().get("/healthz").status_code == 200
