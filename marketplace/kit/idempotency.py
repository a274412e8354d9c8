"""Sending the same form twice does the thing once: the second answer is the first one's page."""

import uuid
from datetime import datetime, timedelta

from sqlalchemy import String, delete, insert, select
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.kit import clock
from marketplace.kit.db import Row, db
from marketplace.kit.moment import Moment

KEPT = timedelta(days=7)  # at least 24 hours are promised


class RequestKey(Row):
    """A form that was sent, and where its answer stands."""

    __tablename__ = "request_keys"

    key: Mapped[str] = mapped_column(String(80), unique=True)
    location: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime] = mapped_column(Moment, index=True)


def new_key() -> str:
    """A fresh key for a form."""
    return uuid.uuid4().hex


def _scoped(key: str, user_id: int) -> str:
    return f"{user_id}:{key}"[:80]


def answered(key: str, user_id: int) -> str | None:
    """Where the answer to this form stands, when this person has sent it before."""
    return db.session.scalar(select(RequestKey.location).where(RequestKey.key == _scoped(key, user_id)))


def remember(key: str, user_id: int, location: str) -> None:
    """Keep the answer's place, in the caller's transaction. A racing twin fails on the unique key."""
    values = {"key": _scoped(key, user_id), "location": location, "at": clock.now()}
    db.session.connection().execute(insert(RequestKey.__table__), values)


def forget_old() -> int:
    """Drop keys older than a week; returns how many."""
    result = db.session.execute(delete(RequestKey).where(RequestKey.at < clock.now() - KEPT))
    return int(result.rowcount)  # type: ignore[attr-defined]
