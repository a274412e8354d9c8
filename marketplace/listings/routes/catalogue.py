"""/listings: search, facets, pages. Everything is a GET address that can be sent to somebody."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from flask import get_template_attribute, render_template, request

from marketplace.kit.i18n import current_language
from marketplace.kit.kept_pages import kept
from marketplace.kit.pages import same_page
from marketplace.kit.sent import whole
from marketplace.kit.words import Words
from marketplace.listings import search
from marketplace.listings.queries.catalogue import LONGEST_QUESTION, Option, catalogue
from marketplace.listings.queries.rows import OfferRow
from marketplace.listings.routes import bp

SORTS = (
    ("relevance", Words("最合适", "Best fit")),
    ("newest", Words("最新公布", "Newest")),
    ("fee_low", Words("头一年花钱最少", "Cheapest first year")),
)
MOST_VALUES = 20
DRAWN_ROWS = 4_000  # kept as they are printed, about 2 KB each


def _chosen() -> Mapping[str, set[str]]:
    """The ticked facets; `use_first=no` is no box here."""
    found = {name: set(request.args.getlist(name)[:MOST_VALUES]) - {""} for name in search.GROUPS}
    return {name: values for name, values in found.items() if values}


def _page() -> int:
    return min(max(whole(request.args.get("page", ""), 1), 1), search.LAST_PAGE)


def _without(option: Option) -> str:
    """This page's address without one facet."""
    rest = [value for value in request.args.getlist(option.name) if value != option.value]
    return same_page(**{option.name: rest or None}, page=None)


@lru_cache(maxsize=DRAWN_ROWS)
def _drawn(offer: OfferRow, language: str) -> Any:
    """A row as it is printed; the language is asked for by the template itself, here it tells the rows apart."""
    return get_template_attribute("components/offer_row.html", "offer_row")(offer)


@bp.get("/listings", endpoint="catalogue")
@kept
def show_catalogue() -> str:
    question = request.args.get("q", "").strip()[:LONGEST_QUESTION]
    sort = request.args.get("sort", "relevance")
    sort = sort if sort in search.SORTS else "relevance"
    chosen = _chosen()
    found, language = catalogue(question, chosen, sort, _page()), current_language()
    return render_template(
        "listings/catalogue.html",
        found=found,
        rows=[_drawn(row, language) for row in found.rows],
        question=question,
        sort=sort,
        sorts=SORTS,
        pay_later_chosen="yes" in chosen.get("use_first", set()),
        without=_without,
    )
