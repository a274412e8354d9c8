"""The order of an answer: how well it fits, then the newest. Every rank can be said in words."""

from collections.abc import Sequence

import numpy as np

from marketplace.listings.search.engine import Ids
from marketplace.listings.search.facets import ID_BITS, FacetColumns
from marketplace.listings.search.query import Term

# A tier stands above the 48 bits of day and id.
TIER_BITS = ID_BITS + 17
RESCORED = 300
TITLE_WEIGHT = 4.0
SATURATION = 1.2


def tiers(size: int, *layers: tuple[Ids, int]) -> Ids:
    """For each listing id below `size` the sum of the weights of the id sets it stands in."""
    found = np.zeros(size, dtype=np.int64)
    for ids, weight in layers:
        found[ids[ids < size]] += weight
    return found


def ordered(ids: Ids, held: FacetColumns, sort: str, tier: Ids | None, most: int) -> Ids:
    """The first `most` ids. Keys are unique, since each ends in the id: partitioning ties would be slow."""
    if sort == "fee_low":
        keys = held.cheap[ids]
    elif sort == "relevance" and tier is not None:
        keys = (tier[ids] << TIER_BITS) | held.newest[ids]
    else:
        keys = held.newest[ids]
    if most < len(ids):
        best = np.argpartition(keys, len(ids) - most)[len(ids) - most :]
        ids, keys = ids[best], keys[best]
    return ids[np.argsort(keys)[::-1]]


def score(terms: Sequence[Term], title: str, body: str) -> float:
    """Four points a term in the title, and up to 2.2 for how often it stands in the text."""
    total = 0.0
    for term in terms:
        times = title.count(term.text) + body.count(term.text)
        total += TITLE_WEIGHT * (term.text in title) + times * (SATURATION + 1) / (times + SATURATION)
    return total


def rescored(first: Ids, tier: Ids, terms: Sequence[Term], texts: dict[int, tuple[str, str]]) -> Ids:
    """The given best ids again, inside each tier by score; equal scores stay newest first."""
    nothing = ("", "")
    keys = [(-int(tier[number]), -score(terms, *texts.get(int(number), nothing))) for number in first]
    return first[sorted(range(len(first)), key=keys.__getitem__)]
