"""/listings: search, facets, pages. Everything is a GET address that can be sent to somebody."""

from collections.abc import Mapping

from flask import render_template, request

from marketplace.kit.pages import same_page
from marketplace.kit.words import Words
from marketplace.listings import search
from marketplace.listings.queries.catalogue import LONGEST_QUESTION, Option, catalogue
from marketplace.listings.routes import bp

SORTS = (
    ("relevance", Words("最合适", "Best fit")),
    ("newest", Words("最新公布", "Newest")),
    ("fee_low", Words("头一年花钱最少", "Cheapest first year")),
)
MOST_VALUES = 20


def _chosen() -> Mapping[str, set[str]]:
    """The ticked facets; `use_first=no` is no box here."""
    found = {name: set(request.args.getlist(name)[:MOST_VALUES]) - {""} for name in search.GROUPS}
    return {name: values for name, values in found.items() if values}


def _page() -> int:
    text = request.args.get("page", "1")
    return min(max(int(text), 1), search.LAST_PAGE) if text.isascii() and text.isdigit() and len(text) < 6 else 1


def _without(option: Option) -> str:
    """This page's address without one facet."""
    rest = [value for value in request.args.getlist(option.name) if value != option.value]
    return same_page(**{option.name: rest or None}, page=None)


@bp.get("/listings", endpoint="catalogue")
def show_catalogue() -> str:
    question = request.args.get("q", "").strip()[:LONGEST_QUESTION]
    sort = request.args.get("sort", "relevance")
    sort = sort if sort in search.SORTS else "relevance"
    chosen = _chosen()
    return render_template(
        "listings/catalogue.html",
        found=catalogue(question, chosen, sort, _page()),
        question=question,
        sort=sort,
        sorts=SORTS,
        pay_later_chosen="yes" in chosen.get("use_first", set()),
        without=_without,
    )
