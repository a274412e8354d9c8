"""Tables of the search index, made and dropped by migrations; no model maps them."""

import sqlite3
from secrets import token_hex

from sqlalchemy import Connection, text

# Raise it with every change of tokens or tables: an older index must be rebuilt from the listings.
SEARCH_VERSION = 1
TABLES = (
    "listing_search_state",
    "listing_search_texts",
    "listing_search",
    "listing_facets",
    "listing_ipc",
    "listing_numbers",
)

# `changed`: SQLite counts up inside the write transaction (one writer, so order is commit order);
# PostgreSQL holds the transaction id, because a sequence there commits out of order.
_COMMON = (
    """CREATE TABLE listing_search_state (
        epoch varchar(16) NOT NULL, version integer NOT NULL, deletes_itself integer NOT NULL)""",
    "CREATE TABLE listing_search_texts (listing_id integer PRIMARY KEY, title text NOT NULL, body text NOT NULL)",
    """CREATE TABLE listing_facets (
        listing_id integer PRIMARY KEY, changed bigint NOT NULL, open integer NOT NULL,
        published_day integer NOT NULL, fee_fen bigint NOT NULL,
        channel text NOT NULL, fee_kind text NOT NULL, fee_band text NOT NULL, use_first text NOT NULL,
        ipc_section text NOT NULL, owner_kind text NOT NULL, city text NOT NULL, industry text NOT NULL)""",
    "CREATE INDEX ix_listing_facets_changed ON listing_facets (changed)",
)
_KEY = "listing_id integer NOT NULL, PRIMARY KEY (key, listing_id)"
_SQLITE_FTS = "CREATE VIRTUAL TABLE {name} USING fts5({columns}, content=''{option}, tokenize=\"{tokenizer}\")"
_TOKENIZER = "unicode61 remove_diacritics 0 tokenchars '_'"
_SQLITE = (
    f"CREATE TABLE listing_numbers (key text NOT NULL, {_KEY}) WITHOUT ROWID",
    f"CREATE TABLE listing_ipc (key text NOT NULL, {_KEY}) WITHOUT ROWID",
    "CREATE INDEX ix_listing_numbers_listing_id ON listing_numbers (listing_id)",
    "CREATE INDEX ix_listing_ipc_listing_id ON listing_ipc (listing_id)",
)
POSTGRES_GIN = (
    # No pending list: a search must not pay for writes that nobody has merged yet.
    "CREATE INDEX ix_listing_search_bi ON listing_search USING gin (bi) WITH (fastupdate = off)",
    "CREATE INDEX ix_listing_search_ti ON listing_search USING gin (ti) WITH (fastupdate = off)",
)
_POSTGRES = (
    f'CREATE TABLE listing_numbers (key text COLLATE "C" NOT NULL, {_KEY})',
    f'CREATE TABLE listing_ipc (key text COLLATE "C" NOT NULL, {_KEY})',
    "CREATE INDEX ix_listing_numbers_listing_id ON listing_numbers (listing_id)",
    "CREATE INDEX ix_listing_ipc_listing_id ON listing_ipc (listing_id)",
    # A common word visits every row, so rows must be short: PostgreSQL moves arrays out of a row only when it passes
    # 2 KB. The padding, which shrinks to a few bytes, sees to that: 69 MB of rows become 10.
    """CREATE TABLE listing_search (
        listing_id integer PRIMARY KEY, ti integer[] NOT NULL, bi integer[] NOT NULL,
        padding text NOT NULL DEFAULT repeat(' ', 2100)) WITH (toast_tuple_target = 128)""",
    """ALTER TABLE listing_search ALTER ti SET STORAGE EXTERNAL, ALTER bi SET STORAGE EXTERNAL,
        ALTER padding SET STORAGE MAIN""",
    *POSTGRES_GIN,
)


def create(connection: Connection) -> None:
    """Make an empty index. Its epoch tells every process that what it holds in memory is of another one."""
    on_sqlite = connection.dialect.name == "sqlite"
    deletes_itself = on_sqlite and has_contentless_delete()
    for statement in (*_COMMON, *(_sqlite(deletes_itself) if on_sqlite else _POSTGRES)):
        connection.execute(text(statement))
    connection.execute(
        text("INSERT INTO listing_search_state VALUES (:epoch, :version, :deletes_itself)"),
        {"epoch": token_hex(8), "version": SEARCH_VERSION, "deletes_itself": int(deletes_itself)},
    )


def drop(connection: Connection) -> None:
    on_sqlite = connection.dialect.name == "sqlite"
    for table in (*TABLES, *(("fts_body", "fts_title") if on_sqlite else ())):
        connection.execute(text(f"DROP TABLE IF EXISTS {table}"))


def is_current(connection: Connection) -> bool:
    """False when the index was built by another SEARCH_VERSION: drop, create and put all listings again."""
    return connection.execute(text("SELECT version FROM listing_search_state")).scalar() == SEARCH_VERSION


def has_contentless_delete(version: tuple[int, ...] = sqlite3.sqlite_version_info) -> bool:
    return version >= (3, 43)


def _sqlite(deletes_itself: bool) -> tuple[str, ...]:
    option = ", contentless_delete=1" if deletes_itself else ""
    body = _SQLITE_FTS.format(name="fts_body", columns="t, b", option=option, tokenizer=_TOKENIZER)
    title = _SQLITE_FTS.format(name="fts_title", columns="t", option=option, tokenizer=_TOKENIZER)
    return (*_SQLITE, body, title)
