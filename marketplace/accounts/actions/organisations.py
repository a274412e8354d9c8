"""Register an organisation and its members."""

from collections.abc import Iterable
from typing import Any

from marketplace.accounts.actions.passwords import check_new
from marketplace.accounts.models import Organisation, OrganisationKind, User
from marketplace.accounts.queries.organisations import organisation_by_uscc
from marketplace.accounts.queries.sessions import real_now, user_by_email
from marketplace.accounts.rules.addresses import normal_email
from marketplace.accounts.rules.details import CONTACT
from marketplace.kit import clock, passwords, transactions
from marketplace.kit import uscc as codes
from marketplace.kit.db import db
from marketplace.kit.errors import RuleBroken
from marketplace.kit.words import Words
from marketplace.workflows import engine
from marketplace.workflows.parties import Role
from marketplace.workflows.verification import VERIFICATION, VerificationState

IDENTITY = ("name", "short_name", "kind", "area_code", "industry", "legal_representative", "address")
KNOWN_CODE = Words("这个单位已经注册过了。", "This organisation is registered already.")
ASK_OWNER = Words("请让本单位管理员邀请您加入。", "Ask an owner of it to invite you.")
KNOWN_EMAIL = Words("这个邮箱已经有账户了。", "This address has an account already.")
SIGN_IN_INSTEAD = Words("请直接登录；忘了密码可以重设。", "Sign in with it; a forgotten password can be reset.")


def check_email(email: str, field: str = "email") -> str:
    """The spelling to store. Raises RuleBroken (KNOWN_EMAIL) when somebody has it."""
    email = normal_email(email)
    if user_by_email(email) is not None:
        raise RuleBroken(KNOWN_EMAIL, code="KNOWN_EMAIL", cure=SIGN_IN_INSTEAD, field=field)
    return email


def _new_organisation(details: dict[str, Any], state: VerificationState, *, sample: bool) -> Organisation:
    code = details.get("uscc") or None
    if code:
        code = codes.uscc(code, "uscc")
        if organisation_by_uscc(code) is not None:
            raise RuleBroken(KNOWN_CODE, code="KNOWN_USCC", cure=ASK_OWNER, field="uscc")
    elif details["kind"] is not OrganisationKind.PERSON:
        codes.uscc("", "uscc")
    chosen = {name: details[name] for name in (*IDENTITY, *CONTACT) if details.get(name)}
    chosen.setdefault("short_name", details["name"][:60])
    return Organisation(**chosen, uscc=code, sample=sample, state=state, created_at=clock.now())


def _new_member(organisation: Organisation, email: str, name: str, hashed: str, roles: Iterable[Role]) -> User:
    user = User(
        organisation=organisation,
        email=email,
        name=name,
        password_hash=hashed,
        password_changed_at=real_now(),
        role_names=sorted(roles),
        created_at=clock.now(),
    )
    db.session.add(user)
    db.session.flush()
    return user


def register(
    details: dict[str, Any],
    *,
    email: str,
    name: str,
    password: str,
    phone: str = "",
    language: str = "zh_CN",
    roles: Iterable[Role] = Role,
    state: VerificationState = VerificationState.DRAFT,
    sample: bool = False,
) -> User:
    """A new organisation with its first member, who holds every role unless told otherwise.

    details: columns of the organisation: name, kind, uscc (not for a person), area_code, industry, …
    Call it before any other change: hashing happens outside the transaction.
    Raises RuleBroken for a wrong or known code, a known address, a weak password; `field` names the place.
    """
    email = check_email(email)
    check_new(password, name, email, details["name"])
    _new_organisation(details, state, sample=sample)
    with transactions.outside():
        hashed = passwords.hash_password(password)
    email = check_email(email)
    organisation = _new_organisation(details, state, sample=sample)
    db.session.add(organisation)
    user = _new_member(organisation, email, name, hashed, roles)
    user.phone, user.language = phone, language
    engine.begin(VERIFICATION, organisation, user)
    return user


def add_member(organisation: Organisation, *, email: str, name: str, password_hash: str, roles: Iterable[Role]) -> User:
    """A further member. Raises RuleBroken (KNOWN_EMAIL)."""
    return _new_member(organisation, check_email(email), name, password_hash, roles)
