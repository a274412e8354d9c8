"""Writing a listing in five pages, one group of questions each; the rules watch beside."""

from collections.abc import Callable
from typing import Any

from flask import current_app, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from marketplace.kit.errors import Missing, Refusal, RuleBroken, StepRefused
from marketplace.kit.fields import put_at_field
from marketplace.kit.sent import whole
from marketplace.kit.words import Words
from marketplace.listings import actions, forms, queries
from marketplace.listings.forms.fee import KIND_LABELS, place_of, starting_values
from marketplace.listings.forms.fields import choices
from marketplace.listings.models import Listing
from marketplace.listings.queries.finding import channels_taken
from marketplace.listings.queries.view import buttons, publishing_step
from marketplace.listings.routes import bp
from marketplace.listings.rules.channel import Channel
from marketplace.listings.rules.fee_plan import FeeKind, FeePlan
from marketplace.listings.rules.terms import ACTS, CONDITIONS

PAGES = ("fee", "term", "conditions", "check")
TITLES = {
    "new": Words("选专利和通道", "Patents and channel"),
    "fee": Words("怎么收钱", "How it is paid"),
    "term": Words("用多久，给谁用", "How long, for whom"),
    "conditions": Words("条件和联系人", "Conditions and contact"),
    "check": Words("核对和公布", "Check and publish"),
}


def progress(here: str) -> list[dict[str, Any]]:
    """The five pages, with where this one stands."""
    names = list(TITLES)
    place = names.index(here)
    return [
        {"label": TITLES[name], "status": "walked" if at < place else "current" if at == place else "ahead"}
        for at, name in enumerate(names)
    ]


@bp.route("/listings/new", methods=["GET", "POST"], endpoint="new")
def new_listing() -> ResponseReturnValue:
    """Patents and channel. A patent that already stands in a listing of the channel leads to that one."""
    text = request.args.get("q", "")[:60]
    patents = queries.patents_to_offer(current_user, text)
    form = forms.NewListingForm()
    if request.method == "GET":
        form.channel.data = request.args.get("channel", Channel.PLATFORM.value)
        form.patents.data = [patent.id for patent in patents if patent.number in request.args.getlist("patent")]
    form.patents.choices = choices((patent.id, patent.title) for patent in patents)
    refusals: list[Refusal] = []
    if form.validate_on_submit():
        known = {patent.id: patent for patent in queries.patents_to_offer(current_user, limit=100_000)}
        chosen = [known[one] for one in form.patents.data or () if one in known]
        office_check = current_app.config["SETTINGS"].office_check
        try:
            channel = Channel(form.channel.data)
            listing = actions.draft(channel, chosen, by=current_user, office_check=office_check)
            return redirect(url_for(".edit", number=listing.number, section="fee"), 303)
        except (RuleBroken, StepRefused) as refusal:
            refusals.append(refusal)
    page = render_template(
        "listings/new.html",
        form=form,
        refusals=refusals,
        patents=patents,
        taken=channels_taken([patent.id for patent in patents]),
        text=text,
        steps=progress("new"),
        multipart=False,
    )
    return make_response(page, 409 if _is_taken(refusals) else 422 if refusals or form.errors else 200)


def _is_taken(refusals: list[Refusal]) -> bool:
    return any(refusal.status == 409 for refusal in refusals)


def _page(
    listing: Listing,
    section: str,
    form: Any,
    refusals: list[Refusal],
    preview: FeePlan | None = None,
    **more: Any,
) -> ResponseReturnValue:
    plan = preview or listing.plan
    verdicts = listing.verdicts()
    body = render_template(
        f"listings/edit_{section}.html",
        listing=listing,
        form=form,
        refusals=refusals,
        steps=progress("fee" if section == "kind" else section),
        section=section,
        plan=plan,
        clause=plan.clause(listing.channel) if plan else (),
        verdicts=[one for one in verdicts if not one.passed],
        passed=sum(one.passed for one in verdicts),
        **more,
    )
    status = 409 if _is_taken(refusals) else 422 if refusals or (form and form.errors) else 200
    return make_response(body, status)


def _onward(listing: Listing, section: str) -> ResponseReturnValue:
    """After a page: the next one, or back to the listing when it was only to be saved."""
    if request.form.get("go") == "later":
        return redirect(url_for(".manage", number=listing.number), 303)
    following = PAGES[min(PAGES.index(section) + 1, len(PAGES) - 1)]
    return redirect(url_for(".edit", number=listing.number, section=following), 303)


def _seen(form: Any) -> int:
    return whole(str(form.version.data or ""), -1)


def _write(
    listing: Listing, section: str, form: Any, act: Callable[[], None], names: dict[str, str] | None = None
) -> tuple[ResponseReturnValue | None, list[Refusal]]:
    """Do the act; where it goes next, or the refusals that no field of the form takes."""
    try:
        act()
    except RuleBroken as refusal:
        return None, [] if put_at_field(form, refusal, names) else [refusal]
    except StepRefused as refusal:
        return None, [refusal]
    return _onward(listing, section), []


def _fee(listing: Listing) -> ResponseReturnValue:
    plan = listing.plan
    asked = request.values.get("kind") or (plan.kind.value if plan else "")
    if asked not in set(FeeKind) or request.args.get("again"):
        form = forms.KindForm(data={"kind": plan.kind.value if plan else asked or FeeKind.ROYALTY.value})
        return _page(listing, "kind", form, [])
    kind = FeeKind(asked)
    fits = plan if plan and plan.kind is kind else None
    values = starting_values(fits, listing.fee_basis_note, listing.over_cap_reason)
    form = forms.FeeForm(data={**values, "version": listing.version})
    form.keep_only(kind, asks_reason=listing.channel is Channel.PLATFORM)
    refusals: list[Refusal] = []
    preview = None
    if form.validate_on_submit():
        try:
            preview = form.plan()
            actions.set_fee(
                listing,
                by=current_user,
                plan=preview,
                basis_note=form.basis_note.data or "",
                over_cap_reason=form.over_cap_reason.data or "" if "over_cap_reason" in form else "",
                seen=_seen(form),
            )
            return _onward(listing, "fee")
        except RuleBroken as refusal:
            if not put_at_field(form, refusal, {refusal.field: place_of(refusal.field)}):
                refusals.append(refusal)
        except StepRefused as refusal:
            refusals.append(refusal)
    return _page(listing, "fee", form, refusals, preview, kind=kind, kind_label=KIND_LABELS[kind])


def _term(listing: Listing) -> ResponseReturnValue:
    form = forms.TermForm(
        data={
            "version": listing.version,
            "term_months": listing.term_months or 36,
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
        going, refusals = _write(
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
    return _page(listing, "term", form, refusals)


def _conditions(listing: Listing) -> ResponseReturnValue:
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
        going, refusals = _write(
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
    return _page(listing, "conditions", form, refusals)


def _check(listing: Listing) -> ResponseReturnValue:
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
    open_steps, refused = buttons(listing, current_user)
    return _page(listing, "check", form, refusals, open_steps=open_steps, refused_steps=refused)


SECTIONS: dict[str, Callable[[Listing], ResponseReturnValue]] = {
    "fee": _fee,
    "term": _term,
    "conditions": _conditions,
    "check": _check,
}


@bp.route("/listings/<number>/edit/<section>", methods=["GET", "POST"])
def edit(number: str, section: str) -> ResponseReturnValue:
    """One page of the draft; what was typed stays when it is refused."""
    listing = queries.own_listing(number, current_user)
    if section not in SECTIONS:
        raise Missing
    if not listing.is_editable:
        return redirect(url_for(".manage", number=number), 303)
    return SECTIONS[section](listing)
