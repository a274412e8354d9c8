"""Change a password, ask for a letter that lets it be set anew, use that letter."""

import secrets
from typing import Any

from sqlalchemy import CursorResult, update

from marketplace.accounts.actions import devices, letters, throttle
from marketplace.accounts.actions.sessions import close_sessions, reauthenticate
from marketplace.accounts.models import Invitation, User
from marketplace.accounts.queries.organisations import letter
from marketplace.accounts.queries.sessions import (
    active_user_by_email,
    members_of_device,
    profile,
    real_now,
    token_hash,
    user_by_email,
)
from marketplace.accounts.rules import limits
from marketplace.accounts.rules.allowances import HOUR
from marketplace.kit import jobs, passwords, transactions
from marketplace.kit.db import db
from marketplace.kit.errors import Missing, RuleBroken
from marketplace.kit.words import Words

USED = Words("这个链接用过了，或者已经过期。", "This link was used already, or it is too old.")
ASK_AGAIN = Words("请重新要一封信。", "Ask for a new letter.")
USED_BEFORE = Words("这个密码您最近用过，换一个。", "You used this password lately; choose another.")


def check_new(password: str, *about: str, field: str = "password") -> None:
    """Raises RuleBroken (WEAK_PASSWORD) for a password that will not do."""
    fault = passwords.fault_in(password, profile=profile(), about=about)
    if fault:
        raise RuleBroken(fault, code="WEAK_PASSWORD", field=field)


def _former(user: User) -> list[str]:
    number = limits.FORMER_PASSWORDS.get(profile(), 0)
    return [user.password_hash, *user.former_hashes][:number]


def _hash_new(password: str, former: list[str]) -> str:
    """Outside the transaction: the new hash. Raises RuleBroken for one of the former passwords."""
    with transactions.outside():
        if any(passwords.verify(stored, password) for stored in former):
            raise RuleBroken(USED_BEFORE, code="USED_BEFORE", field="password")
        return passwords.hash_password(password)


def _set(user: User, hashed: str, former: list[str]) -> None:
    user.password_hash, user.former_hashes, user.password_changed_at = hashed, former, real_now()
    db.session.execute(
        update(Invitation)
        .where(Invitation.purpose == "password", Invitation.email == user.email, Invitation.used_at.is_(None))
        .values(used_at=real_now())
    )


def change(user: Any, old: str, new: str) -> None:
    """Set a new password; every other session of this member ends.

    Raises RuleBroken for a wrong old or a weak new password, TooMany.
    """
    member = db.session.get_one(User, user.id)
    check_new(new, member.name, member.email, member.organisation.name)
    reauthenticate(user, old)
    transactions.commit()  # the password was right, whatever becomes of the new one
    former, token = _former(member), user.session_token
    hashed = _hash_new(new, former)
    _set(member, hashed, former)
    close_sessions(member, but=token)


def ask_reset_letter(email: str, *, network: str | None = None, device: str = "") -> None:
    """Have a letter with a link written, if there is such a member: a job finds out, the work here is the same.

    Raises TooMany when this network, or this known device, has asked too often for this account.
    """
    user, of_device = active_user_by_email(email), members_of_device(device)
    is_known = user is not None and user.id in of_device
    throttle.reserve(throttle.letter_keys(email, network, device if is_known else ""))
    payload = {"email": email, "is_known_device": is_known}
    jobs.enqueue("reset_letter", f"reset_letter:{secrets.token_hex(16)}", payload=payload)


def write_reset_letter(email: str, *, is_known_device: bool) -> None:
    """The letter, unless nobody has this address, or strangers have asked for so many that they flood the mailbox."""
    user = active_user_by_email(email)
    if user is None:
        return
    if not is_known_device:
        key = throttle.letters_key(email)
        if throttle.standing_against(key, HOUR)[0] >= throttle.setting("limit_reset_letters_of_account"):
            return
        throttle.note(key)
    token, now = secrets.token_urlsafe(32), real_now()
    db.session.add(
        Invitation(
            organisation_id=user.organisation_id,
            email=user.email,
            role_names=[],
            token_hash=token_hash("password", token),
            purpose="password",
            created_at=now,
            expires_at=now + limits.RESET_LINK,
        )
    )
    letters.reset(user, token)


def claim(purpose: str, token: str) -> Invitation:
    """Use up a letter: of two at once, one gets it. Raises Missing for one that is used, too old or unknown."""
    found = letter(purpose, token)
    if found is not None:
        taken = db.session.execute(
            update(Invitation).where(Invitation.id == found.id, Invitation.used_at.is_(None)).values(used_at=real_now())
        )
        if isinstance(taken, CursorResult) and taken.rowcount == 1:
            return found
    raise Missing(USED, cure=ASK_AGAIN)


def reset(token: str, new: str, *, network: str | None = None) -> User:
    """Set a new password with the letter's token; all sessions of the member end, failures from here are forgotten.

    Raises Missing for a letter that no longer holds, RuleBroken for a weak password (the letter stays good).
    """
    found = letter("password", token)
    user = user_by_email(found.email) if found else None
    if found is None or user is None or not user.is_active_member:
        raise Missing(USED, cure=ASK_AGAIN)
    check_new(new, user.name, user.email, user.organisation.name)
    former, user_id = _former(user), user.id
    hashed = _hash_new(new, former)
    claim("password", token)
    user = db.session.get_one(User, user_id)
    _set(user, hashed, former)
    user.email_confirmed_at = user.email_confirmed_at or real_now()  # the letter has reached its reader
    close_sessions(user)
    devices.forget_all(user)
    throttle.forgive([], throttle.pair_key(user.email, network))
    return user
