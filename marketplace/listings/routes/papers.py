"""Papers of a listing: the declaration form, the scanned notice, the consents."""

from io import BytesIO

from flask import make_response, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from marketplace.kit import clock, files, transactions
from marketplace.kit.answers import form_status
from marketplace.kit.errors import Busy, Missing, Refusal, RuleBroken, TooMany
from marketplace.kit.fields import put_at_field
from marketplace.kit.i18n import current_language
from marketplace.kit.idempotency import FormKey
from marketplace.kit.sent import whole
from marketplace.listings import actions, documents, forms, queries
from marketplace.listings.models import Listing
from marketplace.listings.routes import bp
from marketplace.listings.routes.steps import keep_scan
from marketplace.listings.rules.channel import Channel
from marketplace.patents.rules.numbers import patent_number


@bp.get("/listings/<number>/declaration.pdf")
def declaration(number: str) -> ResponseReturnValue:
    """The form: as it was filed, else as it stands now; `?language=en` prints a translation."""
    listing = queries.managed_listing(number, current_user)
    if listing.channel is not Channel.STATUTORY:
        raise Missing
    language = request.args.get("language", current_language())
    if listing.declaration_file and not language.startswith("en"):
        return files.send(listing.declaration_file, f"{number}.pdf", called=number)
    facts = documents.declaration_of(listing)
    with transactions.outside():
        content = documents.print_declaration(facts, language, clock.today())
    return send_file(BytesIO(content), mimetype="application/pdf", download_name=f"{number}.pdf")


@bp.get("/listings/<number>/announcement")
def announcement(number: str) -> ResponseReturnValue:
    """The gazette's notice: anyone may read what is announced."""
    listing = queries.readable_listing(number, current_user)
    return files.send(listing.announcement_file, listing.announcement_name, called=f"{number}-announcement")


@bp.get("/listings/<number>/consents/<int:consent_id>")
def consent(number: str, consent_id: int) -> ResponseReturnValue:
    listing = queries.managed_listing(number, current_user)
    found = next((one for one in listing.consents if one.id == consent_id), None)
    if found is None:
        raise Missing
    return files.send(found.file, found.file_name, called=f"{number}-consent")


@bp.route("/listings/<number>/consents", methods=["GET", "POST"])
def consents(number: str) -> ResponseReturnValue:
    """Consents on record, and a form for one more."""
    listing = queries.own_listing(number, current_user)
    if request.method == "POST" and "drop" in request.form:
        actions.drop_consent(listing, whole(request.form["drop"], 0), by=current_user)
        return redirect(url_for(".consents", number=number), 303)
    form, refusals, key = forms.ConsentForm(), list[Refusal](), FormKey("consent", number)
    if request.method == "GET" and listing.patents:
        form.patent_number.data = f"ZL{listing.patents[0].number}"
    if form.validate_on_submit():
        try:
            return redirect(key.once(current_user.id, lambda: _consented(listing, form)), 303)
        except (RuleBroken, TooMany, Busy) as refusal:
            if not put_at_field(form, refusal, {"file": "scan"}):
                refusals.append(refusal)
    body = render_template(
        "listings/consents.html",
        listing=listing,
        form=form,
        form_key=key.shown(),
        refusals=refusals,
        multipart=True,
    )
    return make_response(body, *form_status(form.errors, refusals))


def _consented(listing: Listing, form: forms.ConsentForm) -> str:
    """The page of consents, with one more."""
    named = patent_number(form.patent_number.data or "", field="patent_number")
    scan = keep_scan(form.scan, "consent")
    actions.add_consent(
        listing,
        by=current_user,
        kind=form.kind.data,
        name=form.name.data or "",
        patent_number=named,
        given_on=form.given_on.data,
        file=scan.sha256,
        file_name=scan.name,
    )
    return url_for(".consents", number=listing.number)
