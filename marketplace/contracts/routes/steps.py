"""The steps of a deal that need a word or a voucher, one page each."""

from collections.abc import Callable
from typing import Any

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from marketplace.accounts.actions import allowances
from marketplace.contracts import actions, queries
from marketplace.contracts.forms import OptionalReasonForm, PaymentForm, ReasonForm
from marketplace.contracts.models import Deal
from marketplace.contracts.routes import bp
from marketplace.kit import clock, files, idempotency, transactions
from marketplace.kit.answers import form_status
from marketplace.kit.errors import Busy, Refusal, RuleBroken, StepRefused, TooMany
from marketplace.kit.fields import put_at_field
from marketplace.workflows import engine
from marketplace.workflows.table import Step

VOUCHERS = frozenset({"pdf", "png", "jpg", "webp"})


def open_step(number: str, name: str) -> tuple[Deal, Step]:
    """The deal, and the step if this person may take it now. Raises Missing, NotAllowed, StepRefused."""
    row = queries.deal(number, current_user)
    step = engine.permitted(queries.workflow_of(row), name, row, current_user, asking=True)
    return row, step


def _with_reason(
    number: str, name: str, act: Callable[..., None], form_type: type[ReasonForm] | type[OptionalReasonForm]
) -> ResponseReturnValue:
    row, step = open_step(number, name)
    form = form_type()
    if form.validate_on_submit():
        act(row, by=current_user, reason=form.reason.data or "")
        return redirect(url_for("contracts.show", number=number), 303)
    page = render_template("contracts/step.html", deal=row, step=step, form=form)
    return page, 422 if form.errors else 200


def _route(name: str, act: Callable[..., None], form_type: Any) -> None:
    def view(number: str) -> ResponseReturnValue:
        return _with_reason(number, name, act, form_type)

    bp.add_url_rule(f"/deals/<number>/{name}", name, view, methods=["GET", "POST"])


_route("withdraw", actions.withdraw, OptionalReasonForm)
_route("decline", actions.decline, ReasonForm)
_route("exit", actions.exit_, OptionalReasonForm)
_route("terminate", actions.terminate, ReasonForm)
_route("dispute", actions.dispute_payment, ReasonForm)


@bp.route("/deals/<number>/confirm", methods=["GET", "POST"])
def confirm(number: str) -> ResponseReturnValue:
    row, step = open_step(number, "confirm")
    form = OptionalReasonForm()
    del form.reason
    if form.validate_on_submit():
        actions.confirm_payment(row, by=current_user)
        return redirect(url_for("contracts.show", number=number), 303)
    return render_template("contracts/confirm.html", deal=row, step=step, form=form)


@bp.route("/deals/<number>/pay", methods=["GET", "POST"])
def pay(number: str) -> ResponseReturnValue:
    """Hand in the voucher; the amount is what the declaration announced."""
    key = idempotency.FormKey("pay", number)
    known = key.answered(current_user.id) if key.is_right else None
    if known:  # sent before: its step is taken and no longer open
        return redirect(known, 303)
    row, _ = open_step(number, "pay")
    form = PaymentForm(data={"paid_fen": row.due_at_start_fen, "paid_on": clock.today()})
    refusals: list[Refusal] = []
    if form.validate_on_submit():
        try:
            return redirect(key.once(current_user.id, lambda: _paid(number, form)), 303)
        except (RuleBroken, TooMany, Busy) as refusal:
            if not put_at_field(form, refusal, {"file": "voucher"}):
                refusals.append(refusal)
    deal = queries.deal(number, current_user)
    page = render_template("contracts/pay.html", deal=deal, form=form, refusals=refusals, form_key=key.shown())
    return page, *form_status(form.errors, refusals)


def _paid(number: str, form: PaymentForm) -> str:
    """Look into the voucher outside the transaction, then report the payment. Returns the deal's address."""
    name, content = form.voucher.data.filename or "", form.voucher.data.read()
    asker = allowances.admit_upload(current_user)
    with transactions.outside():
        upload = files.accept(name, content, VOUCHERS, asker=asker)
    mine = current_user.organisation_id
    kept = files.keep(upload.content, upload.clean_name, upload.media_type, mine, "voucher")
    actions.report_payment(
        queries.deal(number, current_user),
        by=current_user,
        paid_on=form.paid_on.data,
        paid_fen=form.paid_fen.data or 0,
        voucher=kept.sha256,
        voucher_name=kept.name,
    )
    return url_for("contracts.show", number=number)


@bp.get("/deals/<number>/voucher")
def voucher(number: str) -> ResponseReturnValue:
    """The voucher as handed in, for both parties and the offices."""
    row = queries.deal(number, current_user)
    if row.voucher_file is None:
        raise StepRefused(engine.NOTHING_HERE)
    return files.send(row.voucher_file, row.voucher_name, called=f"{row.number}-voucher")
