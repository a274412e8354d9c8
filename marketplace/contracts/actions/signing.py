"""Signing a contract: licensee first, then licensor; the last signature forms it."""

from marketplace.accounts.actions import allowances
from marketplace.accounts.models import User
from marketplace.accounts.rules.allowances import Act
from marketplace.contracts.actions.effect import take_effect
from marketplace.contracts.documents import SignedFile
from marketplace.contracts.models import Deal, DocumentKind, Revision, Signature
from marketplace.kit import clock, files
from marketplace.kit.db import db
from marketplace.kit.errors import StepRefused
from marketplace.kit.transactions import SOMEBODY_WAS_QUICKER
from marketplace.workflows import engine
from marketplace.workflows.ordinary_deal import ORDINARY_DEAL
from marketplace.workflows.parties import Party


def _record(step: str, deal: Deal, party: Party, by: User, signed: SignedFile) -> None:
    engine.take(
        ORDINARY_DEAL,
        step,
        deal,
        by,
        facts={"terms": deal.terms_hash, "certificate": signed.certificate_serial},
        documents=(signed.sha256,),
    )
    allowances.require(Act.SIGN, by)
    document = deal.document(DocumentKind.CONTRACT, "zh")
    if document is None or document.sha256 != signed.base_sha256:
        raise StepRefused(SOMEBODY_WAS_QUICKER, code="SOMEBODY_WAS_QUICKER")
    files.register(signed.sha256, "application/pdf", document.kind.value, by.organisation_id)
    document.sha256 = signed.sha256
    document.revisions.append(Revision(sha256=signed.sha256, at=clock.now()))
    db.session.add(
        Signature(
            deal_id=deal.id,
            document_id=document.id,
            party=party,
            organisation_id=by.organisation_id,
            user_id=by.id,
            signer_name=by.name,
            mandate="signatory",
            certificate_serial=signed.certificate_serial,
            document_sha256=signed.sha256,
            signed_at=clock.now(),
        )
    )
    db.session.flush()


def sign(deal: Deal, *, by: User, signed: SignedFile) -> None:
    """The licensee's signature."""
    _record("sign", deal, Party.LICENSEE, by, signed)


def countersign(deal: Deal, *, by: User, signed: SignedFile) -> None:
    """The licensor's signature: the contract is formed and in force (Civil Code art. 490)."""
    _record("countersign", deal, Party.LICENSOR, by, signed)
    take_effect(deal, clock.now())
