"""The full-text index of the catalogue: keep it (`put`, `remove`), ask it (`search`). Works on connections alone."""

from marketplace.listings.search.entry import GROUPS, LAST_PAGE, SORTS, Found, Query, SearchEntry
from marketplace.listings.search.facets import forget
from marketplace.listings.search.finding import search
from marketplace.listings.search.writing import put, put_many, remove

__all__ = [
    "GROUPS",
    "LAST_PAGE",
    "SORTS",
    "Found",
    "Query",
    "SearchEntry",
    "forget",
    "put",
    "put_many",
    "remove",
    "search",
]
