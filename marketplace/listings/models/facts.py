"""From rows to what the bars judge: register events, encumbrances, annuities, reports, owners and their consents."""

from datetime import date
from typing import TYPE_CHECKING

from marketplace.listings.models.parts import AGREEMENT, CO_OWNER, PLEDGEE, ListingConsent
from marketplace.listings.rules import facts as plain
from marketplace.listings.rules.fee_plan import FeePlan
from marketplace.patents.models import EncumbranceKind, EventKind, Patent
from marketplace.patents.rules import annuity
from marketplace.patents.rules.kinds import term_end
from marketplace.patents.rules.owners import owner_key

if TYPE_CHECKING:
    from marketplace.listings.models.listing import Listing

EVENTS = {
    EventKind.TERMINATED_UNPAID: plain.StatusCode.LAPSED,
    EventKind.ABANDONED: plain.StatusCode.ABANDONED,
    EventKind.EXPIRED: plain.StatusCode.EXPIRED,
    EventKind.RESTORED: plain.StatusCode.RESTORED,
    EventKind.INVALIDATED_WHOLE: plain.StatusCode.INVALID_FULL,
    EventKind.INVALIDATED_PART: plain.StatusCode.INVALID_PARTIAL,
    EventKind.SUSPENDED: plain.StatusCode.SUSPENDED,
    EventKind.SUSPENSION_LIFTED: plain.StatusCode.RESUMED,
}  # grants, transfers, new names and recorded licences are no bar by themselves
ENCUMBRANCES = {
    EncumbranceKind.PLEDGE: plain.EncumbranceKind.PLEDGE,
    EncumbranceKind.PRESERVATION: plain.EncumbranceKind.PRESERVATION,
    EncumbranceKind.EXCLUSIVE_LICENCE: plain.EncumbranceKind.EXCLUSIVE,
    EncumbranceKind.SOLE_LICENCE: plain.EncumbranceKind.SOLE,
}
STATES = {
    annuity.AnnuityState.PAID: plain.Annuity.PAID,
    annuity.AnnuityState.DUE: plain.Annuity.PAID,
    annuity.AnnuityState.LATE: plain.Annuity.LATE,
    annuity.AnnuityState.LAPSED: plain.Annuity.UNPAID,
    annuity.AnnuityState.EXPIRED: plain.Annuity.PAID,  # that the term is over is another rule's matter
}


def annuity_of(patent: Patent, today: date) -> annuity.Annuity | None:
    """Where its annual fees stand; None when nobody knows."""
    if patent.filed_on is None or patent.granted_on is None or patent.granted_on > today:
        return None
    first_year = annuity.patent_year(patent.filed_on, patent.granted_on)
    if patent.annuity_paid_year is None and annuity.patent_year(patent.filed_on, today) > first_year:
        return None
    return annuity.annuity_state(patent.filed_on, patent.granted_on, patent.kind, patent.annuity_paid_year, today)


def last_day_of(patent: Patent) -> date | None:
    if patent.expires_on is None and patent.filed_on is not None:
        return term_end(patent.kind, patent.filed_on)
    return patent.expires_on


def is_holder(listing: "Listing", name: str, organisation_id: int | None) -> bool:
    return organisation_id == listing.holder_id or owner_key(name) == owner_key(listing.holder.name)


def _best(consents: list[ListingConsent], number: str) -> ListingConsent | None:
    """The earliest paper that names the patent, else any of them, so that a refusal can say what is wrong with it."""
    right = [one for one in consents if one.patent_number == number]
    return min(right or consents, key=lambda one: one.given_on, default=None)


def _paper(listing: "Listing", kind: str, name: str | None, number: str) -> plain.Consent | None:
    found = [
        one for one in listing.consents if one.kind == kind and (name is None or owner_key(one.name) == owner_key(name))
    ]
    best = _best(found, number)
    return plain.Consent(best.given_on, best.patent_number) if best else None


def _owners(listing: "Listing", patent: Patent) -> tuple[plain.Owner, ...]:
    return tuple(
        plain.Owner(
            owner.name,
            declares=is_holder(listing, owner.name, owner.organisation_id),
            consent=_paper(listing, CO_OWNER, owner.name, patent.number),
        )
        for owner in patent.owners
    )


def _encumbrances(listing: "Listing", patent: Patent) -> tuple[plain.Encumbrance, ...]:
    found = []
    for one in patent.encumbrances:
        consent_on = None
        if one.kind is EncumbranceKind.PLEDGE:
            paper = _paper(listing, PLEDGEE, one.party, patent.number)
            named = paper is not None and paper.patent_number == patent.number
            consent_on = paper.on if paper and named else (one.starts_on if one.consent_file else None)
        found.append(plain.Encumbrance(ENCUMBRANCES[one.kind], one.starts_on, one.ends_on, one.party, consent_on))
    return tuple(found)


def patent_facts(listing: "Listing", patent: Patent, today: date) -> plain.PatentFacts:
    fees = annuity_of(patent, today)
    return plain.PatentFacts(
        number=patent.number,
        title=patent.title,
        kind=patent.kind,
        granted_on=patent.granted_on,
        expires_on=last_day_of(patent),
        owners=_owners(listing, patent),
        events=tuple(
            plain.StatusEvent(EVENTS[event.kind], event.happened_on) for event in patent.events if event.kind in EVENTS
        ),
        encumbrances=_encumbrances(listing, patent),
        annuity=STATES[fees.state] if fees else plain.Annuity.UNKNOWN,
        annuity_paid_until=(fees.due_on or fees.ends_on) if fees else None,
        evaluation=plain.Conclusion(patent.report.conclusion.value) if patent.report else None,
        owners_agreement=_paper(listing, AGREEMENT, None, patent.number),
    )


def _declaration(listing: "Listing") -> plain.Declaration:
    contact = (listing.contact_name, listing.contact_phone, listing.contact_email)
    return plain.Declaration(
        contact="，".join(part for part in contact if part),
        basis_note=listing.fee_basis_note,
        other_matters=listing.other_matters,
        plain_summary="".join(patent.plain for patent in listing.patents),
        commits=listing.commitment,
    )


def _facts(listing: "Listing", today: date, plan: FeePlan | None, term_months: int) -> plain.ListingFacts:
    return plain.ListingFacts(
        channel=listing.channel,
        today=today,
        term_months=term_months,
        patents=tuple(patent_facts(listing, patent, today) for patent in listing.patents),
        fee_plan=plan,
        declaration=_declaration(listing),
    )


def draft_facts(listing: "Listing", today: date) -> plain.ListingFacts:
    """The draft as it would be published on this day."""
    return _facts(listing, today, listing.plan, listing.term_months or 0)


def standing_facts(listing: "Listing", today: date) -> plain.ListingFacts:
    """The version that is out, on this day; the draft before there is one."""
    version = listing.current
    if version is None:
        return draft_facts(listing, today)
    terms = version.terms
    return _facts(listing, today, FeePlan.from_json(terms["fee_plan"]), terms["licence"]["term_months"])
