"""/listings/mine and /listings/<number>/manage: the holder's and the office's side of a listing."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from marketplace.kit.errors import RuleBroken
from marketplace.kit.sent import whole
from marketplace.kit.words import Words
from marketplace.listings import actions, queries
from marketplace.listings.actions.publishing import has_changes
from marketplace.listings.models import Listing
from marketplace.listings.queries import view as views
from marketplace.listings.queries.offer import in_the_way, in_use, plan_of
from marketplace.listings.routes import bp
from marketplace.workflows import meanwhile

AT_ONCE = {"pause": actions.pause, "resume": actions.resume, "pass_on": actions.pass_on}


@bp.get("/listings/mine")
def mine() -> str:
    page = queries.mine(current_user, whole(request.args.get("page", ""), 1))
    uses = in_use([listing.id for listing in page.items])
    names = {listing.id: queries.workflow_of(listing).names[listing.state] for listing in page.items}
    return render_template("listings/mine.html", page=page, uses=uses, names=names)


def _documents(listing: Listing) -> list[dict[str, object]]:
    """Every paper of a listing, as a link."""
    number, found = listing.number, list[dict[str, object]]()
    if listing.channel == "statutory":
        title = Words("声明表", "Declaration form")
        remark = (
            Words("照现在的内容印", "as it stands now") if not listing.declaration_file else Words("已存档", "as filed")
        )
        found.append({"url": url_for(".declaration", number=number), "title": title, "remark": remark})
    if listing.announcement_file:
        title = Words("公告扫描件", "The notice, scanned")
        remark = Words(listing.declaration_no, listing.declaration_no)
        found.append({"url": url_for(".announcement", number=number), "title": title, "remark": remark})
    for one in listing.consents:
        title = Words(f"{one.name}的同意书", f"Consent of {one.name}")
        remark = Words(f"{one.given_on}，专利 {one.patent_number}", f"{one.given_on}, patent {one.patent_number}")
        found.append({"url": url_for(".consent", number=number, consent_id=one.id), "title": title, "remark": remark})
    return found


@bp.route("/listings/<number>/manage", methods=["GET", "POST"])
def manage(number: str) -> ResponseReturnValue:
    """Whose turn, the steps, versions, papers. Steps that ask for nothing are taken right here."""
    listing = queries.managed_listing(number, current_user)
    if request.method == "POST":
        act = AT_ONCE.get(request.form.get("step", ""))
        if act is None:
            raise RuleBroken(Words("没有这一步。", "There is no such step."), code="NO_SUCH_STEP")
        meanwhile.check_unmoved(
            queries.workflow_of(listing), listing, request.form.get("seen"), link=url_for(".manage", number=number)
        )
        act(listing, by=current_user)
        return redirect(url_for(".manage", number=number), 303)
    is_holder = listing.holder_id == current_user.organisation_id
    verdicts = listing.standing_verdicts() if listing.is_public else listing.verdicts()
    uses, view = in_use([listing.id]), views.view(listing, current_user)
    return render_template(
        "listings/manage.html",
        listing=listing,
        view=view,
        seen=view.steps_taken[-1].seq if view.steps_taken else 0,
        is_holder=is_holder,
        plan=plan_of(listing.versions[-1]) if listing.versions else listing.plan,
        has_changes=bool(listing.versions) and listing.is_editable and has_changes(listing),
        failed=in_the_way(verdicts, listing.over_cap_reason),
        documents=_documents(listing),
        uses=uses.get(listing.id, 0) if uses else None,
    )
