"""A code or a name that somebody else holds: proved by a paper, decided by the office that verifies."""

from typing import Any

from sqlalchemy import delete

from marketplace.accounts.actions import letters
from marketplace.accounts.actions.details import UNDER_CHECK
from marketplace.accounts.actions.organisations import claim_on
from marketplace.accounts.models import Organisation, SigningIdentity
from marketplace.accounts.queries.organisations import is_verified_by, rivals
from marketplace.kit import files
from marketplace.kit.db import db
from marketplace.kit.errors import RuleBroken, StepRefused
from marketplace.kit.words import Words
from marketplace.workflows import engine
from marketplace.workflows.verification import VERIFICATION, VerificationState

PAPER_KINDS = frozenset({"pdf", "png", "jpg", "jpeg"})
PURPOSE = "claim_paper"
VERIFIED_ELSEWHERE = Words(
    "另一家已由别处的知识产权局核验通过，不能在这里把它退回。",
    "The other one was verified by the office of another area; it cannot be returned from here.",
)
ITS_OFFICE_FIRST = Words(
    "请与核验它的知识产权局联系，由那边先退回；或者退回这一家的申请。",
    "Ask the office that verified it to return it first; or return this claim.",
)
CLAIM_PAGE = "/organisation/claim"
PAPER_MISSING = Words(
    "这个代码或名称有别的单位在用，要交证照扫描件才能裁定归属。",
    "Another organisation holds this code or name; it takes a scan of the licence to decide.",
)
BRING_PAPER = Words(
    "请在“证照”一页上传营业执照或法人证书。", "Send the business licence or certificate on the page “Licence paper”."
)
OFFICE_HOLDS = Words(
    "持有它的是知识产权局，不能在这里改归别家。",
    "An intellectual property office holds it; it cannot pass to another here.",
)
RETURN_IT = Words("请退回这一家。", "Return this one.")
NOTHING_TO_CLAIM = Words("没有要改的：请选一个文件。", "There is nothing to change: choose a file.")


def claim(organisation: Organisation, *, upload: files.Upload | None, code: str = "") -> None:
    """Keep the paper, and the code of an organisation that has none.

    upload: looked into already, outside the transaction
    Raises StepRefused (UNDER_CHECK) while an office checks or has checked it, RuleBroken for the code or for nothing.
    """
    if organisation.state not in {VerificationState.DRAFT, VerificationState.RETURNED}:
        raise StepRefused(UNDER_CHECK, code="UNDER_CHECK")
    if code and not organisation.uscc:
        for column, value in claim_on(code, claims=True).items():
            setattr(organisation, column, value)
    elif upload is None:
        raise RuleBroken(NOTHING_TO_CLAIM, code="NOTHING_TO_CLAIM", field="paper")
    if upload is not None:
        kept = files.keep(upload.content, upload.clean_name, upload.media_type, organisation.id, PURPOSE)
        organisation.claim_paper, organisation.claim_paper_name = kept.sha256, upload.clean_name
    db.session.flush()


def facts_of(organisation: Organisation) -> dict[str, Any]:
    """What a decision about a claim rests on; nothing where nobody else holds what is claimed."""
    others = rivals(organisation)
    if not others:
        return {}
    return {
        "claimed_uscc": organisation.claimed_uscc,
        "claim_paper": organisation.claim_paper or "",
        "rivals": [one.id for one in others],
    }


def check_paper(organisation: Organisation) -> None:
    """Raises StepRefused (CLAIM_PAPER_MISSING) for a claim without its paper."""
    if rivals(organisation) and not organisation.claim_paper:
        raise StepRefused(PAPER_MISSING, code="CLAIM_PAPER_MISSING", cure=BRING_PAPER, link=CLAIM_PAGE)


def give_way(organisation: Organisation, *, by: Any) -> None:
    """The office holds with the claimant: the code moves to it, the other is returned and told by letter."""
    code = organisation.claimed_uscc
    for other in rivals(organisation):
        if other.is_office:
            raise StepRefused(OFFICE_HOLDS, code="OFFICE_HOLDS", cure=RETURN_IT)
        if other.is_verified and not is_verified_by(other, by):
            raise StepRefused(VERIFIED_ELSEWHERE, code="VERIFIED_ELSEWHERE", cure=ITS_OFFICE_FIRST)
        _displace(other, code if code and other.uscc == code else "", by)
    if code:
        db.session.flush()  # the other has let go of it
        organisation.uscc, organisation.claimed_uscc = code, ""
        db.session.flush()


def _displace(other: Organisation, code: str, by: Any) -> None:
    what = Words(f"信用代码 {code}", f"credit code {code}") if code else Words("单位名称", "name")
    reason = (
        f"另一家单位已用证照证明{what.zh}归它所有。请核对贵单位的{what.zh}，或交贵单位的证照，再送核验。"
        f" Another organisation has proved by its licence that this {what.en} is its own. Compare yours, or send your "
        "licence, then submit again."
    )
    if other.state in {VerificationState.SUBMITTED, VerificationState.VERIFIED}:
        engine.take(VERIFICATION, "return", other, by, reason=reason, facts={"uscc": other.uscc or ""})
    if code:
        other.uscc = None
    db.session.execute(delete(SigningIdentity).where(SigningIdentity.organisation_id == other.id))
    db.session.flush()
    letters.judged(other, is_verified=False, reason=reason)
