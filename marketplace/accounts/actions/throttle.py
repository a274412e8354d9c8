"""Failures are counted in the database, so that every worker sees them."""

import hashlib
from datetime import timedelta

from sqlalchemy import delete

from marketplace.accounts.models import SignInAttempt
from marketplace.accounts.queries.sessions import attempts, real_now
from marketplace.accounts.rules import limits
from marketplace.accounts.rules.addresses import network_of, normal_email
from marketplace.kit import transactions
from marketplace.kit.db import db
from marketplace.kit.errors import TooMany
from marketplace.kit.words import Words

RESET_IT = Words("忘了密码，可以用“忘记密码”收信重设。", "A forgotten password can be reset by a letter.")


def account_key(email: str) -> str:
    return "account:" + hashlib.sha256(normal_email(email).encode()).hexdigest()


def letter_key(email: str) -> str:
    return "letter:" + hashlib.sha256(normal_email(email).encode()).hexdigest()


def network_key(address: str | None) -> str:
    return "network:" + network_of(address)


def _refuse(oldest_age: timedelta) -> TooMany:
    seconds = max(1, int((limits.WINDOW - oldest_age).total_seconds()))
    minutes = -(-seconds // 60)
    refusal = TooMany(
        Words(
            f"试错太多次，{minutes} 分钟后再试。现在试也不算数。",
            f"Too many failed attempts; try again in {minutes} minutes. Until then none counts.",
        ),
        code="TOO_MANY_ATTEMPTS",
        cure=Words(
            "忘了密码，可以用“忘记密码”收信重设。", "If you forgot the password, have a letter sent to reset it."
        ),
    )
    refusal.retry_after_seconds = seconds
    return refusal


def _check(limits_by_key: dict[str, int], allowed_more: int) -> None:
    for key, most in limits_by_key.items():
        number, oldest = attempts(key)
        if number >= most + allowed_more:
            raise _refuse(real_now() - oldest if oldest else timedelta())


def standing_against(key: str, span: timedelta) -> tuple[int, timedelta]:
    """How many stand against a key in the last `span`, and the age of the oldest."""
    number, oldest = attempts(key, span)
    return number, real_now() - oldest if oldest else timedelta()


def note(key: str) -> None:
    """Count one against a key, in the caller's transaction."""
    _forget_old()
    db.session.add(SignInAttempt(key=key, at=real_now()))
    db.session.flush()


def _forget_old() -> None:
    db.session.execute(delete(SignInAttempt).where(SignInAttempt.at < real_now() - limits.LONGEST_SPAN))


def reserve(limits_by_key: dict[str, int]) -> list[int]:
    """Count an attempt before it is judged, so that a crowd of attempts at once is counted too.

    limits_by_key: key → how many are allowed in the window
    Returns the ids of the rows, for `forgive`. Commits: the count stays even when the answer is a refusal. A process
    killed before `forgive` leaves one failure too many, for at most a window; counting afterwards would let a crowd in.
    Raises TooMany.
    """
    _check(limits_by_key, 0)
    _forget_old()
    now = real_now()
    rows = [SignInAttempt(key=key, at=now) for key in limits_by_key]
    db.session.add_all(rows)
    db.session.flush()
    ids = [row.id for row in rows]
    transactions.commit()
    _check(limits_by_key, 1)
    return ids


def forgive(ids: list[int], *keys: str) -> None:
    """Take back an attempt that turned out right, and everything counted against `keys`."""
    db.session.execute(delete(SignInAttempt).where(SignInAttempt.id.in_(ids)))
    if keys:
        db.session.execute(delete(SignInAttempt).where(SignInAttempt.key.in_(keys)))
