"""Writing a draft, section by section: the holder's clerks may, while it can be edited, and only one at a time."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from marketplace.accounts.models import User
from marketplace.kit import clock
from marketplace.kit.db import db
from marketplace.kit.errors import Missing, NotAllowed, RuleBroken, StepRefused
from marketplace.kit.transactions import SOMEBODY_WAS_QUICKER
from marketplace.kit.words import Words
from marketplace.listings.models import Listing, ListingConsent
from marketplace.listings.models.parts import AGREEMENT, CO_OWNER, PLEDGEE
from marketplace.listings.rules.channel import Channel
from marketplace.listings.rules.fee_plan import FeePlan
from marketplace.listings.rules.fee_plan.findings import Finding, Severity
from marketplace.listings.rules.terms import ACTS, CONDITIONS
from marketplace.workflows import engine, parties

ANY_TERM = 240  # months; what a plan is held against while no term is written yet
CONSENT_KINDS = frozenset({CO_OWNER, PLEDGEE, AGREEMENT})


def _open_for(listing: Listing, by: User, seen: int | None) -> None:
    """Raises NotAllowed, StepRefused when this person may not write here now.

    seen: the row's version when the form was drawn; None when nobody else can be writing
    """
    if by.organisation_id != listing.holder_id:
        raise NotAllowed(engine.NOT_YOUR_STEP, code="NOT_YOUR_STEP")
    if not by.roles & parties.ACTS:
        raise NotAllowed(engine.ROLE_MISSING, code="ROLE_MISSING")
    if not listing.is_editable:
        raise StepRefused(
            Words("现在不能改。", "It cannot be changed now."),
            code="NOT_EDITABLE",
            cure=Words("看看它走到哪一步，轮到谁。", "See how far it is and whose turn it is."),
            link=f"/listings/{listing.number}/manage",
        )
    if seen is not None and seen != listing.version:
        raise StepRefused(SOMEBODY_WAS_QUICKER, code="SOMEBODY_WAS_QUICKER")


def findings(listing: Listing, plan: FeePlan) -> tuple[Finding, ...]:
    """What is wrong with a plan in this listing; the term may still be written later."""
    found = plan.check(listing.channel, listing.term_months or ANY_TERM, clock.today())
    return tuple(one for one in found if listing.term_months or one.field != "term_months")


def _keep(listing: Listing) -> None:
    """Write what was changed; the promise was made for what stood there before, and is asked for again."""
    if db.session.is_modified(listing):
        listing.commitment = False
    db.session.flush()


def set_fee(
    listing: Listing,
    *,
    by: User,
    plan: FeePlan,
    basis_note: str = "",
    over_cap_reason: str = "",
    seen: int | None = None,
) -> None:
    """How it is paid for.

    basis_note:      how the fee was worked out; a declaration needs it
    over_cap_reason: why, where a rule asks for a reason
    Raises RuleBroken with the first finding that blocks, naming the plan's field.
    """
    _open_for(listing, by, seen)
    for one in findings(listing, plan):
        if one.severity is Severity.BLOCK:
            raise RuleBroken(one.message, code=one.code, cure=one.cure, article=one.article, field=one.field)
    listing.fee_plan = plan.to_json()
    listing.fee_basis_note, listing.over_cap_reason = basis_note.strip(), over_cap_reason.strip()
    _keep(listing)


def set_term(
    listing: Listing,
    *,
    by: User,
    term_months: int,
    acts: Sequence[str] = ACTS,
    field: str = "",
    small_only: bool = False,
    quota: int | None = None,
    seen: int | None = None,
) -> None:
    """How long, what for, and for how many. A declaration is for anybody, without limit.

    Raises RuleBroken outside 1..240 months, without an act, and for a filter on a declaration.
    """
    _open_for(listing, by, seen)
    if not 1 <= term_months <= ANY_TERM:
        raise _broken(
            "term_months", f"许可期是 {term_months} 个月，应在 1 到 240 之间。", "The term is 1 to 240 months."
        )
    chosen = [act for act in ACTS if act in acts]
    if not chosen:
        raise _broken("acts", "至少选一种用法。", "Choose at least one kind of use.")
    if listing.channel is Channel.STATUTORY and (small_only or quota is not None or field.strip()):
        raise RuleBroken(
            Words(
                "法定开放许可对任何人开放，不能限制谁用、用几家、用在哪一行。",
                "An open licence is for anyone; it cannot limit who, how many or in which field.",
            ),
            code="OPEN_TO_ANYONE",
            cure=Words("去掉限制，或者走平台报价。", "Take the limit out, or make a platform offer."),
            article=Words("专利法第五十条", "Patent Law art. 50"),
            field="small_only" if small_only else "quota" if quota is not None else "field",
        )
    if quota is not None and not 1 <= quota <= 100_000:
        raise _broken("quota", f"名额 {quota} 不对，应在 1 到 100000 之间。", "The number of places is 1 to 100,000.")
    listing.term_months, listing.acts, listing.field = term_months, chosen, field.strip()
    listing.small_only, listing.quota = small_only, quota
    _keep(listing)


def set_conditions(
    listing: Listing,
    *,
    by: User,
    conditions: Mapping[str, Any],
    contact: tuple[str, str, str],
    other_matters: str = "",
    seen: int | None = None,
) -> None:
    """Materials, support, improvements, looking at the books, disputes; and whom to ask.

    conditions: keys of rules.terms.CONDITIONS; a missing one has its usual value
    contact:    name, phone, e-mail; published with the listing
    """
    _open_for(listing, by, seen)
    unknown = set(conditions) - set(CONDITIONS)
    if unknown:
        raise ValueError(f"no such conditions: {sorted(unknown)}")
    listing.conditions = {**CONDITIONS, **conditions}
    listing.contact_name, listing.contact_phone, listing.contact_email = (part.strip() for part in contact)
    listing.other_matters = other_matters.strip()
    _keep(listing)


def set_statement(
    listing: Listing, *, by: User, commitment: bool, over_cap_reason: str | None = None, seen: int | None = None
) -> None:
    """The holder's promise that the conditions are met, and its reason where a rule asks for one."""
    _open_for(listing, by, seen)
    listing.commitment = commitment
    if over_cap_reason is not None:
        listing.over_cap_reason = over_cap_reason.strip()
    db.session.flush()


def add_consent(
    listing: Listing,
    *,
    by: User,
    kind: str,
    name: str,
    patent_number: str,
    given_on: date,
    file: str,
    file_name: str = "",
) -> ListingConsent:
    """A written consent with its scan; an offer that is out may add one too, for a ground that arose later.

    patent_number: canonical number of the patent the paper names
    file:          SHA-256 of the scan
    file_name:     what the holder calls it
    """
    if by.organisation_id != listing.holder_id or not by.roles & parties.ACTS:
        raise NotAllowed(engine.NOT_YOUR_STEP, code="NOT_YOUR_STEP")
    if not listing.is_live:
        raise StepRefused(Words("已经结束，不用再加文件。", "It has ended; no papers are needed."), code="NOT_EDITABLE")
    if kind not in CONSENT_KINDS:
        raise ValueError(f"no such consent: {kind}")
    if given_on > clock.today():
        raise _broken("given_on", f"{given_on} 还没有到，同意书不能写在以后。", "A consent is not dated ahead.")
    consent = ListingConsent(
        kind=kind,
        name=name.strip(),
        patent_number=patent_number,
        given_on=given_on,
        file=file,
        file_name=file_name,
    )
    listing.consents.append(consent)
    db.session.flush()
    return consent


def drop_consent(listing: Listing, consent_id: int, *, by: User) -> None:
    """Take a consent out of a draft again. Raises Missing."""
    _open_for(listing, by, None)
    found = next((one for one in listing.consents if one.id == consent_id), None)
    if found is None:
        raise Missing
    listing.consents.remove(found)
    listing.checked_at = None  # an offer that is out is judged again before anybody takes it
    db.session.flush()


def _broken(field: str, zh: str, en: str) -> RuleBroken:
    return RuleBroken(Words(zh, en), code="LISTING_FORM", field=field)
