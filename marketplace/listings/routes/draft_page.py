"""What every page of a draft shares: where it stands among the five, the rules beside it, where it leads."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from marketplace.kit.errors import Refusal, RuleBroken, StepRefused
from marketplace.kit.fields import put_at_field
from marketplace.kit.words import Words
from marketplace.listings.models import Listing
from marketplace.listings.queries.judging import verdicts_so_far
from marketplace.listings.rules.fee_plan import FeePlan

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


def answer(page: str, form: Any, refusals: list[Refusal]) -> ResponseReturnValue:
    """The page with the status that its refusals ask for."""
    is_taken = any(refusal.status == 409 for refusal in refusals)
    return make_response(page, 409 if is_taken else 422 if refusals or form.errors else 200)


def show(
    listing: Listing,
    section: str,
    form: Any,
    refusals: list[Refusal],
    kept: FeePlan | None = None,
    **more: Any,
) -> ResponseReturnValue:
    """A page of the draft; the rules say nothing about what was not asked yet.

    kept: the plan that the page of the fee shows; None while it shows another than the draft has
    """
    plan = kept if section == "fee" else listing.plan
    verdicts = verdicts_so_far(listing, at_the_end=section == "check")
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
    return answer(body, form, refusals)


def onward(listing: Listing, section: str) -> ResponseReturnValue:
    """After a page: the next one, or back to the listing when it was only to be saved."""
    if request.form.get("go") == "later":
        return redirect(url_for(".manage", number=listing.number), 303)
    following = PAGES[min(PAGES.index(section) + 1, len(PAGES) - 1)]
    return redirect(url_for(".edit", number=listing.number, section=following), 303)


def write(
    listing: Listing,
    section: str,
    form: Any,
    act: Callable[[], None],
    place: Callable[[str], str] | None = None,
) -> tuple[ResponseReturnValue | None, list[Refusal]]:
    """Do the act; where it goes next, or the refusals that no field of the form takes.

    place: the form's field for a field of the rule
    """
    try:
        act()
    except RuleBroken as refusal:
        names: Mapping[str, str] = {refusal.field: place(refusal.field)} if place else {}
        return None, [] if put_at_field(form, refusal, names) else [refusal]
    except StepRefused as refusal:
        return None, [refusal]
    return onward(listing, section), []
