"""Beginning a listing, and the address of each page on which it is written."""

from flask import current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from marketplace.kit.errors import Missing, Refusal, RuleBroken, StepRefused
from marketplace.kit.idempotency import FormKey
from marketplace.listings import actions, forms, queries
from marketplace.listings.forms.fields import choices
from marketplace.listings.queries.finding import channels_taken
from marketplace.listings.routes import bp
from marketplace.listings.routes.draft_page import answer, progress
from marketplace.listings.routes.sections import SECTIONS
from marketplace.listings.rules.channel import Channel
from marketplace.patents.models import Patent


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
    key, refusals = FormKey("draft"), list[Refusal]()
    if form.validate_on_submit():
        known = {patent.id: patent for patent in queries.patents_to_offer(current_user, limit=100_000)}
        chosen = [known[one] for one in form.patents.data or () if one in known]
        try:
            channel = Channel(form.channel.data)
            return redirect(key.once(current_user.id, lambda: _begun(channel, chosen)), 303)
        except (RuleBroken, StepRefused) as refusal:
            refusals.append(refusal)
    page = render_template(
        "listings/new.html",
        form=form,
        form_key=key.shown(),
        refusals=refusals,
        patents=patents,
        taken=channels_taken([patent.id for patent in patents]),
        text=text,
        steps=progress("new"),
        multipart=False,
    )
    return answer(page, form, refusals)


def _begun(channel: Channel, chosen: list[Patent]) -> str:
    """The draft's next page."""
    office_check = current_app.config["SETTINGS"].office_check
    listing = actions.draft(channel, chosen, by=current_user, office_check=office_check)
    return url_for(".edit", number=listing.number, section="fee")


@bp.route("/listings/<number>/edit/<section>", methods=["GET", "POST"])
def edit(number: str, section: str) -> ResponseReturnValue:
    """One page of the draft; what was typed stays when it is refused."""
    listing = queries.own_listing(number, current_user)
    if section not in SECTIONS:
        raise Missing
    if not listing.is_editable:
        return redirect(url_for(".manage", number=number), 303)
    return SECTIONS[section](listing)
