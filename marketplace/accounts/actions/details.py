"""Keep an organisation's details and its yearly figures; each change is a link in a chain of its own.

Contracts take bank account and contact from here: whoever changes those types the password again, and every owner of
the organisation gets a letter. Deals that have begun keep what they were made with.
"""

import hmac
from typing import Any

from marketplace.accounts.actions import letters
from marketplace.accounts.actions.organisations import IDENTITY
from marketplace.accounts.models import Organisation, OrganisationSize
from marketplace.accounts.queries import details as queries
from marketplace.accounts.queries.keys import master_key
from marketplace.accounts.queries.organisations import size_of_year
from marketplace.accounts.queries.sessions import is_fresh
from marketplace.accounts.rules import size as size_rules
from marketplace.accounts.rules.details import CONTACT, WEIGHTY, masked
from marketplace.kit import clock
from marketplace.kit.db import db
from marketplace.kit.errors import RuleBroken, StepRefused
from marketplace.kit.words import Words
from marketplace.workflows import history
from marketplace.workflows.verification import VerificationState

UNDER_CHECK = Words(
    "身份资料已送审或已核验，现在不能改。", "These details are with the office or verified; they cannot be changed now."
)
ASK_OFFICE = Words("确有变化，请知识产权局退回后再改。", "If something changed, ask the office to return them.")
PASSWORD_AGAIN = Words(
    "改联系方式、地址或收款账户，要再输一次密码。",
    "To change the contact, the address or the bank account, type your password again.",
)
FIGURES_MISSING = Words(
    "按您的行业，划型还缺数字，请补齐。", "Your industry's size needs a figure that is missing; fill it in."
)
Changes = dict[str, tuple[str, str]]  # column → before, after


def _record(organisation: Organisation, step: str, by: Any, **facts: Any) -> None:
    history.note(queries.DETAILS, organisation.id, step, by, facts)


def _changes(organisation: Organisation, details: dict[str, Any]) -> Changes:
    given = [name for name in (*IDENTITY, *CONTACT) if name in details]
    return {
        name: (str(getattr(organisation, name)), str(details[name]))
        for name in given
        if details[name] != getattr(organisation, name)
    }


def _sealed(organisation: Organisation, name: str, value: str) -> str:
    """Proves later what stood there, and lets nobody guess it from the history."""
    text = f"details:{organisation.id}:{name}:{value}"
    return hmac.new(master_key().encode(), text.encode(), "sha256").hexdigest()


def edit(organisation: Organisation, details: dict[str, Any], *, by: Any) -> Changes:
    """Change details. Who the organisation is stays fixed while an office checks or has checked it.

    Returns what changed. Raises StepRefused (UNDER_CHECK) for a change of a fixed detail, RuleBroken (PASSWORD_AGAIN)
    when one that contracts are made of changes and the password was not typed in the last minutes.
    """
    changes = _changes(organisation, details)
    fixed = organisation.state in {VerificationState.SUBMITTED, VerificationState.VERIFIED}
    barred = next((name for name in changes if fixed and name in IDENTITY), "")
    if barred:
        raise StepRefused(UNDER_CHECK, code="UNDER_CHECK", cure=ASK_OFFICE, field=barred)
    weighty = {name: values for name, values in changes.items() if name in WEIGHTY}
    if weighty and not is_fresh(by):
        raise RuleBroken(PASSWORD_AGAIN, code="PASSWORD_AGAIN", field="password")
    if not changes:
        return changes
    for name in changes:
        setattr(organisation, name, details[name])
    _record(
        organisation,
        "change_details",
        by,
        shown={name: [masked(name, value) for value in values] for name, values in changes.items()},
        sealed={name: [_sealed(organisation, name, value) for value in values] for name, values in weighty.items()},
    )
    if weighty:
        letters.details_changed(organisation, by, weighty)
    return changes


def record_size(organisation: Organisation, year: int, figures: size_rules.Figures, *, by: Any) -> OrganisationSize:
    """The size class of a year, with what it was computed from. The newest entry of a year counts; those before it
    stay, each with who made it.

    Raises RuleBroken (SIZE_FIGURES), naming the first figure that is missing.
    """
    missing = size_rules.missing_for(organisation.industry, figures)
    if missing:
        field = {"revenue_fen": "revenue", "assets_fen": "assets"}.get(missing[0], missing[0])
        raise RuleBroken(FIGURES_MISSING, code="SIZE_FIGURES", field=field)
    size = size_rules.size_class(organisation.industry, figures)
    before = size_of_year(organisation.id, year)
    if before is not None and (before.employees, before.revenue_fen, before.assets_fen, before.size) == (
        *figures,
        size,
    ):
        return before
    row = OrganisationSize(
        organisation_id=organisation.id,
        year=year,
        employees=figures.employees,
        revenue_fen=figures.revenue_fen,
        assets_fen=figures.assets_fen,
        size=size,
        recorded_at=clock.now(),
        recorded_by_id=by.id,
    )
    db.session.add(row)
    db.session.flush()
    db.session.expire(organisation, ["sizes"])
    _record(
        organisation,
        "record_size",
        by,
        year=year,
        size=[str(before.size) if before else "", str(size)],
        figures=figures._asdict(),
    )
    return row
