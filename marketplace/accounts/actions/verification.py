"""Ask an office to verify an organisation; verify it, or return it with a reason."""

from typing import Any

from marketplace.accounts.actions import allowances, claims, letters
from marketplace.accounts.actions.identities import signing_identity
from marketplace.accounts.models import Organisation
from marketplace.accounts.queries.organisations import is_verified_by
from marketplace.accounts.rules.allowances import Act
from marketplace.kit.errors import NotAllowed, RuleBroken
from marketplace.kit.words import Words
from marketplace.workflows import engine
from marketplace.workflows.verification import VERIFICATION

NOT_YOUR_AREA = Words("这家单位由它所在市的知识产权局核验。", "The office of its own city verifies this organisation.")
WHO_ELSE = Words("省局可以看，核验由市局办。", "A provincial office may look; the city office verifies.")
REASON_MISSING = Words("请写明哪里要改，对方才知道怎么办。", "Say what is to be mended, so that they know what to do.")


def _identity(organisation: Organisation) -> dict[str, Any]:
    """What the decision rests on, as it stood."""
    return claims.facts_of(organisation) | {
        "name": organisation.name,
        "uscc": organisation.uscc or "",
        "kind": str(organisation.kind),
        "area_code": organisation.area_code,
        "legal_representative": organisation.legal_representative,
    }


def submit(organisation: Organisation, *, by: Any) -> None:
    """Send the papers to the office. Raises StepRefused when something is missing, NotAllowed."""
    allowances.check(Act.SUBMIT, by)
    claims.check_paper(organisation)
    engine.take(VERIFICATION, "submit", organisation, by, facts=_identity(organisation))


def _answer_for(organisation: Organisation, by: Any) -> None:
    if by.organisation is not None and by.organisation.is_office and not is_verified_by(organisation, by):
        raise NotAllowed(NOT_YOUR_AREA, code="NOT_YOUR_AREA", cure=WHO_ELSE)


def verify(organisation: Organisation, *, by: Any) -> None:
    """The organisation is who it says; it gets its certificate, its owners a letter. Who held what it has claimed
    is returned.

    Raises NotAllowed, StepRefused.
    """
    _answer_for(organisation, by)
    engine.permitted(VERIFICATION, "verify", organisation, by)
    claims.check_paper(organisation)
    facts = _identity(organisation)
    claims.give_way(organisation, by=by)
    engine.take(VERIFICATION, "verify", organisation, by, facts=facts)
    signing_identity(organisation)
    letters.judged(organisation, is_verified=True)


def return_organisation(organisation: Organisation, reason: str, *, by: Any) -> None:
    """Give the papers back with what is to be mended; its owners get a letter.

    Raises RuleBroken (REASON_MISSING), NotAllowed, StepRefused.
    """
    _answer_for(organisation, by)
    if not reason.strip():
        raise RuleBroken(REASON_MISSING, code="REASON_MISSING", field="reason")
    engine.take(VERIFICATION, "return", organisation, by, reason=reason.strip(), facts=_identity(organisation))
    letters.judged(organisation, is_verified=False, reason=reason.strip())
