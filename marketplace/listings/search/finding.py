"""One search: read the query, climb down the ladder until something answers, filter, count, order, cut a page."""

from dataclasses import dataclass
from math import ceil

import numpy as np
from sqlalchemy import Connection

from marketplace.kit.errors import RuleBroken
from marketplace.kit.words import Words
from marketplace.listings.search import ranking
from marketplace.listings.search.engine import Engine, Ids
from marketplace.listings.search.entry import GROUPS, LARGEST_PAGE, LAST_PAGE, SORTS, Found, Query
from marketplace.listings.search.facets import FacetColumns, columns
from marketplace.listings.search.postgres import PostgresEngine
from marketplace.listings.search.query import MOST_LOOSE_TERMS, Parsed, Term, parse
from marketplace.listings.search.sqlite import SqliteEngine

# Fewer phrase matches than this, and the words are looked for apart as well.
ENOUGH = 20
MOST_TITLES = 2_000
MOST_LOOSE = 2_000
ENGINES: dict[str, Engine] = {"sqlite": SqliteEngine(), "postgresql": PostgresEngine()}


@dataclass(frozen=True, slots=True)
class Match:
    """ids are open and without order; terms are what ranks them; exact: those that hold the whole phrase."""

    ladder: str
    ids: Ids
    is_capped: bool = False
    terms: tuple[Term, ...] = ()
    exact: Ids | None = None
    tier: Ids | None = None


def engine_of(connection: Connection) -> Engine:
    return ENGINES[connection.dialect.name]


def search(connection: Connection, query: Query) -> Found:
    """One page of open listings with counts for every facet.

    Reads what this connection's transaction sees, its own writes among it.
    An id may be newer than the caller's snapshot: leave out those whose row is not there.
    Raises RuleBroken past page 100; ValueError for a sort or facet group that does not exist.
    """
    _check(query)
    engine = engine_of(connection)
    held = columns(connection, engine)
    parsed = parse(query.text)
    chosen = {group: accepted for group, accepted in query.facets.items() if accepted}
    if parsed.is_empty and not chosen:
        return _start_page(held, query)
    with engine.searching(connection):
        match = Match("all", held.open_ids()) if parsed.is_empty else _match(connection, engine, held, parsed)
        ids, counts = held.counted(match.ids, chosen)
        page = _page(connection, engine, held, match, ids, query)
    return Found(page, len(ids), match.is_capped, counts, match.ladder, query.page, _pages(len(ids), query))


def _check(query: Query) -> None:
    if query.sort not in SORTS or not set(query.facets) <= set(GROUPS) or not 1 <= query.page_size <= LARGEST_PAGE:
        raise ValueError(
            f"no such sort, facet group or page size: {query.sort}, {sorted(query.facets)}, {query.page_size}"
        )
    if not 1 <= query.page <= LAST_PAGE:
        raise RuleBroken(
            Words(
                f"最多翻到第 {LAST_PAGE} 页，没有第 {query.page} 页。",
                f"There is no page {query.page}; the last one is {LAST_PAGE}.",
            ),
            code="PAGE_TOO_DEEP",
            cure=Words(
                "请加一个词，或在左边选条件，把范围缩小。", "Add a word or choose a filter to narrow the results."
            ),
            field="page",
        )


def _pages(total: int, query: Query) -> int:
    return max(1, min(LAST_PAGE, ceil(total / query.page_size)))


def _start_page(held: FacetColumns, query: Query) -> Found:
    """Everything, newest first: worked out once for each state of the market."""
    ids = held.open_ids()
    if "counts" not in held.kept:
        held.kept["counts"] = held.counted(ids, {})[1]
    needed = query.page * query.page_size
    name = f"first by {query.sort}"
    if name not in held.kept or len(held.kept[name]) < min(needed, len(ids)):
        held.kept[name] = ranking.ordered(ids, held, query.sort, None, max(needed, MOST_TITLES))
    page = held.kept[name][needed - query.page_size : needed]
    counts = {group: list(pairs) for group, pairs in held.kept["counts"].items()}
    return Found(tuple(page.tolist()), len(ids), False, counts, "all", query.page, _pages(len(ids), query))


def _match(connection: Connection, engine: Engine, held: FacetColumns, parsed: Parsed) -> Match:
    for name, table, prefixes in (
        ("number", "listing_numbers", (parsed.number,) if parsed.number else ()),
        ("ipc", "listing_ipc", parsed.ipc),
    ):
        for prefix in prefixes:
            ids, is_capped = engine.key_ids(connection, table, prefix, engine.most_ids)
            ids = held.only_open(ids)
            if len(ids) or (name == "number" and parsed.is_surely_number):
                return Match(name, ids, is_capped)
    return _ladder(connection, engine, held, parsed)


def _ladder(connection: Connection, engine: Engine, held: FacetColumns, parsed: Parsed) -> Match:
    nothing = Match("phrase", np.zeros(0, dtype=np.int64))
    if not parsed.parts:
        return nothing
    phrase = _all_of(connection, engine, held, "phrase", parsed.phrase) if parsed.phrase else nothing
    if len(phrase.ids) >= ENOUGH or (parsed.phrase and parsed.words == parsed.phrase):
        answer = phrase
    else:
        answer = _apart(connection, engine, held, parsed, phrase)
    if len(answer.ids) or len(parsed.words) < 2:
        return answer
    return _any_of(connection, engine, held, parsed.words[:MOST_LOOSE_TERMS])


def _apart(connection: Connection, engine: Engine, held: FacetColumns, parsed: Parsed, phrase: Match) -> Match:
    """The parts as typed, then their words. Matches of the whole phrase lead, and answer alone if words add nothing."""
    for terms in dict.fromkeys((parsed.parts, parsed.words)):
        if not terms or terms == parsed.phrase:
            continue
        found = _all_of(connection, engine, held, "all_words", terms)
        if len(found.ids) > len(phrase.ids):
            return Match("all_words", found.ids, found.is_capped, terms, phrase.ids)
    return phrase if parsed.phrase else Match("all_words", phrase.ids)


def _all_of(connection: Connection, engine: Engine, held: FacetColumns, name: str, terms: tuple[Term, ...]) -> Match:
    ids, is_capped = engine.ids(connection, terms, engine.most_ids, held.highest)
    return Match(name, held.only_open(ids), is_capped, terms)


def _any_of(connection: Connection, engine: Engine, held: FacetColumns, terms: tuple[Term, ...]) -> Match:
    """The more words, the higher."""
    answers = [engine.ids(connection, (term,), MOST_LOOSE, held.highest) for term in terms]
    tier = ranking.tiers(len(held.stamp), *((ids, 2) for ids, _capped in answers))
    ids = held.only_open(np.flatnonzero(tier))
    return Match("any_word", ids, any(capped for _ids, capped in answers), terms, tier=tier)


def _page(
    connection: Connection, engine: Engine, held: FacetColumns, match: Match, ids: Ids, query: Query
) -> tuple[int, ...]:
    start = (query.page - 1) * query.page_size
    needed = start + query.page_size
    if start >= len(ids):
        return ()
    if query.sort != "relevance" or not match.terms:
        return tuple(ranking.ordered(ids, held, query.sort, None, needed)[start:].tolist())
    tier = match.tier
    if tier is None:
        titles = engine.title_ids(connection, match.terms, MOST_TITLES, held.highest)
        exact = (match.exact, 1) if match.exact is not None else (ids[:0], 1)
        tier = ranking.tiers(len(held.stamp), (titles, 2), exact)
    first = ranking.ordered(ids, held, "relevance", tier, max(needed, ranking.RESCORED))
    if start < ranking.RESCORED:
        best = first[: ranking.RESCORED]
        first = np.concatenate(
            (ranking.rescored(best, tier, match.terms, engine.texts(connection, best.tolist())), first[len(best) :])
        )
    return tuple(first[start:needed].tolist())
