"""Devices that a member has signed in with: their cookie cannot be locked out by others."""

import secrets

from sqlalchemy import delete, select

from marketplace.accounts.models import KnownDevice, User
from marketplace.accounts.queries.sessions import members_of_device, real_now, token_hash
from marketplace.accounts.rules import limits
from marketplace.kit.db import db


def recognise(user: User, token: str) -> str:
    """Know this browser from now on; returns the token its cookie is to carry.

    token: what the cookie carries now, "" for none; one that nobody signed in with is not taken over
    """
    members = members_of_device(token)
    if user.id in members:
        return token
    kept = token if members else secrets.token_urlsafe(32)
    hashed = token_hash("device", kept)
    db.session.execute(delete(KnownDevice).where(KnownDevice.user_id == user.id, KnownDevice.token_hash == hashed))
    db.session.add(KnownDevice(user_id=user.id, token_hash=hashed, created_at=real_now()))
    db.session.flush()
    _forget_beyond(user)
    return kept


def _forget_beyond(user: User) -> None:
    newest = (
        select(KnownDevice.id)
        .where(KnownDevice.user_id == user.id)
        .order_by(KnownDevice.id.desc())
        .limit(limits.MOST_DEVICES)
    )
    kept = list(db.session.scalars(newest))
    db.session.execute(delete(KnownDevice).where(KnownDevice.user_id == user.id, KnownDevice.id.not_in(kept)))


def forget_all(user: User) -> None:
    """Know none of a member's devices any more."""
    db.session.execute(delete(KnownDevice).where(KnownDevice.user_id == user.id))
