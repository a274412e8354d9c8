"""What is written out for a listing: the declaration form."""

from datetime import UTC, date, datetime, time

from flask import current_app

from marketplace.kit import pdf
from marketplace.kit.words import Words
from marketplace.listings.models import Listing
from marketplace.listings.models.facts import is_holder, last_day_of
from marketplace.listings.rules.channel import Channel
from marketplace.listings.rules.declaration_sheet import Declaration, build_declaration_sheet
from marketplace.listings.rules.fee_plan import FeeKind, FeePlan

METHODS = {
    FeeKind.FREE: Words("无偿", "Free of charge"),
    FeeKind.LUMP_SUM: Words("一次总付", "Lump sum"),
    FeeKind.INSTALMENTS: Words("固定费用，分期支付", "Fixed fee in instalments"),
    FeeKind.ROYALTY: Words("按净销售额提成", "Royalty on net sales"),
    FeeKind.ENTRY_AND_ROYALTY: Words("入门费附加提成", "Entry fee and royalty"),
}


def _standard(plan: FeePlan | None) -> tuple[Words, ...]:
    return plan.clause(Channel.STATUTORY) if plan else (Words("／", "／"),)


def declaration_of(listing: Listing) -> Declaration:
    """The form's facts, as they stand in the draft. Missing ones are struck out."""
    patent, plan = listing.patents[0], listing.plan
    nothing = Words("／", "／")
    months = listing.term_months
    report = patent.report
    others = [owner.name for owner in patent.owners if not is_holder(listing, owner.name, owner.organisation_id)]
    consented = {one.name: one.given_on for one in listing.consents if one.kind == "co_owner"}
    return Declaration(
        number=listing.number,
        is_sample=listing.sample,
        patent_number=f"ZL{patent.number}",
        title=patent.title,
        kind=patent.kind.value,
        main_ipc=patent.main_ipc,
        filed_on=patent.filed_on or date.min,
        granted_on=patent.granted_on or date.min,
        expires_on=last_day_of(patent) or date.min,
        patentees=tuple(owner.name for owner in patent.owners),
        fee_method=METHODS[plan.kind] if plan else nothing,
        fee_standard=_standard(plan),
        term=Words(f"{months} 个月", f"{months} months") if months else nothing,
        contact="，".join(
            part for part in (listing.contact_name, listing.contact_phone, listing.contact_email) if part
        ),
        fee_basis_note=listing.fee_basis_note,
        other_matters=listing.other_matters,
        evaluation_report=f"{report.number}（{report.issued_on}）" if report else "",
        co_owner_consents=tuple(f"{name}（{consented[name]}）" for name in others if name in consented),
    )


def print_declaration(declaration: Declaration, language: str, created_on: date) -> bytes:
    """The form as PDF. Slow: outside any transaction."""
    sheet = build_declaration_sheet(declaration, language)
    html = current_app.jinja_env.get_template("documents/listings/declaration.html").render(sheet=sheet)
    created = datetime.combine(created_on, time(0), UTC)
    return pdf.render(html, css="contract", title=f"{sheet.title} {declaration.number}", created=created).pdf
