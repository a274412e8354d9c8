"""What goes into the search index, what is asked of it and what it answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

GROUPS = ("channel", "fee_kind", "fee_band", "use_first", "ipc_section", "owner_kind", "city", "industry")
SORTS = ("relevance", "newest", "fee_low")
LAST_PAGE = 100
LARGEST_PAGE = 100


@dataclass(frozen=True, slots=True)
class SearchEntry:
    """One listing as the index sees it.

    patent_numbers:     any spelling; kept as digits and check character
    ipc_codes:          "H01M 4/36" or "H01M4/36"
    first_year_fee_fen: what a buyer pays in the first year; None sorts last
    published_on:       None while not published
    open:               only open listings are found
    """

    listing_id: int
    number: str
    title: str
    abstract: str
    owner: str
    patent_numbers: tuple[str, ...]
    ipc_codes: tuple[str, ...]
    channel: str
    fee_kind: str
    fee_band: str
    use_first: bool
    ipc_section: str
    owner_kind: str
    city: str
    industry: str
    first_year_fee_fen: int | None
    published_on: date | None
    open: bool


@dataclass(frozen=True, slots=True)
class Query:
    """facets: group of GROUPS → accepted values ("yes" and "no" for use_first); an empty set is no filter."""

    text: str = ""
    facets: Mapping[str, set[str]] = field(default_factory=dict)
    sort: str = "relevance"
    page: int = 1
    page_size: int = 20


@dataclass(frozen=True, slots=True)
class Found:
    """ids:    the listings of this page, in order
    total:  all that match text and filters; "at least" when `capped`
    facets: group → (value, count), largest first; a group's own filter is left out, so that it can be widened
    ladder: which step answered: all, phrase, all_words, any_word, number, ipc
    pages:  the last page that can be asked for
    """

    ids: tuple[int, ...]
    total: int
    capped: bool
    facets: dict[str, list[tuple[str, int]]]
    ladder: str
    page: int
    pages: int
