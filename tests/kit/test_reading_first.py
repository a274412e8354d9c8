"""A view that reads first holds no writer up, and writes only after it said so."""

from pathlib import Path

import pytest
from flask import Flask, Response
from sqlalchemy import text

from marketplace.kit import transactions
from marketplace.kit.db import db, prepare_engine, writes

SEEN: list[tuple[str, bool]] = []


@transactions.reads_first
def careful() -> str:
    SEEN.append(("before", writes.get()))
    assert db.session.scalar(text("SELECT count(*) FROM notes")) == 0
    transactions.write()
    SEEN.append(("after", writes.get()))
    db.session.execute(text("INSERT INTO notes VALUES (1)"))
    return "written"


def hasty() -> Response:
    SEEN.append(("at once", writes.get()))
    db.session.execute(text("INSERT INTO notes VALUES (2)"))
    return Response("refused", 409)


@pytest.fixture
def small(tmp_path: Path) -> Flask:
    app = transactions.TransactionalFlask("small")
    app.config["SQLALCHEMY_DATABASE_URI"] = f"sqlite:///{tmp_path / 'small.db'}"
    db.init_app(app)
    transactions.init_app(app)
    app.add_url_rule("/careful", view_func=careful, methods=["POST"])
    app.add_url_rule("/hasty", view_func=hasty, methods=["POST"])
    with app.app_context():
        prepare_engine(db.engine)
        with transactions.transaction():
            db.session.execute(text("CREATE TABLE notes (id integer)"))
    SEEN.clear()
    return app


def test_it_reads_writes_and_is_kept(small: Flask) -> None:
    assert small.test_client().post("/careful").text == "written"
    assert SEEN == [("before", False), ("after", True)]
    with small.app_context():
        assert db.session.scalar(text("SELECT count(*) FROM notes")) == 1


def test_others_write_from_the_start_and_a_refusal_keeps_nothing(small: Flask) -> None:
    assert small.test_client().post("/hasty").status_code == 409
    assert SEEN == [("at once", True)]
    with small.app_context():
        assert db.session.scalar(text("SELECT count(*) FROM notes")) == 0
