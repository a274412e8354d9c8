"""A connection that died while it rested is replaced before anybody notices."""

import pytest
from flask import Flask
from sqlalchemy import text

from marketplace.kit import db as house
from marketplace.kit.db import db


def cut_while_resting() -> None:
    """What a restart of the database does to a connection in the pool."""
    connection = db.engine.raw_connection()
    raw = connection.driver_connection
    connection.close()
    raw.close()


def answer() -> int:
    with db.engine.connect() as connection:
        return int(connection.execute(text("SELECT 1")).scalar_one())


def test_a_rested_connection_that_died_is_replaced(own_app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(house, "REST_SECONDS", 0.0)
    with own_app.app_context():
        assert answer() == 1
        cut_while_resting()
        assert answer() == 1


def test_one_in_steady_use_is_not_asked(own_app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    with own_app.app_context():
        monkeypatch.setattr(db.engine.dialect, "do_ping", asked.append)
        assert (answer(), answer()) == (1, 1)
        assert asked == []
        monkeypatch.setattr(house, "REST_SECONDS", 0.0)
        assert answer() == 1
        assert len(asked) == 1
