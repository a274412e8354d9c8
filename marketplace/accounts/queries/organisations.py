"""Organisations and their members, always as seen by somebody: what is not theirs is missing."""

from datetime import datetime
from typing import Any

from sqlalchemy import case, select
from sqlalchemy.sql import Select

from marketplace.accounts.models import Invitation, Organisation, OrganisationKind, OrganisationSize, User
from marketplace.accounts.queries.sessions import real_now, token_hash
from marketplace.accounts.rules import roles as role_rules
from marketplace.accounts.rules.kinds import OFFICES
from marketplace.accounts.rules.names import comparable
from marketplace.kit.db import db
from marketplace.kit.errors import Missing
from marketplace.kit.paging import Page, page_of
from marketplace.kit.reading import Asker
from marketplace.workflows.parties import Role
from marketplace.workflows.verification import VerificationState


def asker_of(user: Any) -> Asker:
    """At whose place a file is read: who nobody has verified keeps no verified one waiting."""
    if not user.is_authenticated:
        return Asker.STRANGER
    return Asker.MEMBER if user.organisation.is_verified else Asker.NEWCOMER


def members(organisation_id: int) -> list[User]:
    """The active members, oldest first."""
    return list(
        db.session.scalars(
            select(User).where(User.organisation_id == organisation_id, User.is_active_member).order_by(User.id)
        )
    )


def member(user_id: int, by: Any) -> User:
    """An active member of the same organisation as `by`. Raises Missing for anybody else."""
    found: User | None = db.session.scalar(
        select(User).where(User.id == user_id, User.organisation_id == by.organisation_id, User.is_active_member)
    )
    if found is None:
        raise Missing
    return found


def owners(organisation_id: int) -> list[User]:
    return [user for user in members(organisation_id) if Role.OWNER in user.roles]


def signatories(organisation_id: int) -> list[User]:
    """Members with the mandate to sign."""
    return [user for user in members(organisation_id) if Role.SIGNATORY in user.roles]


def organisation_by_uscc(uscc: str) -> Organisation | None:
    return db.session.scalar(select(Organisation).where(Organisation.uscc == uscc))


def verified_by_name(name: str, kind: OrganisationKind) -> Organisation | None:
    """The verified organisation of this very name; people share names and hold none."""
    if kind is OrganisationKind.PERSON:
        return None
    return db.session.scalar(
        select(Organisation).where(
            Organisation.name_key == comparable(name)[:400],
            Organisation.state == VerificationState.VERIFIED,
            Organisation.kind != OrganisationKind.PERSON,
        )
    )


def rivals(organisation: Organisation) -> list[Organisation]:
    """Who else holds what this organisation says is its own: the code it claims, its very name once verified."""
    found = [
        organisation_by_uscc(organisation.claimed_uscc) if organisation.claimed_uscc else None,
        verified_by_name(organisation.name, organisation.kind),
    ]
    by_id = {one.id: one for one in found if one is not None and one.id != organisation.id}
    return [by_id[number] for number in sorted(by_id)]


def with_paper(organisation_id: int, by: Any) -> Organisation:
    """The reader's own organisation, or one their office answers for, if it has sent a paper. Raises Missing."""
    own = by.organisation_id == organisation_id
    found = db.session.get_one(Organisation, organisation_id) if own else organisation(organisation_id, by)
    if found.claim_paper is None:
        raise Missing
    return found


def size_of_year(organisation_id: int, year: int) -> OrganisationSize | None:
    """The entry that counts for a year: its newest."""
    of_year = select(OrganisationSize).where(
        OrganisationSize.organisation_id == organisation_id, OrganisationSize.year == year
    )
    return db.session.scalar(of_year.order_by(OrganisationSize.id.desc()).limit(1))


def _seen_by(office: Any) -> Select[Any]:
    """Everybody but the offices, as far as this office answers for them."""
    query = select(Organisation).where(Organisation.kind.not_in(OFFICES))
    if office.organisation.kind is OrganisationKind.CITY_OFFICE:
        query = query.where(Organisation.area_code.startswith(office.organisation.area_code[:4], autoescape=True))
    return query


def watched(office: Any, state: VerificationState | None, number: int) -> Page:
    """A page of the organisations an office answers for: those that wait first, then the newest."""
    query = _seen_by(office)
    if state is not None:
        query = query.where(Organisation.state == state)
    waits_first = case((Organisation.state == VerificationState.SUBMITTED, 0), else_=1)
    return page_of(query.order_by(waits_first, Organisation.created_at.desc(), Organisation.id.desc()), number)


def organisation(organisation_id: int, by: Any) -> Organisation:
    """An organisation this office answers for. Raises Missing for others, and for anybody who is no office."""
    if by.organisation is None or not by.organisation.is_office:
        raise Missing
    found: Organisation | None = db.session.scalar(_seen_by(by).where(Organisation.id == organisation_id))
    if found is None:
        raise Missing
    return found


def cities_with_office() -> list[str]:
    """The first four digits of the areas of all city offices."""
    codes = db.session.scalars(select(Organisation.area_code).where(Organisation.kind == OrganisationKind.CITY_OFFICE))
    return [code[:4] for code in codes]


def is_verified_by(organisation: Organisation, office: Any) -> bool:
    """Whether this office is the one that verifies this organisation."""
    return role_rules.can_verify(
        office.organisation.kind, office.organisation.area_code, organisation.area_code, cities_with_office()
    )


def open_invitations(organisation_id: int) -> list[Invitation]:
    """Invitations that were sent, not used and not outlived."""
    return list(
        db.session.scalars(
            select(Invitation)
            .where(
                Invitation.organisation_id == organisation_id,
                Invitation.purpose == "join",
                Invitation.used_at.is_(None),
                Invitation.expires_at > real_now(),
            )
            .order_by(Invitation.id)
        )
    )


def open_invitation(invitation_id: int, by: Any) -> Invitation:
    """An open invitation of the reader's own organisation. Raises Missing."""
    for invitation in open_invitations(by.organisation_id):
        if invitation.id == invitation_id:
            return invitation
    raise Missing


def letter(purpose: str, token: str, now: datetime | None = None) -> Invitation | None:
    """The unused, unexpired letter this token came with; None otherwise."""
    return db.session.scalar(
        select(Invitation).where(
            Invitation.token_hash == token_hash(purpose, token),
            Invitation.purpose == purpose,
            Invitation.used_at.is_(None),
            Invitation.expires_at > (now or real_now()),
        )
    )


def organisation_of(invitation: Invitation) -> Organisation:
    return db.session.get_one(Organisation, invitation.organisation_id)
