"""Invite, admit, change and remove members. Who may sign is evidence: each change is a link in a chain of its own."""

import secrets
from collections.abc import Iterable
from typing import Any

from sqlalchemy import select

from marketplace.accounts.actions import allowances, letters
from marketplace.accounts.actions.organisations import add_member, check_email
from marketplace.accounts.actions.passwords import ASK_AGAIN, USED, check_new, claim
from marketplace.accounts.actions.sessions import close_sessions
from marketplace.accounts.models import Invitation, Organisation, User
from marketplace.accounts.queries.organisations import letter, open_invitations, organisation_of, owners
from marketplace.accounts.queries.sessions import real_now, token_hash, user_by_email
from marketplace.accounts.rules import limits
from marketplace.accounts.rules.addresses import normal_email
from marketplace.accounts.rules.allowances import Act
from marketplace.accounts.rules.roles import leaves_no_owner
from marketplace.kit import passwords, transactions
from marketplace.kit.db import db
from marketplace.kit.errors import Missing, RuleBroken, StepRefused
from marketplace.kit.words import Words
from marketplace.workflows import history
from marketplace.workflows.parties import Role

LAST_OWNER = Words("他是最后一位管理员，不能去掉。", "This is the last owner and cannot be taken away.")
NAME_ANOTHER = Words("先让别人当管理员。", "Make somebody else an owner first.")
ALREADY_MEMBER = Words("这位已经是本单位的成员。", "This person is a member already.")
NO_ROLE = Words("至少选一个角色。", "Choose at least one role.")
MANDATES = "mandates"  # the chain of an organisation's members and their roles


def _record(organisation_id: int, step: str, by: Any, **facts: Any) -> None:
    history.note(MANDATES, organisation_id, step, by, facts)
    db.session.flush()


def _lock(organisation_id: int) -> None:
    """Of two owners who remove each other at once, one waits and is refused."""
    db.session.execute(select(Organisation.id).where(Organisation.id == organisation_id).with_for_update())


def _keep_an_owner(user: User, roles: Iterable[Role]) -> None:
    _lock(user.organisation_id)
    if leaves_no_owner([owner.id for owner in owners(user.organisation_id)], user.id, roles):
        raise StepRefused(LAST_OWNER, code="LAST_OWNER", cure=NAME_ANOTHER)


def invite(email: str, roles: Iterable[Role], *, by: Any) -> str:
    """Send a letter that admits its reader, once, within seven days; an older open one to the same address ends.

    Whoever has an account elsewhere gets a letter that says so; here nobody is told.
    Returns the letter's token. Raises RuleBroken (NO_ROLE, ALREADY_MEMBER), NotAllowed, TooMany.
    """
    chosen = sorted(set(roles))
    if not chosen:
        raise RuleBroken(NO_ROLE, code="NO_ROLE", field="roles")
    allowances.require(Act.INVITE, by)
    email, now, token = normal_email(email), real_now(), secrets.token_urlsafe(32)
    known = user_by_email(email)
    if known is not None and known.organisation_id == by.organisation_id and known.is_active_member:
        raise RuleBroken(ALREADY_MEMBER, code="ALREADY_MEMBER", field="email")
    for older in open_invitations(by.organisation_id):
        if older.email == email:
            older.used_at = now
    db.session.add(
        Invitation(
            organisation_id=by.organisation_id,
            email=email,
            role_names=[str(role) for role in chosen],
            token_hash=token_hash("join", token),
            purpose="join",
            invited_by_id=by.id,
            created_at=now,
            expires_at=now + limits.INVITATION,
        )
    )
    _record(by.organisation_id, "invite", by, email=email, roles=[str(role) for role in chosen])
    letters.invitation(email, chosen, by.organisation, by, "" if known else token)
    return token


def withdraw_invitation(invitation: Invitation, *, by: Any) -> None:
    """The letter's link stops working."""
    invitation.used_at = real_now()
    _record(by.organisation_id, "withdraw_invitation", by, email=invitation.email)


def join(token: str, *, name: str, password: str) -> User:
    """Use an invitation: a new member with the roles it names.

    Raises Missing for a letter that no longer holds, RuleBroken for a weak password (the letter stays good).
    """
    found = letter("join", token)
    if found is None:
        raise Missing(USED, cure=ASK_AGAIN)
    check_new(password, name, found.email, organisation_of(found).name)
    check_email(found.email)
    with transactions.outside():
        hashed = passwords.hash_password(password)
    found = claim("join", token)
    user = add_member(
        organisation_of(found),
        email=found.email,
        name=name,
        password_hash=hashed,
        roles=[Role(role) for role in found.role_names],
    )
    user.password_changed_at = real_now()
    _record(user.organisation_id, "join", user, member=user.id, roles=user.role_names)
    return user


def change_roles(user: User, roles: Iterable[Role], *, by: Any) -> None:
    """Give a member other roles. Raises StepRefused (LAST_OWNER), RuleBroken (NO_ROLE)."""
    chosen = set(roles)
    if not chosen:
        raise RuleBroken(NO_ROLE, code="NO_ROLE", field="roles")
    _keep_an_owner(user, chosen)
    before, user.role_names = user.role_names, sorted(chosen)
    if before != user.role_names:
        _record(user.organisation_id, "change_roles", by, member=user.id, before=before, roles=user.role_names)


def remove_member(user: User, *, by: Any) -> None:
    """A member leaves: the next request of that person is refused; what was done in their name stays.

    Raises StepRefused (LAST_OWNER).
    """
    _keep_an_owner(user, ())
    user.is_active_member = False
    close_sessions(user)
    _record(user.organisation_id, "remove_member", by, member=user.id, roles=user.role_names)
