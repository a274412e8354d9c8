"""The lookup table that fills clause texts from the terms, and the conditions that choose paragraphs."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from marketplace.contracts.rules import wording
from marketplace.contracts.rules.clauses import Language
from marketplace.contracts.rules.snapshot import Dispute, Terms
from marketplace.kit.words import Words
from marketplace.listings.rules.fee_plan import FeeKind, FeePlan


@dataclass(frozen=True)
class Effect:
    """When notice and payment arrived; an open licence takes effect on the later day (Patent Law art. 51).

    fee_paid_on: None for a licence free of charge
    """

    notice_received_on: date
    fee_paid_on: date | None

    @property
    def effective_on(self) -> date:
        return max(self.notice_received_on, self.fee_paid_on or self.notice_received_on)


NOTHING = Words("", "")
NO_PAYMENT = Words("无偿，无需支付", "free, nothing to pay")


def _own(terms: Terms) -> dict[str, Words]:
    listing, conditions = terms.listing, terms.conditions
    return {
        "deal_number": wording.same(terms.deal),
        "clauses_version": wording.same(terms.clauses_version),
        "listing_number": wording.same(listing.number),
        "listing_version": wording.same(str(listing.version)),
        "declaration_no": wording.same(listing.declaration_no or ""),
        "announced_on": wording.day(listing.announced_on) if listing.announced_on else NOTHING,
        "licensor": wording.same(terms.licensor.name),
        "bank": wording.same(terms.licensor.bank),
        "account": wording.same(terms.licensor.account),
        "patent_count": wording.same(str(len(terms.patents))),
        "acts": wording.acts(terms.licence.acts),
        "territory": wording.TERRITORIES[terms.licence.territory],
        "field": wording.same(terms.licence.field.strip()),
        "term": wording.months(terms.licence.term_months),
        "materials": wording.same(conditions.materials.strip()),
        "support": wording.same(conditions.support.strip()),
        "other": wording.same(conditions.other.strip()),
        "audit_times": wording.times(conditions.audit_times_a_year),
        "audit_days": wording.same(str(conditions.audit_notice_days)),
        "late_penalty": wording.rate(conditions.late_penalty_ppm_a_day),
        "dispute_body": wording.same(conditions.dispute_body.strip()),
    }


def _effect(effect: Effect | None) -> dict[str, Words]:
    if effect is None:
        return dict.fromkeys(("notice_received_on", "fee_paid_on", "effective_on"), NOTHING)
    return {
        "notice_received_on": wording.day(effect.notice_received_on),
        "fee_paid_on": wording.day(effect.fee_paid_on) if effect.fee_paid_on else NO_PAYMENT,
        "effective_on": wording.day(effect.effective_on),
    }


def values(terms: Terms, language: Language, effect: Effect | None = None) -> dict[str, str]:
    """Every blank's value in a language."""
    return {name: getattr(words, language) for name, words in {**_own(terms), **_effect(effect)}.items()}


def conditions(terms: Terms, plan: FeePlan, effect: Effect | None = None) -> Mapping[str, bool]:
    """Every condition a paragraph may name."""
    asked, paid = terms.conditions, plan.kind is not FeeKind.FREE
    has_account = bool(terms.licensor.account.strip() and terms.licensor.bank.strip())
    is_court, has_body = asked.dispute is Dispute.COURT, bool(asked.dispute_body.strip())
    has_royalty = plan.royalty is not None
    return {
        "paid": paid,
        "free": not paid,
        "paid_with_account": paid and has_account,
        "paid_without_account": paid and not has_account,
        "royalty": has_royalty,
        "audited": has_royalty and asked.audit_times_a_year > 0,
        "use_first": plan.use_first is not None,
        "field_given": bool(terms.licence.field.strip()),
        "any_field": not terms.licence.field.strip(),
        "sublicence": terms.licence.sublicence,
        "no_sublicence": not terms.licence.sublicence,
        "materials_given": bool(asked.materials.strip()),
        "no_materials": not asked.materials.strip(),
        "support_given": bool(asked.support.strip()),
        "other_given": bool(asked.other.strip()),
        "vat_included": terms.price_includes_vat,
        "vat_excluded": not terms.price_includes_vat,
        "court_named": is_court and has_body,
        "court": is_court and not has_body,
        "arbitration": not is_court,
        "effect_known": effect is not None,
    }
