"""Patents read in from a table, and the history proved link by link."""

from collections.abc import Iterator
from pathlib import Path

from marketplace.kit import transactions
from marketplace.patents.actions import Origin, import_file
from marketplace.workflows import history
from tools.bench_history import many_beginnings
from tools.bench_patents import write_table
from tools.bench_table import Figure, databases, house, seconds


def silent(_line: object) -> None:
    """An import says how far it is; here nobody listens."""


def bench(quick: bool) -> Iterator[Figure]:
    rows, steps = (5_000, 10_000) if quick else (50_000, 60_000)
    for database in databases():
        with house(database, "data") as server, server.app().app_context():
            yield from _import(database, server.folder / "patents.csv", rows)
            yield from _history(database, steps)


def _import(database: str, table: Path, rows: int) -> Iterator[Figure]:
    write_table(table, rows)
    first = seconds(lambda: import_file(table, Origin("bench"), silent))
    again = seconds(lambda: import_file(table, Origin("bench"), silent))
    yield Figure(f"patents imported, {database}", rows / first, "rows/s")
    yield Figure("  the same table again, nothing changed", rows / again, "rows/s")


def _history(database: str, steps: int) -> Iterator[Figure]:
    transactions.begin(writing=True)
    try:
        many_beginnings(steps)
        proved = seconds(lambda: sum(1 for _ in history.verify()))
        yield Figure(f"history proved, {database}", steps / proved, "rows/s")
    finally:
        transactions.rollback()
