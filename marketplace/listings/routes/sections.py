"""The pages of a draft: how it is paid, how long and for whom, conditions and contact, and all of it once more."""

from collections.abc import Callable

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from marketplace.kit import clock
from marketplace.kit.errors import Refusal, StepRefused
from marketplace.kit.sent import whole
from marketplace.kit.words import Words
from marketplace.listings import actions, forms
from marketplace.listings.forms.fee import CHOOSE, KIND_HINTS, KIND_LABELS
from marketplace.listings.forms.fee_values import place_of, starting_values
from marketplace.listings.models import Listing
from marketplace.listings.models.facts import draft_facts
from marketplace.listings.queries import answers
from marketplace.listings.queries.view import publishing_step
from marketplace.listings.routes.draft_page import show, write
from marketplace.listings.rules.bars import longest_term_months
from marketplace.listings.rules.channel import Channel
from marketplace.listings.rules.fee_plan import FeeKind, FeePlan
from marketplace.listings.rules.terms import ACTS, CONDITIONS

ANOTHER = Words("另写一份", "Write another")


def _seen(form: forms.FeeForm | forms.TermForm | forms.ConditionsForm | forms.StatementForm) -> int:
    return whole(str(form.version.data or ""), -1)


def _kind(listing: Listing, plan: FeePlan | None) -> ResponseReturnValue:
    """The first question about the fee. Nothing is chosen for the holder."""
    form = forms.KindForm(data={"kind": plan.kind.value if plan else None})
    if listing.channel is Channel.STATUTORY:
        form.kind.choices = [one for one in form.kind.choices if one.value != FeeKind.ROYALTY]
    if "next" in request.args:
        form.kind.errors = [CHOOSE]
    return show(listing, "kind", form, [], hints={kind.value: hint for kind, hint in KIND_HINTS.items()})


def fee(listing: Listing) -> ResponseReturnValue:
    plan = listing.plan
    asked = request.values.get("kind") or (plan.kind.value if plan else "")
    if asked not in set(FeeKind) or request.args.get("again"):
        return _kind(listing, plan)
    kind = FeeKind(asked)
    form = forms.FeeForm(data={**starting_values(plan, listing.fee_basis_note), "version": listing.version})
    form.keep_only(kind, listing.channel)
    refusals: list[Refusal] = []
    if form.validate_on_submit():
        going, refusals = write(
            listing,
            "fee",
            form,
            lambda: actions.set_fee(
                listing,
                by=current_user,
                plan=form.plan(),
                basis_note=form.basis_note.data or "",
                over_cap_reason=listing.over_cap_reason,
                seen=_seen(form),
            ),
            place_of,
        )
        if going is not None:
            return going
    is_as_kept = plan is not None and plan.kind is kind and not form.is_submitted()
    return show(listing, "fee", form, refusals, plan if is_as_kept else None, kind_label=KIND_LABELS[kind])


def _longest(listing: Listing) -> Words | None:
    """How long a licence can be, said before it is asked."""
    months = longest_term_months(draft_facts(listing, clock.today()))
    return Words(f"现在最长能写 {months} 个月。", f"At most {months} months from today.") if months else None


def term(listing: Listing) -> ResponseReturnValue:
    form = forms.TermForm(
        data={
            "version": listing.version,
            "term_months": listing.term_months,
            "acts": listing.acts or list(ACTS),
            "field": listing.field,
            "small_only": listing.small_only,
            "quota": listing.quota,
        }
    )
    if listing.channel is Channel.STATUTORY:
        for name in ("field", "small_only", "quota"):
            del form[name]
    refusals: list[Refusal] = []
    if form.validate_on_submit():
        limits = {name: form[name].data for name in ("small_only", "quota") if name in form}
        going, refusals = write(
            listing,
            "term",
            form,
            lambda: actions.set_term(
                listing,
                by=current_user,
                term_months=form.term_months.data or 0,
                acts=form.acts.data or (),
                field=form.field.data or "" if "field" in form else "",
                seen=_seen(form),
                **limits,
            ),
        )
        if going is not None:
            return going
    return show(listing, "term", form, refusals, longest=_longest(listing))


def conditions(listing: Listing) -> ResponseReturnValue:
    written = {**CONDITIONS, **listing.conditions}
    form = forms.ConditionsForm(
        data={
            **written,
            "version": listing.version,
            "late_penalty": written["late_penalty_ppm_a_day"],
            "contact_name": listing.contact_name,
            "contact_phone": listing.contact_phone,
            "contact_email": listing.contact_email,
            "other_matters": listing.other_matters,
        }
    )
    if listing.channel is Channel.PLATFORM:
        del form["other_matters"]
    refusals: list[Refusal] = []
    if form.validate_on_submit():
        going, refusals = write(
            listing,
            "conditions",
            form,
            lambda: actions.set_conditions(
                listing,
                by=current_user,
                conditions=form.conditions(),
                contact=(form.contact_name.data, form.contact_phone.data or "", form.contact_email.data or ""),
                other_matters=form.other_matters.data or "" if "other_matters" in form else "",
                seen=_seen(form),
            ),
        )
        if going is not None:
            return going
    return show(listing, "conditions", form, refusals)


def _row(listing: Listing, one: answers.Answer) -> dict[str, object]:
    """An answer with the address of its question."""
    first = listing.patents[0].number
    addresses = {
        "": lambda: "",
        "new": lambda: url_for(".new", channel=listing.channel.value, patent=[each.number for each in listing.patents]),
        "plain": lambda: url_for("patents.plain", number=first),
    }
    address = addresses.get(
        one.section, lambda: url_for(".edit", number=listing.number, section=one.section, _anchor=one.field or None)
    )
    return {
        "question": one.question,
        "paragraphs": one.paragraphs,
        "url": address(),
        "link": ANOTHER if one.section == "new" else "",
    }


def check(listing: Listing) -> ResponseReturnValue:
    data = {
        "version": listing.version,
        "commitment": listing.commitment,
        "over_cap_reason": listing.over_cap_reason,
    }
    form = forms.StatementForm(data=data)
    needs_reason = any(one.needs_reason for one in listing.verdicts())
    if not needs_reason:
        del form["over_cap_reason"]
    refusals: list[Refusal] = []
    if form.validate_on_submit():
        reason = form.over_cap_reason.data or "" if needs_reason else None
        try:
            actions.set_statement(
                listing, by=current_user, commitment=form.commitment.data, over_cap_reason=reason, seen=_seen(form)
            )
            return redirect(publishing_step(listing) or url_for(".manage", number=listing.number), 303)
        except StepRefused as refusal:
            refusals.append(refusal)
    groups = [(group.title, [_row(listing, one) for one in group.answers]) for group in answers.groups(listing)]
    return show(listing, "check", form, refusals, groups=groups, next_steps=answers.what_happens_next(listing))


SECTIONS: dict[str, Callable[[Listing], ResponseReturnValue]] = {
    "fee": fee,
    "term": term,
    "conditions": conditions,
    "check": check,
}
