"""The fixed cast of the tests. Names are invented; codes carry right check digits."""

from dataclasses import dataclass
from functools import cache

from flask import Flask
from flask.testing import FlaskClient

from marketplace.accounts import actions
from marketplace.accounts.models import Organisation, OrganisationKind, OrganisationSize, SizeClass, User
from marketplace.kit import clock, passwords, transactions, uscc
from marketplace.kit.db import db
from marketplace.workflows.parties import Role
from marketplace.workflows.verification import VerificationState

PASSWORD = "jing-zhe-2026-wakes"


@cache
def _hashed() -> str:
    """Hashing is slow on purpose; all of the cast share one password."""
    return passwords.hash_password(PASSWORD)


@dataclass
class Cast:
    """One person an organisation, with every role."""

    university: User  # licenses
    workshop: User  # buys
    office: User  # supervises
    stranger: User  # owns nothing


def make_organisation(
    name: str, kind: OrganisationKind, serial: str, *, verified: bool = True, area: str = "210100"
) -> Organisation:
    organisation = Organisation(
        name=name,
        short_name=name[:8],
        kind=kind,
        uscc=uscc.make("91", area, serial),
        area_code=area,
        industry="C3562",
        address="沈阳市样例路 1 号",
        legal_representative="李样例",
        contact_name="王样例",
        contact_phone="000-0000-0000",
        contact_email=f"contact{serial}@example.org",
        bank_name="样例银行",
        bank_account="6200000000000000",
        sample=True,
        state=VerificationState.VERIFIED if verified else VerificationState.DRAFT,
        created_at=clock.now(),
    )
    db.session.add(organisation)
    db.session.flush()
    if verified:
        actions.signing_identity(organisation)
    return organisation


def make_user(organisation: Organisation, email: str, roles: frozenset[Role] = frozenset(Role)) -> User:
    user = User(
        organisation=organisation,
        email=email,
        email_confirmed_at=clock.now(),
        name=email.split("@", maxsplit=1)[0],
        password_hash=_hashed(),
        role_names=sorted(roles),
        created_at=clock.now(),
    )
    db.session.add(user)
    db.session.flush()
    return user


def make_cast() -> Cast:
    kinds = OrganisationKind
    university = make_organisation("滨岭理工大学", kinds.UNIVERSITY, "10000001")
    workshop = make_organisation("沈阳晨犁精工有限公司", kinds.ENTERPRISE, "10000002")
    office = make_organisation("样例市知识产权局", kinds.CITY_OFFICE, "10000003")
    stranger = make_organisation("路人样例有限公司", kinds.ENTERPRISE, "10000004")
    db.session.add(
        OrganisationSize(
            organisation_id=workshop.id, year=2025, employees=40, revenue_fen=300_000_000, size=SizeClass.SMALL
        )
    )
    cast = Cast(
        *(
            make_user(org, f"{name}@example.org")
            for name, org in (
                ("university", university),
                ("workshop", workshop),
                ("office", office),
                ("stranger", stranger),
            )
        )
    )
    transactions.commit()
    return cast


def sign_in(app: Flask, user: User, password: str = PASSWORD) -> FlaskClient:
    """A browser in which this member has signed in through the page."""
    client = app.test_client()
    answer = client.post("/sign-in", data={"email": user.email, "password": password})
    assert answer.status_code == 303, answer.get_data(as_text=True)
    return client
