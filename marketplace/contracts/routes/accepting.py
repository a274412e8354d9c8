"""Check your answers, then accept an offer or give notice under a declaration."""

from typing import Any

from flask import current_app, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from marketplace.contracts import actions
from marketplace.contracts.actions.beginning import TermsChanged, check_licensee, check_no_office
from marketplace.contracts.actions.reserving import check_room
from marketplace.contracts.forms import AcceptForm, NoticeForm
from marketplace.contracts.models import Deal
from marketplace.contracts.routes import bp
from marketplace.contracts.rules.holding import Limits, hold_until, office_answers_by
from marketplace.kit import clock, idempotency, transactions
from marketplace.kit.errors import Missing, Refusal, RuleBroken, StepRefused
from marketplace.kit.fields import put_at_field
from marketplace.listings import queries as listing_queries
from marketplace.listings.models import Listing
from marketplace.listings.rules.channel import Channel
from marketplace.listings.rules.fee_plan import FeePlan


def _key(number: str) -> idempotency.FormKey:
    return idempotency.FormKey("accept", number)


def _limits() -> Limits:
    settings = current_app.config["SETTINGS"]
    return Limits(settings.signing_days, settings.unverified_hold_days)


def _page(listing: Listing, form: AcceptForm, status: int = 200, **more: Any) -> ResponseReturnValue:
    version, limits = listing.versions[-1], _limits()
    form.seen_hash.data = version.terms_hash
    kept_until = hold_until(clock.today(), limits.unverified_hold_days)
    body = render_template(
        "contracts/accept.html",
        listing=listing,
        version=version,
        plan=FeePlan.from_json(version.terms["fee_plan"]),
        form=form,
        form_key=_key(listing.number).shown(),
        statutory=listing.channel is Channel.STATUTORY,
        reply_days=limits.signing_days,
        is_verified=current_user.organisation.is_verified,
        kept_until=kept_until,
        office_answers_by=office_answers_by(kept_until),
        **more,
    )
    return make_response(body, status)


def _done(form: AcceptForm, number: str) -> ResponseReturnValue:
    key = _key(number)
    transactions.write()
    known = key.answered(current_user.id)
    if known:
        return redirect(known, 303)
    deal = _begun(form, number, key.sent)
    if deal.listing.number != number:
        raise Missing
    place = url_for("contracts.show", number=deal.number)
    idempotency.remember(key.sent, current_user.id, place)
    return redirect(place, 303)


def _begun(form: AcceptForm, number: str, key: str) -> Deal:
    """The deal, on either road."""
    listing_id, channel = listing_queries.named(number)
    hash_ = str(form.seen_hash.data)
    if channel is Channel.PLATFORM:
        return actions.accept(listing_id, by=current_user, seen_hash=hash_, limits=_limits(), request_key=key)
    assert isinstance(form, NoticeForm)
    assert form.starts_on.data is not None
    notice = {"products": form.products.data, "starts_on": form.starts_on.data.isoformat(), "accepts": True}
    return actions.give_notice(listing_id, by=current_user, seen_hash=hash_, notice=notice, request_key=key)


def _form(number: str) -> AcceptForm:
    form = NoticeForm() if listing_queries.named(number)[1] is Channel.STATUTORY else AcceptForm()
    if isinstance(form, NoticeForm) and request.method == "GET":
        form.starts_on.data = clock.today()
    return form


@bp.route("/listings/<number>/accept", methods=["GET", "POST"])
@transactions.reads_first
def accept(number: str) -> ResponseReturnValue:
    """One screen: the terms as they stand, one tick, one button. Sending it twice makes one deal.

    A form that is in order asks nothing about the listing before it holds it.
    """
    form = _form(number)
    if not form.validate_on_submit():
        return _asked(number, form)
    try:
        return _done(form, number)
    except TermsChanged as changed:
        form.understood.data = False
        listing = listing_queries.public_listing(number)
        return _page(listing, form, 409, refusals=[changed], differences=changed.differences)
    except RuleBroken as broken:
        transactions.rollback()
        refusals = [] if put_at_field(form, broken) else [broken]
        return _page(listing_queries.public_listing(number), form, 422, refusals=refusals)
    except StepRefused:  # a double click that waited for its twin is answered with the twin's page
        transactions.rollback()  # PostgreSQL answers nothing more where a row was refused
        known = _key(number).answered(current_user.id)
        if not known:
            raise
        return redirect(known, 303)


def _asked(number: str, form: AcceptForm) -> ResponseReturnValue:
    """The page to read and fill in, unless this very form was answered before."""
    key = _key(number)
    if request.method == "POST" and key.is_right:
        known = key.answered(current_user.id)
        if known:
            return redirect(known, 303)
    listing = listing_queries.public_listing(number)
    refusal = _standing_refusal(listing)
    return _page(listing, form, 422 if form.errors else 200, refusals=[refusal] if refusal else [])


def _standing_refusal(listing: Listing) -> Refusal | None:
    """What already stands in the way, said before anything is typed."""
    try:
        check_no_office(current_user.organisation)
        standing = check_licensee(listing, current_user.organisation)
        if listing.channel is Channel.PLATFORM:
            check_room(listing, current_user, standing, _limits())
    except Refusal as refusal:
        return refusal
    return None
