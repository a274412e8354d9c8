"""Prove a claim to a code or a name: the paper, and the paper as the office reads it."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from marketplace.accounts import actions
from marketplace.accounts.actions import allowances
from marketplace.accounts.actions.claims import PAPER_KINDS
from marketplace.accounts.forms.fields import put
from marketplace.accounts.forms.organisations import ClaimForm
from marketplace.accounts.models import Organisation
from marketplace.accounts.queries import organisations as queries
from marketplace.accounts.routes import bp
from marketplace.accounts.rules.kinds import OrganisationKind
from marketplace.kit import files
from marketplace.kit.answers import form_status
from marketplace.kit.errors import Busy, Refusal, RuleBroken, TooMany
from marketplace.kit.i18n import _
from marketplace.kit.transactions import outside


def claim_part(organisation: Organisation) -> dict[str, Any]:
    """What a page shows of a claim: who else holds it, and whether a code is still missing."""
    return {
        "rivals": queries.rivals(organisation),
        "lacks_code": not (organisation.uscc or organisation.claimed_uscc)
        and organisation.kind is not OrganisationKind.PERSON,
    }


def _upload(paper: Any) -> files.Upload | None:
    """The file in the field, looked into; None when it was left empty. Raises RuleBroken, TooMany, Busy."""
    if not paper:
        return None
    asker = allowances.admit_upload(current_user)
    with outside():
        return files.accept(paper.filename or "", paper.read(), PAPER_KINDS, asker=asker)


@bp.route("/organisation/claim", methods=["GET", "POST"])
def claim() -> ResponseReturnValue:
    form, refusals = ClaimForm(), list[Refusal]()
    if not claim_part(current_user.organisation)["lacks_code"]:
        del form.uscc
    if form.validate_on_submit():
        try:
            upload = _upload(form.paper.data)
            code = form.uscc.data or "" if "uscc" in form else ""
            actions.claim(current_user.organisation, upload=upload, code=code)
        except (RuleBroken, TooMany, Busy) as refusal:
            refusals.append(refusal)
            refusal.field = refusal.field if refusal.field in form else "paper"
            put(form, refusal)
        else:
            flash(_("The paper is kept. Send everything to the office when the details are right."), "done")
            return redirect(url_for("accounts.organisation"), 303)
    own = current_user.organisation
    page = render_template("accounts/claim.html", form=form, organisation=own, **claim_part(own))
    return page, *form_status(form.errors, refusals)


@bp.get("/organisations/<int:organisation_id>/paper")
def claim_paper(organisation_id: int) -> ResponseReturnValue:
    """The scan, for its own organisation and the office that answers for it."""
    found = queries.with_paper(organisation_id, current_user)
    return files.send(found.claim_paper, found.claim_paper_name, called=f"{found.short_name} claim")
