"""The newest offers as cards, and one that is used first and paid later, taken apart into its parts."""

from dataclasses import dataclass

from marketplace.kit.db import db
from marketplace.listings import queries, search
from marketplace.listings.queries.offer import plan_of
from marketplace.listings.queries.rows import OfferRow, offer_rows
from marketplace.listings.rules.picture import Picture, picture


@dataclass(frozen=True)
class Example:
    """An offer whose plan is shown as a picture."""

    number: str
    title: str
    is_sample: bool
    picture: Picture


def newest(number: int) -> list[OfferRow]:
    """The offers published last, that can be accepted now."""
    found = search.search(db.session.connection(), search.Query(sort="newest", page_size=number))
    return offer_rows(found.ids)


def use_first_example() -> Example | None:
    """The newest open offer that is used first and paid by sales, with no entry fee; None when there is none."""
    facets = {"use_first": {"yes"}, "fee_kind": {"royalty"}}
    query = search.Query(facets=facets, sort="newest", page_size=1)
    found = search.search(db.session.connection(), query).ids
    if not found:
        return None
    listing = queries.listing_by_id(found[0])
    shown = picture(plan_of(listing.versions[-1]))
    return Example(listing.number, listing.title, listing.sample, shown) if shown else None
