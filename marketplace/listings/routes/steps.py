"""The steps of a listing, a page each: what it does, what it asks for, what follows."""

from collections.abc import Callable
from typing import Any, NamedTuple

from flask import make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from marketplace.accounts.actions import allowances
from marketplace.kit import files, transactions
from marketplace.kit.answers import form_status
from marketplace.kit.errors import Busy, Missing, Refusal, RuleBroken, StepRefused, TooMany
from marketplace.kit.fields import put_at_field
from marketplace.listings import actions, forms, queries
from marketplace.listings.models import Listing
from marketplace.listings.queries.offer import in_the_way
from marketplace.listings.routes import bp
from marketplace.workflows import engine, meanwhile

SCANS = frozenset({"pdf", "png", "jpg", "jpeg", "webp"})
Act = Callable[[Listing, Any], None]


class Page(NamedTuple):
    """What a step's page asks for, and how the answers reach the action."""

    form: type[Any]
    act: Act


def keep_scan(field: Any, purpose: str) -> files.Kept:
    """An uploaded scan, looked into and kept. Raises RuleBroken, TooMany, Busy."""
    asker = allowances.admit_upload(current_user)
    with transactions.outside():
        upload = files.accept(field.data.filename or "", field.data.read(), SCANS, asker=asker)
    organisation_id = current_user.organisation_id
    return files.keep(upload.content, upload.clean_name, upload.media_type, organisation_id, purpose)


def _check_unmoved(listing: Listing) -> None:
    """Raises StepRefused, with who did what, when somebody was quicker."""
    link = url_for(".manage", number=listing.number)
    meanwhile.check_unmoved(queries.workflow_of(listing), listing, request.form.get("seen"), link=link)


def _plain(action: Callable[..., None]) -> Page:
    return Page(forms.PlainForm, lambda listing, form: action(listing, by=current_user))


def _with_reason(action: Callable[..., None], form: type[Any] = forms.ReasonForm) -> Page:
    return Page(form, lambda listing, form: action(listing, by=current_user, reason=form.reason.data or ""))


def _announce(listing: Listing, form: forms.AnnouncementForm) -> None:
    engine_check(listing, "announce")
    scan = keep_scan(form.notice, "announcement")
    _check_unmoved(listing)  # looking into the scan left the transaction
    actions.announce_declaration(
        listing,
        by=current_user,
        declaration_no=form.declaration_no.data or "",
        announced_on=form.announced_on.data,
        notice=scan.sha256,
        notice_name=scan.name,
    )


def _withdrawn(listing: Listing, form: forms.WithdrawalForm) -> None:
    actions.announce_withdrawal(listing, by=current_user, withdrawn_on=form.withdrawn_on.data)


def engine_check(listing: Listing, name: str) -> None:
    """Whose step it is, before a file is looked into. The guards that the form itself fills are judged later."""
    step = queries.workflow_of(listing).step(name, listing.state)
    open_steps = engine.open_to(queries.workflow_of(listing), listing, current_user)
    if step.name not in {found.step.name for found in open_steps}:
        engine.permitted(queries.workflow_of(listing), name, listing, current_user)


PAGES: dict[str, Page] = {
    "send": _plain(actions.send),
    "pass_on": _plain(actions.pass_on),
    "return": _with_reason(actions.return_offer),
    "approve": _plain(actions.approve),
    "publish": _plain(actions.publish),
    "reprice": _plain(actions.reprice),
    "pause": _with_reason(actions.pause, forms.OptionalReasonForm),
    "resume": _plain(actions.resume),
    "close": _with_reason(actions.close, forms.OptionalReasonForm),
    "discard": _plain(actions.discard),
    "submit": _plain(actions.submit),
    "correct": _with_reason(actions.correct),
    "refuse": _with_reason(actions.refuse),
    "announce": Page(forms.AnnouncementForm, _announce),
    "ask_withdrawal": _with_reason(actions.ask_withdrawal, forms.OptionalReasonForm),
    "announce_withdrawal": Page(forms.WithdrawalForm, _withdrawn),
    "keep": _with_reason(actions.keep, forms.OptionalReasonForm),
    "end": _with_reason(actions.end),
}


def _open_refusals(listing: Listing, name: str) -> list[Refusal]:
    """What a colleague did since the page was shown, when the step is open all the same; what was typed is kept then.

    Raises what closes the page: that very step of a colleague, or the state, party or role.
    """
    moved: list[Refusal] = []
    try:
        _check_unmoved(listing)
    except StepRefused as refusal:
        moved.append(refusal)
    try:
        engine_check(listing, name)
    except StepRefused as refusal:
        raise (moved or [refusal])[0] from None
    return moved


def _step_page(number: str, name: str) -> ResponseReturnValue:
    listing = queries.managed_listing(number, current_user)
    workflow = queries.workflow_of(listing)
    if name not in {step.name for step in workflow.steps}:
        raise Missing  # a step of the other channel
    refusals = _open_refusals(listing, name)
    step, page = workflow.step(name, listing.state), PAGES[name]
    form = page.form()
    if form.validate_on_submit() and not refusals:
        try:
            page.act(listing, form)
            return redirect(url_for(".manage", number=number), 303)
        except (RuleBroken, StepRefused, TooMany, Busy) as refusal:
            if not put_at_field(form, refusal, {"file": "notice"}):
                refusals.append(refusal)
    verdicts = listing.standing_verdicts() if listing.is_public and name != "reprice" else listing.verdicts()
    body = render_template(
        "listings/step.html",
        listing=listing,
        step=step,
        form=form,
        refusals=refusals,
        multipart=name == "announce",
        failed=in_the_way(verdicts, listing.over_cap_reason) if "clears_the_bars" in step.guards else [],
        is_final=workflow.is_final(step.target),
        seen=meanwhile.seen_of(workflow, listing),
    )
    return make_response(body, *form_status(form.errors, refusals))


def _route(name: str) -> None:
    def page(number: str) -> ResponseReturnValue:
        return _step_page(number, name)

    bp.add_url_rule(f"/listings/<number>/{name}", name, page, methods=["GET", "POST"])


for _name in PAGES:
    _route(_name)
