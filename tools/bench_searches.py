"""The catalogue's search: a hundred thousand listings on both databases, a million on SQLite, and the plain way."""

import os
from collections.abc import Iterator
from contextlib import redirect_stdout
from io import StringIO

from sqlalchemy import Engine, create_engine, text

from marketplace.app import database_url
from tools.bench_search import GOAL_MS
from tools.bench_search import bench as search_bench
from tools.bench_table import Figure, databases, house, middle

MANY, FEWER, MOST = 100_000, 10_000, 1_000_000
COMMON = '"装置"'
FACETS = ("channel", "fee_kind", "fee_band", "use_first", "city", "industry")


def plain_way(engine: Engine) -> float:
    """Milliseconds of one search as it is usually written: rank all, count all, group all, six times."""
    found = "FROM fts_body JOIN listing_facets ON listing_id = fts_body.rowid WHERE fts_body MATCH :word AND open = 1"
    with engine.connect() as connection:

        def ask() -> None:
            word = {"word": COMMON}
            connection.execute(text(f"SELECT listing_id {found} ORDER BY bm25(fts_body) LIMIT 20"), word).all()
            connection.execute(text(f"SELECT count(*) {found}"), word).all()
            for facet in FACETS:
                connection.execute(text(f"SELECT {facet}, count(*) {found} GROUP BY {facet}"), word).all()

        ask()
        return middle(ask, 3) * 1000


def searches(database: str, listings: int, rounds: int) -> Iterator[Figure]:
    with house(database, "search") as server:
        url = database_url(server.settings.database_url)
        with redirect_stdout(StringIO()):
            figures = search_bench(url, listings, rounds)
        for kind, (p50, p95) in figures.items():
            name = f"search, {database}, {listings:,}, {kind}"
            yield Figure(f"{name}, p50", p50, "ms")
            yield Figure(f"{name}, p95", p95, "ms", most=GOAL_MS)
        if database == "sqlite":
            engine = create_engine(url)
            yield Figure("  a common word the plain way (FTS join, six GROUP BY)", plain_way(engine), "ms")
            engine.dispose()


def bench(quick: bool) -> Iterator[Figure]:
    for database in databases():
        yield from searches(database, FEWER if quick else MANY, 3 if quick else 10)
    if os.environ.get("BENCH_FULL"):
        yield from searches("sqlite", MOST, 5)
