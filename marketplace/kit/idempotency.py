"""Sending the same form twice does the thing once: the second answer is the first one's page.

A form carries a key, signed together with what the form was shown for: a key sent with another form is refused.
"""

import hashlib
import hmac
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar

from flask import current_app, request
from flask_wtf import FlaskForm
from sqlalchemy import String, delete, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column
from wtforms import HiddenField

from marketplace.kit import clock, transactions
from marketplace.kit.db import Row, db
from marketplace.kit.errors import RuleBroken
from marketplace.kit.moment import Moment
from marketplace.kit.words import Words

KEPT = timedelta(days=7)  # at least 24 hours are promised
FIELD = "request_key"
MARK = 32  # hexadecimal digits of the random part, and of its signature


class RequestKey(Row):
    """A form that was sent, and where its answer stands."""

    __tablename__ = "request_keys"

    key: Mapped[str] = mapped_column(String(80), unique=True)
    location: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime] = mapped_column(Moment, index=True)


def _mark(random: str, purpose: str, about: object) -> str:
    secret = f"form key:{current_app.secret_key!s}".encode()
    said = "\0".join((random, purpose, str(about)))
    return hmac.new(secret, said.encode(), hashlib.sha256).hexdigest()[:MARK]


def new_key(purpose: str = "", about: object = "") -> str:
    """A fresh key for a form: what sending it does, and to which object ("" where it makes the first of its kind)."""
    random = uuid.uuid4().hex
    return random + _mark(random, purpose, about)


def is_for(key: str, purpose: str = "", about: object = "") -> bool:
    """Whether this key was made for that purpose and object."""
    sent = key.encode(errors="replace")
    return len(key) == 2 * MARK and hmac.compare_digest(_mark(key[:MARK], purpose, about).encode(), sent[MARK:])


def _scoped(key: str, user_id: int) -> str:
    return f"{user_id}:{key}"[:80]


def answered(key: str, user_id: int, purpose: str = "", about: object = "") -> str | None:
    """Where the answer to this form stands, when this person has sent it before.

    Raises RuleBroken (KEY_ELSEWHERE) for a key that was made for another form, or for none.
    """
    if not is_for(key, purpose, about):
        raise RuleBroken(
            Words(
                "这张表缺了编号，或者编号是另一张表的，没有照它办。",
                "This form came without its key, or with the key of another form; nothing was done.",
            ),
            code="KEY_ELSEWHERE",
            cure=Words("请核对下面填的，再送一次。", "Check what stands below and send it once more."),
        )
    return db.session.scalar(select(RequestKey.location).where(RequestKey.key == _scoped(key, user_id)))


def remember(key: str, user_id: int, location: str) -> None:
    """Keep the answer's place, in the caller's transaction. A racing twin fails on the unique key."""
    values = {"key": _scoped(key, user_id), "location": location, "at": clock.now()}
    db.session.connection().execute(insert(RequestKey.__table__), values)


@dataclass(frozen=True)
class FormKey:
    """The key of one form on one page. purpose: what sending it does · about: to which object"""

    purpose: str
    about: object = ""

    @property
    def sent(self) -> str:
        return request.form.get(FIELD, "")

    @property
    def is_right(self) -> bool:
        """Whether the form that was sent carries a key of this one."""
        return is_for(self.sent, self.purpose, self.about)

    def shown(self) -> str:
        """What the page carries: the key it was sent with, so that both sendings are one; else a fresh one."""
        return self.sent if self.is_right else new_key(self.purpose, self.about)

    def answered(self, user_id: int) -> str | None:
        """As `answered`, for the form that was sent."""
        return answered(self.sent, user_id, self.purpose, self.about)

    def once(self, user_id: int, act: Callable[[], str]) -> str:
        """Do it, unless this form did it before. Returns where the answer stands.

        act: does the thing and returns its answer's address
        Raises RuleBroken (KEY_ELSEWHERE), and whatever `act` raises.
        """
        known = self.answered(user_id)
        if known is not None:
            return known
        location = act()
        try:
            remember(self.sent, user_id, location)
        except IntegrityError:  # its twin was sent in the same instant, and was first
            transactions.rollback()
            return self.answered(user_id) or location
        return location


class Keyed(FlaskForm):
    """A form of no particular object that makes something. purpose: what sending it does"""

    purpose: ClassVar[str]
    request_key = HiddenField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sent_key = self.request_key.data or new_key(self.purpose)
        is_ours = is_for(self.sent_key, self.purpose)
        self.request_key.data = self.sent_key if is_ours else new_key(self.purpose)

    def answered(self, user_id: int) -> str | None:
        """As `answered`, for the form that was sent. Raises RuleBroken (KEY_ELSEWHERE)."""
        return answered(self.sent_key, user_id, self.purpose)

    def remember(self, user_id: int, place: str) -> None:
        """As `remember`: of two at once the second fails, and nothing of it is kept."""
        remember(self.sent_key, user_id, place)


def forget_old() -> int:
    """Drop keys older than a week; returns how many."""
    result = db.session.execute(delete(RequestKey).where(RequestKey.at < clock.now() - KEPT))
    return int(result.rowcount)  # type: ignore[attr-defined]
