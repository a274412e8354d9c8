"""Sign in, sign out, and type the password again before something weighty."""

import secrets
from typing import Any

from sqlalchemy import delete

from marketplace.accounts.actions import throttle
from marketplace.accounts.models import User, UserSession
from marketplace.accounts.queries.sessions import (
    active_user_by_email,
    members_of_device,
    real_now,
    session_of,
    token_hash,
)
from marketplace.accounts.rules import limits
from marketplace.kit import passwords, transactions
from marketplace.kit.db import db
from marketplace.kit.errors import RuleBroken
from marketplace.kit.words import Words

WRONG = Words("邮箱或密码不对，请再看一遍。", "The address or the password is not right.")
WRONG_PASSWORD = Words("密码不对，请再输一次。", "The password is not right; type it again.")


def judge(email: str, password: str, *, network: str | None, device: str = "") -> User:
    """The member these belong to.

    network: the address the attempt comes from
    device:  the cookie of a device, "" without one; a device this account has signed in with has its own count
    Raises RuleBroken (WRONG_SIGN_IN), the same for an unknown address and a wrong password, and TooMany.
    """
    user, of_device = active_user_by_email(email), members_of_device(device)
    stored, user_id = (user.password_hash, user.id) if user else ("", None)
    is_known = user_id in of_device
    ids = throttle.reserve(throttle.sign_in_keys(email, network, device if is_known else ""))
    with transactions.outside():
        right = passwords.verify(stored, password)
        better = passwords.hash_password(password) if right and passwords.needs_rehash(stored) else ""
    if not right:
        raise RuleBroken(WRONG, code="WRONG_SIGN_IN", field="email")
    user = db.session.get_one(User, user_id)
    if not user.is_active_member or user.password_hash != stored:
        raise RuleBroken(WRONG, code="WRONG_SIGN_IN", field="email")
    throttle.forgive(ids, throttle.pair_key(email, network))
    if better:
        user.password_hash = better
    return user


def open_session(user: User, *, browser: str = "") -> str:
    """A new session for this member; returns the token its cookie carries. Only the token's hash is kept."""
    token, now = secrets.token_urlsafe(32), real_now()
    db.session.execute(delete(UserSession).where(UserSession.expires_at < now))
    db.session.add(
        UserSession(
            user_id=user.id,
            token_hash=token_hash("session", token),
            created_at=now,
            expires_at=now + limits.SESSION,
            browser=browser[:200],
        )
    )
    user.session_token = token
    return token


def close_session(token: str) -> None:
    """End the session of this token; the cookie is worthless from now on."""
    db.session.execute(delete(UserSession).where(UserSession.token_hash == token_hash("session", token)))


def close_sessions(user: User, *, but: str = "") -> None:
    """End every session of a member, except the one with token `but`."""
    kept = token_hash("session", but) if but else ""
    db.session.execute(delete(UserSession).where(UserSession.user_id == user.id, UserSession.token_hash != kept))


def confirm_password(user: Any, password: str) -> None:
    """Check the password of who is signed in, for callers that do something slow and weighty right after.

    Call it before the first change: the check happens outside the transaction. Failures are this session's own: nobody
    elsewhere can bar a person at work from signing.
    Raises RuleBroken (WRONG_PASSWORD, field password), TooMany.
    """
    key, stored = throttle.session_key(user.id, user.session_token), user.password_hash
    ids = throttle.reserve({key: throttle.setting("limit_failures_of_session")})
    with transactions.outside():
        right = passwords.verify(stored, password)
    if not right:
        raise RuleBroken(WRONG_PASSWORD, code="WRONG_PASSWORD", field="password")
    throttle.forgive(ids, key)
    transactions.commit()


def reauthenticate(user: Any, password: str) -> None:
    """`confirm_password`, noted in the session: `is_fresh` is true for ten minutes."""
    confirm_password(user, password)
    row = session_of(user)
    if row is not None:
        row.reauthenticated_at = real_now()
