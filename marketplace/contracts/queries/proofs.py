"""What the page behind the QR has looked at: signatures, the words since then, the chain of the history."""

from dataclasses import dataclass

from marketplace.contracts.models import Deal, DocumentKind
from marketplace.contracts.queries.deals import workflow_of
from marketplace.contracts.rules.snapshot import terms_from_json, terms_hash
from marketplace.kit import clock, signing
from marketplace.kit.i18n import _
from marketplace.kit.pages import day, moment
from marketplace.listings.rules.channel import Channel
from marketplace.workflows import history

UNTOUCHED = frozenset({signing.Finding.GENUINE, signing.Finding.INCOMPLETE})


@dataclass(frozen=True)
class Proof:
    """holds: None while there is nothing to look at yet"""

    title: str
    text: str
    holds: bool | None


def contract_file(row: Deal) -> str:
    """SHA-256 of the newest binding edition of the contract; empty while there is none."""
    found = row.document(DocumentKind.CONTRACT, "zh")
    return found.sha256 if found else ""


def proofs(row: Deal, verdict: signing.Verdict | None) -> list[Proof]:
    """The checks, in the order a doubter asks them.

    verdict: of the newest contract file, None when the deal has none
    """
    first = _arrivals(row) if row.channel is Channel.STATUTORY else _signatures(verdict)
    return [first, _unchanged(row, verdict), _chain(row)]


def _signatures(verdict: signing.Verdict | None) -> Proof:
    signed = [one for one in verdict.fields if one.signed] if verdict else []
    if not signed:
        return Proof(_("Signatures"), _("Nobody has signed yet."), None)
    sound = all(one.intact and one.trusted and one.has_time for one in signed)
    title = _("The signatures are valid") if sound else _("A signature does not hold")
    text = _("%(count)s signatures, each by a certificate issued here, each with a time stamp.", count=len(signed))
    return Proof(title, text, sound)


def _arrivals(row: Deal) -> Proof:
    arrived = []
    if row.notice_received_at:
        arrived.append(_("Notice received %(at)s.", at=moment(row.notice_received_at)))
    if row.paid_on:
        arrived.append(_("Payment of %(day)s.", day=day(row.paid_on)))
    return Proof(_("Notice and payment are on record"), " ".join(arrived), row.effective_on is not None or None)


def _unchanged(row: Deal, verdict: signing.Verdict | None) -> Proof:
    same = terms_hash(terms_from_json(row.terms)) == row.terms_hash
    same = same and (verdict is None or set(verdict.findings) <= UNTOUCHED)
    title = _("Unchanged since") if same else _("Something was changed")
    text = _("Every word is as it was on %(day)s; the fingerprint matches.", day=day(clock.day(row.accepted_at)))
    return Proof(title, text if same else _("The fingerprint does not match."), same)


def _chain(row: Deal) -> Proof:
    kind = workflow_of(row).name
    count, _hash = history.head(kind, row.id)
    sound = not any(history.verify(kind, row.id))
    title = _("In the chain, entry %(count)s", count=count) if sound else _("The chain is broken")
    return Proof(title, _("Each step carries the hash of the one before; none is missing."), sound)
