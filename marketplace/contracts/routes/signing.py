"""Reading the contract and signing it."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from marketplace.accounts import actions as account_actions
from marketplace.contracts import actions, documents, queries
from marketplace.contracts.forms import SignForm
from marketplace.contracts.models import Deal, DocumentKind
from marketplace.contracts.routes import bp
from marketplace.contracts.routes.steps import open_step
from marketplace.contracts.rules.sheet import LicenceSheet, build_sheet, minutes_to_read
from marketplace.contracts.rules.snapshot import terms_from_json
from marketplace.kit import transactions
from marketplace.kit.errors import RuleBroken
from marketplace.kit.i18n import current_language
from marketplace.workflows.parties import Party


def _sheet(row: Deal) -> LicenceSheet:
    return build_sheet(
        terms_from_json(row.terms),
        current_language(),
        verify_url=documents.short_address(row.verification_id),
        short_code=row.verification_id,
        fingerprint=row.terms_hash,
    )


@bp.get("/deals/<number>/contract")
def contract(number: str) -> str:
    """The contract to read, each clause with its meaning in plain words."""
    row = queries.deal(number, current_user)
    view = queries.view(row, current_user)
    sheet = _sheet(row)
    return render_template(
        "contracts/contract.html",
        deal=row,
        view=view,
        sheet=sheet,
        minutes=minutes_to_read(sheet),
        files=[one for one in queries.in_order(row.documents) if one.kind is not DocumentKind.NOTICE],
        sign_step=view.sign_step,
    )


def _sign(number: str, name: str, party: Party) -> ResponseReturnValue:
    row, step = open_step(number, name)
    form = SignForm()
    if form.validate_on_submit() and _password_is_right(form):
        with transactions.outside():
            signed = documents.sign_contract(queries.deal(number, current_user), party, current_user)
        act = actions.sign if party is Party.LICENSEE else actions.countersign
        act(queries.deal(number, current_user), by=current_user, signed=signed)
        return redirect(url_for("contracts.show", number=number), 303)
    contract_file = row.document(DocumentKind.CONTRACT, "zh")
    page = render_template(
        "contracts/sign.html", deal=row, step=step, form=form, document=contract_file, plan=row.fee_plan
    )
    return page, 422 if form.errors else 200


def _password_is_right(form: SignForm) -> bool:
    try:
        account_actions.confirm_password(current_user, form.password.data or "")
    except RuleBroken as refusal:
        form.password.errors = [refusal.message.say(current_language())]
        return False
    return True


@bp.route("/deals/<number>/sign", methods=["GET", "POST"])
def sign(number: str) -> ResponseReturnValue:
    return _sign(number, "sign", Party.LICENSEE)


@bp.route("/deals/<number>/countersign", methods=["GET", "POST"])
def countersign(number: str) -> ResponseReturnValue:
    return _sign(number, "countersign", Party.LICENSOR)
