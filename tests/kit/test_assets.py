"""Static files are addressed by their content and then kept; a fault page needs no database."""

import re

import pytest

from marketplace.kit.assets import versions
from marketplace.kit.db import db


def test_the_version_is_the_content(tmp_path):
    (tmp_path / "css").mkdir()
    (tmp_path / "css" / "a.css").write_text("a")
    first = versions(tmp_path)
    assert set(first) == {"css/a.css"}
    (tmp_path / "css" / "a.css").write_text("b")
    assert versions(tmp_path) != first


def test_a_page_names_versions_and_those_are_kept_for_ever(app, cast):
    client = app.test_client()
    page = client.get("/privacy").text
    address = re.search(r'href="(/static/css/jingzhe\.css\?v=[0-9a-f]{10})"', page)
    assert address
    with client.get(address.group(1)) as answer:
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"


@pytest.mark.parametrize("query", ["", "?v=0000000000"])
def test_another_version_is_asked_for_each_time(app, cast, query):
    with app.test_client().get(f"/static/css/jingzhe.css{query}") as answer:
        assert answer.headers["Cache-Control"] == "no-cache"


def test_the_icon_is_there_for_who_asks_without_reading_a_page(app, cast):
    with app.test_client().get("/favicon.ico") as answer:
        assert (answer.status_code, answer.mimetype) == (200, "image/svg+xml")
        assert answer.headers["Cache-Control"] == "public, max-age=604800"


def test_the_font_is_named_as_the_style_sheet_names_it(app, cast):
    page = app.test_client().get("/privacy").text
    assert 'href="/static/fonts/jingzhe-display.woff2"' in page


@pytest.mark.own_database
def test_with_the_database_gone_the_page_still_says_so(own_app, monkeypatch):
    with own_app.app_context():
        db.session.execute(db.text("DROP TABLE listing_search_state"))
        db.session.execute(db.text("DROP TABLE user_sessions"))
        db.session.commit()
    own_app.config["PROPAGATE_EXCEPTIONS"] = False  # as it is served, whatever the database calls the fault
    client = own_app.test_client()
    with client.session_transaction() as session:
        session["_user_id"] = "nobody"
    answer = client.get("/")
    assert answer.status_code in {500, 503}
    assert "编号" in answer.text
    assert "登录" in answer.text
