"""An empty search index on SQLite, and on PostgreSQL when TEST_POSTGRES_URL names a server."""

import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, event

from marketplace.listings.search import SearchEntry, forget
from marketplace.listings.search.schema import create, drop

POSTGRES = os.environ.get("TEST_POSTGRES_URL", "")
DATABASES = ["sqlite", *(["postgresql"] if POSTGRES else [])]


@pytest.fixture(params=DATABASES)
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    forget()
    found = sqlite_engine(tmp_path / "search.db") if request.param == "sqlite" else create_engine(POSTGRES)
    with found.begin() as connection:
        drop(connection)
        create(connection)
    yield found
    with found.begin() as connection:
        drop(connection)
    found.dispose()


def sqlite_engine(path: Path) -> Engine:
    """As the product opens it: write-ahead log, and transactions that begin when they are asked to."""
    found = create_engine(f"sqlite:///{path}")

    @event.listens_for(found, "connect")
    def connect(connection, _record):
        connection.isolation_level = None
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA busy_timeout = 60000")

    @event.listens_for(found, "begin")
    def begin(connection):
        connection.exec_driver_sql("BEGIN")

    return found


def make_entry(listing_id: int, title: str = "一种石墨烯电池", **changes) -> SearchEntry:
    values = {
        "number": f"PT-2026-{listing_id:06d}",
        "abstract": "",
        "owner": "样例大学",
        "patent_numbers": (f"ZL20171{listing_id:07d}.X",),
        "ipc_codes": ("H01M 4/36",),
        "channel": "platform",
        "fee_kind": "lump_sum",
        "fee_band": "2",
        "use_first": False,
        "ipc_section": "H",
        "owner_kind": "university",
        "city": "沈阳",
        "industry": "C38",
        "first_year_fee_fen": 100_000 * listing_id,
        "published_on": date(2026, 1, 1),
        "open": True,
    }
    return SearchEntry(listing_id=listing_id, title=title, **(values | changes))
