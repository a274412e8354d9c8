"""Anybody may check a contract: by the QR on it, by the code under the QR, or by the file itself."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from marketplace.accounts.actions import allowances
from marketplace.accounts.queries import asker_of, platform_keys
from marketplace.accounts.rules.allowances import Act
from marketplace.contracts import documents, queries
from marketplace.contracts.forms import CodeForm, VerifyForm
from marketplace.contracts.models import Deal
from marketplace.contracts.routes import bp
from marketplace.kit import signing, transactions
from marketplace.workflows.deal_states import ENDED_AFTER_EFFECT, DealState


@bp.route("/v/", methods=["GET", "POST"])
def verify_start() -> ResponseReturnValue:
    """Type the code under the QR."""
    form = CodeForm()
    if form.validate_on_submit():
        code = (form.code.data or "").strip().lower().replace(" ", "")
        return redirect(url_for("contracts.verify", verification_id=code or "-"), 303)
    return render_template("contracts/verify_start.html", form=form), 422 if form.errors else 200


def standing(row: Deal) -> str:
    """in_force | ended | not_yet | never: what the deal is worth today."""
    if row.state is DealState.EFFECTIVE:
        return "in_force"
    if row.state in ENDED_AFTER_EFFECT:
        return "ended"
    return "not_yet" if row.running else "never"


def _token_holds(row: Deal) -> bool:
    """A QR carries the platform's signature; without one (typed code) there is nothing to doubt."""
    token = request.args.get("s")
    if token is None:
        return True
    return signing.check_token(row.verification_id, row.terms_hash, token, platform_keys().qr_public)


def _count_guess() -> None:
    """Looking writes nothing, but for this: what is guessed is counted, up to the limit and not beyond."""
    transactions.begin(writing=True)
    allowances.require_network(Act.LOOK_UP, request.remote_addr)


@bp.route("/v/<verification_id>", methods=["GET", "POST"])
def verify(verification_id: str) -> ResponseReturnValue:
    """Genuine and in force, genuine but ended, or not genuine: then nothing that it claims is repeated."""
    if "s" not in request.args:
        allowances.check_network(Act.LOOK_UP, request.remote_addr)
    row = queries.verified_deal(verification_id)
    form = VerifyForm()
    if row is None or not _token_holds(row):
        _count_guess()
        return render_template("contracts/verify_failed.html"), 404
    is_copy = form.validate_on_submit()
    if is_copy:
        allowances.require_network(Act.TRY_COPY, request.remote_addr)
    content = form.copy.data.read() if is_copy else None
    registered, newest = queries.revisions_of(row), queries.contract_file(row)
    asker = asker_of(current_user)
    with transactions.outside():
        own = documents.inspect_stored(newest, registered) if newest else None
        verdict = documents.inspect(content, registered, asker) if content is not None else None
    proofs = queries.proofs(row, own)
    if any(proof.holds is False for proof in proofs):
        return render_template("contracts/verify_failed.html", proofs=proofs), 409
    page = render_template(
        "contracts/verify.html", deal=row, standing=standing(row), proofs=proofs, form=form, verdict=verdict
    )
    return page, 422 if form.errors else 200
