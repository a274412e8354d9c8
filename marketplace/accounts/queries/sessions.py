"""Who is signed in, from the cookie's token to a member; and how often somebody failed."""

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import current_app, session
from flask_login import AnonymousUserMixin, LoginManager
from flask_login import current_user as login_user
from sqlalchemy import func, select

from marketplace.accounts.models import KnownDevice, SignInAttempt, User, UserSession
from marketplace.accounts.rules import limits
from marketplace.accounts.rules.addresses import normal_email
from marketplace.kit.db import db
from marketplace.workflows.parties import Role

SEEN = "seen"  # in the signed cookie: when this browser was last here, so that reading needs no write


class Stranger(AnonymousUserMixin):
    """Nobody in particular: an actor without organisation and roles, so that pages need not ask first."""

    id = None
    actor_id = None
    actor_name = ""
    name = ""
    email_confirmed_at = None
    organisation = None
    organisation_id = None
    organisation_kind = ""
    roles = frozenset[Role]()


def real_now() -> datetime:
    """The instant by the world's clock: a sandbox whose days run fast must not sign people out."""
    return datetime.now(UTC)


def profile() -> str:
    """The security profile of this installation, asvs or mlps3."""
    name: str = current_app.config["SETTINGS"].security_profile
    return name


def token_hash(purpose: str, token: str) -> str:
    """What is stored of a secret that a browser or letter carries; one purpose's token is worthless for another."""
    return hashlib.sha256(f"{purpose}:{token}".encode()).hexdigest()


def _is_idle(now: datetime) -> bool:
    seen = session.get(SEEN)
    return not isinstance(seen, int) or now.timestamp() - seen > limits.IDLE[profile()].total_seconds()


def member_by_token(token: str) -> User | None:
    """The active member whose unexpired session this token opens."""
    now = real_now()
    user: User | None = db.session.scalar(
        select(User)
        .join(UserSession, UserSession.user_id == User.id)
        .where(
            UserSession.token_hash == token_hash("session", token),
            UserSession.expires_at > now,
            User.is_active_member,
        )
    )
    if user is None or _is_idle(now):
        return None
    user.session_token = token
    if now.timestamp() - session[SEEN] > 60:
        session[SEEN] = int(now.timestamp())
    return user


def session_of(user: Any) -> UserSession | None:
    """The session row this user object was loaded for."""
    return db.session.scalar(
        select(UserSession).where(
            UserSession.token_hash == token_hash("session", user.session_token), UserSession.user_id == user.id
        )
    )


def is_fresh(user: Any, minutes: int = limits.FRESH_MINUTES) -> bool:
    """Whether the password was typed again in this session within `minutes`; signing in alone does not count."""
    row = session_of(user)
    if row is None or row.reauthenticated_at is None:
        return False
    return real_now() - row.reauthenticated_at <= timedelta(minutes=minutes)


def user_by_email(email: str) -> User | None:
    return db.session.scalar(select(User).where(User.email == normal_email(email)))


def active_user_by_email(email: str) -> User | None:
    user = user_by_email(email)
    return user if user is not None and user.is_active_member else None


def members_of_device(token: str) -> frozenset[int]:
    """The ids of the members who have signed in with the browser that carries this cookie."""
    if not token:
        return frozenset()
    since = real_now() - limits.DEVICE
    known = KnownDevice.token_hash == token_hash("device", token)
    return frozenset(db.session.scalars(select(KnownDevice.user_id).where(known, KnownDevice.created_at > since)))


def attempts(key: str, span: timedelta = limits.WINDOW) -> tuple[int, datetime | None]:
    """How many attempts of the last `span` stand against a key, and the oldest of them."""
    since = real_now() - span
    row = db.session.execute(
        select(func.count(), func.min(SignInAttempt.at)).where(SignInAttempt.key == key, SignInAttempt.at > since)
    ).one()
    return row[0], row[1]


def password_is_old(user: Any) -> bool:
    """Whether the profile asks this member to change the password first."""
    days = limits.PASSWORD_DAYS.get(profile())
    since = user.password_changed_at or user.created_at
    return days is not None and real_now() - since > timedelta(days=days)


def install_login(login: LoginManager) -> None:
    """Tell Flask-Login how a cookie becomes a person."""
    login.session_protection = None  # our own rows decide, not the browser's name
    login.anonymous_user = Stranger
    login.user_loader(member_by_token)


current_user = login_user
