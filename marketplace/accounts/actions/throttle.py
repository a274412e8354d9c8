"""Failures are counted in the database, so that every worker sees them."""

import hashlib
from datetime import timedelta

from flask import current_app
from sqlalchemy import delete

from marketplace.accounts.models import SignInAttempt
from marketplace.accounts.queries.sessions import attempts, real_now
from marketplace.accounts.rules import limits
from marketplace.accounts.rules.addresses import normal_email
from marketplace.kit import transactions
from marketplace.kit.db import db
from marketplace.kit.errors import TooMany
from marketplace.kit.networks import network_of
from marketplace.kit.words import Words


def setting(name: str) -> int:
    """The number behind a limit's name."""
    number: int = getattr(current_app.config["SETTINGS"], name)
    return number


def _key(kind: str, *parts: str) -> str:
    """At most 80 characters, and nothing of an address in it."""
    return f"{kind}:{hashlib.sha256('|'.join(parts).encode()).hexdigest()}"


def pair_key(email: str, address: str | None) -> str:
    """An account as tried from one network."""
    return _key("pair", normal_email(email), network_of(address))


def sign_in_keys(email: str, address: str | None, device: str) -> dict[str, int]:
    """What an attempt to sign in counts against, and how many are allowed.

    device: the cookie of a device that this account has signed in with; "" for any other
    """
    if device:
        return {_key("device", normal_email(email), device): setting("limit_failures_of_device")}
    return {
        pair_key(email, address): setting("limit_failures"),
        _key("account", normal_email(email)): setting("limit_failures_of_account"),
        "network:" + network_of(address): setting("limit_failures_of_network"),
    }


def letter_keys(email: str, address: str | None, device: str) -> dict[str, int]:
    """What asking for a password letter counts against, as `sign_in_keys`."""
    if device:
        return {_key("letter-device", normal_email(email), device): setting("limit_reset_letters")}
    return {
        _key("letter", normal_email(email), network_of(address)): setting("limit_reset_letters"),
        "letters:" + network_of(address): setting("limit_reset_letters_of_network"),
    }


def letters_key(email: str) -> str:
    """All password letters to one account that no known device has asked for."""
    return _key("letters-to", normal_email(email))


def codes_key(email: str) -> str:
    """All letters with a code to one address, whoever asks for them."""
    return _key("codes-to", normal_email(email))


def session_key(user_id: int, session_token: str) -> str:
    """The password typed again in one session."""
    return _key("session", str(user_id), session_token)


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
