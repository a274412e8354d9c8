"""Register an organisation and its members."""

from collections.abc import Iterable
from typing import Any

from marketplace.accounts.actions import allowances
from marketplace.accounts.actions.passwords import check_new
from marketplace.accounts.models import Organisation, OrganisationKind, User
from marketplace.accounts.queries.organisations import organisation_by_uscc, verified_by_name
from marketplace.accounts.queries.sessions import real_now, user_by_email
from marketplace.accounts.rules.addresses import normal_email
from marketplace.accounts.rules.allowances import Act
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
CODE_HELD = Words(
    "这个信用代码已有人登记，但还没通过核验。",
    "Somebody has registered under this credit code, and no office has verified them yet.",
)
NAME_HELD = Words("已有一家通过核验的单位用的就是这个名称。", "A verified organisation has this very name.")
CLAIM_IT = Words(
    "若确是贵单位，请勾选这一项：注册后交证照，由知识产权局裁定归谁。若是同事注册的，请让他邀请您。",
    "If it is yours, tick this: after registering you send a paper, and the office decides. If a colleague registered, "
    "ask to be invited.",
)
ASK_OWNER = Words("请让本单位管理员邀请您加入。", "Ask an owner of it to invite you.")
KNOWN_EMAIL = Words("这个邮箱已经有账户了。", "This address has an account already.")
SIGN_IN_INSTEAD = Words("请直接登录；忘了密码可以重设。", "Sign in with it; a forgotten password can be reset.")


def _known_email(field: str = "email") -> RuleBroken:
    return RuleBroken(KNOWN_EMAIL, code="KNOWN_EMAIL", cure=SIGN_IN_INSTEAD, field=field)


def check_email(email: str, field: str = "email") -> str:
    """The spelling to store. Raises RuleBroken (KNOWN_EMAIL) when somebody has it."""
    email = normal_email(email)
    if user_by_email(email) is not None:
        raise _known_email(field)
    return email


def claim_on(code: str, *, claims: bool) -> dict[str, str | None]:
    """The columns of a credit code: held, or only claimed where an unverified organisation holds it.

    claims: whether it was said that an office shall decide
    Raises RuleBroken for a wrong code, KNOWN_USCC when a verified organisation holds it, CLAIM_NEEDED.
    """
    code = codes.uscc(code, "uscc")
    holder = organisation_by_uscc(code)
    if holder is None:
        return {"uscc": code, "claimed_uscc": ""}
    if holder.is_verified:
        raise RuleBroken(KNOWN_CODE, code="KNOWN_USCC", cure=ASK_OWNER, field="uscc")
    if not claims:
        raise RuleBroken(CODE_HELD, code="CLAIM_NEEDED", cure=CLAIM_IT, field="claims")
    return {"uscc": None, "claimed_uscc": code}


def _check_name(details: dict[str, Any], *, claims: bool) -> None:
    """Raises RuleBroken (CLAIM_NEEDED) for the very name of a verified organisation."""
    if not claims and verified_by_name(details["name"], details["kind"]) is not None:
        raise RuleBroken(NAME_HELD, code="CLAIM_NEEDED", cure=CLAIM_IT, field="claims")


def _new_organisation(
    details: dict[str, Any], state: VerificationState, *, sample: bool, claims: bool = False
) -> Organisation:
    code: dict[str, str | None] = {"uscc": None}
    if details.get("uscc") or details["kind"] is not OrganisationKind.PERSON:
        code = claim_on(details.get("uscc") or "", claims=claims)
    _check_name(details, claims=claims)
    chosen = {name: details[name] for name in (*IDENTITY, *CONTACT) if details.get(name)}
    chosen.setdefault("short_name", details["name"][:60])
    return Organisation(**chosen, **code, sample=sample, state=state, created_at=clock.now())


def _new_member(
    organisation: Organisation, email: str, name: str, hashed: str, roles: Iterable[Role], *, confirmed: bool = True
) -> User:
    user = User(
        organisation=organisation,
        email=email,
        email_confirmed_at=real_now() if confirmed else None,
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
    confirmed: bool = True,
    claims: bool = False,
    network: str | None = None,
) -> User:
    """A new organisation with its first member, who holds every role unless told otherwise.

    details:   columns of the organisation: name, kind, uscc (not for a person), area_code, industry, …
    confirmed: whether the address is known to be theirs; one typed on a page is not
    claims:    a code or a name that somebody else holds is claimed: it goes to an office, with a paper
    network:   the address it comes from, whose registrations are counted; None for our own commands
    Call it before any other change: hashing happens outside the transaction.
    Raises RuleBroken for a wrong or known code, a known address, a weak password; `field` names the place. TooMany.
    """
    email = normal_email(email)
    check_new(password, name, email, details["name"])
    _new_organisation(details, state, sample=sample, claims=claims)
    _check_network(email, network)  # last: whoever probes for addresses has to bring all the rest in order
    with transactions.outside():
        hashed = passwords.hash_password(password)
    email = check_email(email)
    organisation = _new_organisation(details, state, sample=sample, claims=claims)
    db.session.add(organisation)
    user = _new_member(organisation, email, name, hashed, roles, confirmed=confirmed)
    user.phone, user.language = phone, language
    engine.begin(VERIFICATION, organisation, user)
    return user


def _check_network(email: str, network: str | None) -> None:
    """Count a registration, and apart from it each time that an address is told to be known.

    Raises RuleBroken (KNOWN_EMAIL), TooMany.
    """
    is_known = user_by_email(email) is not None
    if network is not None:
        allowances.check_network(Act.TELL_KNOWN, network)
        allowances.require_network(Act.TELL_KNOWN if is_known else Act.REGISTER, network)
    if is_known:
        raise _known_email()


def add_member(organisation: Organisation, *, email: str, name: str, password_hash: str, roles: Iterable[Role]) -> User:
    """A further member, whose address is known to be theirs. Raises RuleBroken (KNOWN_EMAIL)."""
    return _new_member(organisation, check_email(email), name, password_hash, roles)
