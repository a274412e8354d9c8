"""The index on PostgreSQL: sorted hashes of bigrams in integer arrays under GIN; facets by transaction visibility."""

# ruff: noqa: S608 - only names and expressions made here enter SQL; what users type is bound

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import numpy as np
from sqlalchemy import Connection, text

from marketplace.listings.search.engine import Document, Ids, Pulse, chunks_of
from marketplace.listings.search.numbers import LAST
from marketplace.listings.search.query import Term
from marketplace.listings.search.schema import POSTGRES_GIN
from marketplace.listings.search.text import code, is_han, tokens

Codes = dict[str, list[int]]
CHECKED = 300
BLOCK_BITS = 14
FEW_BLOCKS = 10
AT_ONCE = 4
MOST_ROWS = 200_000
_SETTINGS = {
    "enable_seqscan": "off",
    "enable_indexscan": "off",
    "jit": "off",
    "plan_cache_mode": "force_custom_plan",
}
_PACK = "SELECT coalesce(string_agg(int4send(listing_id), ''), '') FROM ({rows}) AS found"


class PostgresEngine:
    most_ids = 20_000

    def pulse(self, connection: Connection) -> Pulse:
        """Rows of transactions that this snapshot does not see all carry an id of its xmin or later."""
        epoch, xmin, has_writes = connection.execute(
            text(
                "SELECT epoch, pg_snapshot_xmin(pg_current_snapshot())::text::bigint, "
                "pg_current_xact_id_if_assigned() IS NOT NULL FROM listing_search_state"
            )
        ).one()
        return Pulse(epoch, xmin - 1, has_writes)

    def changes(self, connection: Connection, marker: int) -> Iterator[Sequence[Any]]:
        """Ids beyond this cluster's own come from a restored dump: the first load has read them."""
        known = "changed < pg_snapshot_xmax(pg_current_snapshot())::text::bigint"
        own = "changed = pg_current_xact_id_if_assigned()::text::bigint"
        where = f"WHERE changed > :marker AND ({known} OR {own})" if marker >= 0 else ""
        return chunks_of(connection, where, {"marker": marker} if where else {}, stream=marker < 0)

    def next_change(self, connection: Connection) -> int:
        return int(connection.execute(text("SELECT pg_current_xact_id()::text::bigint")).scalar_one())

    def searching(self, connection: Connection) -> AbstractContextManager[None]:
        return _settings(connection)

    def ids(self, connection: Connection, terms: Sequence[Term], most: int, highest: int) -> tuple[Ids, bool]:
        """Arrays know no order: a small answer is checked against the texts, a large one is of short words anyway."""
        found, is_capped = _newest(connection, _asked(terms), most, highest)
        if len(found) > CHECKED or not any(len(term.tokens) > 1 for term in terms):
            return found, is_capped
        texts = self.texts(connection, found.tolist())
        kept = [number for number, pair in texts.items() if _stand_in(terms, pair)]
        return np.array(kept, dtype=np.int64), is_capped

    def title_ids(self, connection: Connection, terms: Sequence[Term], most: int, highest: int) -> Ids:
        codes = sorted({code(token) for term in terms for token in term.tokens})
        found, _is_capped = _newest(connection, {"ti": codes}, most, highest)
        return np.sort(found)[-most:]

    def begin_bulk(self, connection: Connection) -> bool:
        """Into an empty table it is faster to make the GIN indexes afterwards."""
        if connection.execute(text("SELECT EXISTS (SELECT FROM listing_search)")).scalar():
            return False
        connection.execute(text("DROP INDEX ix_listing_search_bi, ix_listing_search_ti"))
        return True

    def end_bulk(self, connection: Connection) -> None:
        for statement in POSTGRES_GIN:
            connection.execute(text(statement))
        for table in ("listing_search", "listing_search_texts", "listing_facets", "listing_numbers", "listing_ipc"):
            connection.execute(text(f"ANALYZE {table}"))

    def write(self, connection: Connection, documents: Sequence[Document]) -> None:
        self.insert_rows(connection, "listing_search_texts", "listing_id, title, body", documents)
        rows = ((d.listing_id, _array(_title_codes(d), d), _array(_body_codes(d), d)) for d in documents)
        self.insert_rows(connection, "listing_search", "listing_id, ti, bi", rows)

    def erase(self, connection: Connection, listing_ids: Sequence[int]) -> None:
        for table in ("listing_numbers", "listing_search", "listing_search_texts"):
            self.delete_rows(connection, table, listing_ids)

    def insert_rows(self, connection: Connection, table: str, columns: str, rows: Iterable[tuple[Any, ...]]) -> None:
        with connection.connection.cursor() as cursor, cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:  # type: ignore[attr-defined]
            for row in rows:
                copy.write_row(row)

    def delete_rows(self, connection: Connection, table: str, listing_ids: Sequence[int]) -> None:
        connection.execute(text(f"DELETE FROM {table} WHERE listing_id = ANY(:ids)"), {"ids": list(listing_ids)})

    def texts(self, connection: Connection, listing_ids: Sequence[int]) -> dict[int, tuple[str, str]]:
        one_of = "SELECT listing_id, title, body FROM listing_search_texts WHERE listing_id = ANY(:ids)"
        rows = connection.execute(text(one_of), {"ids": [int(number) for number in listing_ids]})
        return {row[0]: (row[1], row[2]) for row in rows}

    def key_ids(self, connection: Connection, table: str, prefix: str, most: int) -> tuple[Ids, bool]:
        rows = f"SELECT listing_id FROM {table} WHERE key >= :low AND key < :high LIMIT :most"
        values = {"low": prefix, "high": prefix + LAST, "most": most + 1}
        found = _unpack(connection.execute(text(_PACK.format(rows=rows)), values).scalar())
        return np.unique(found[:most]), len(found) > most


@contextmanager
def _settings(connection: Connection) -> Iterator[None]:
    """Planner settings for this search alone: the caller's own queries keep theirs."""
    asked = ", ".join(
        f"current_setting('{name}'), set_config('{name}', '{value}', true)" for name, value in _SETTINGS.items()
    )
    before = connection.execute(text(f"SELECT {asked}")).one()
    yield
    back = ", ".join(f"set_config('{name}', '{before[2 * at]}', true)" for at, name in enumerate(_SETTINGS))
    connection.execute(text(f"SELECT {back}"))


def _asked(terms: Sequence[Term]) -> Codes:
    body = {code(token) for term in terms for token in _body_tokens(term)}
    title = {code(term.text) for term in terms if term.is_one_character}
    return {name: sorted(codes) for name, codes in (("bi", body), ("ti", title)) if codes}


def _newest(connection: Connection, asked: Codes, most: int, highest: int) -> tuple[Ids, bool]:
    """In a large market a common word is asked block by block from the newest ids on, until there are `most`.

    Each row carries the code of its block among its tokens, so that GIN alone joins the two. A word too rare for
    that is asked at once.
    """
    newest_block = highest >> BLOCK_BITS
    blocks = range(newest_block, -1, -1) if highest > FEW_BLOCKS * most else ()
    found = np.zeros(0, dtype=np.int64)
    for block in blocks:
        part = _packed(connection, {name: [*codes, _block_code(block)] for name, codes in asked.items()})
        found = np.concatenate((found, part))
        if len(found) >= most:
            return found, block > 0
        expected = len(part) * highest >> BLOCK_BITS
        if expected < AT_ONCE * most and block != newest_block:
            break
    found = _packed(connection, asked)
    return found, len(found) == MOST_ROWS


def _packed(connection: Connection, asked: Codes) -> Ids:
    where = " AND ".join(f"{name} @> CAST(:{name} AS integer[])" for name in asked)
    rows = f"SELECT listing_id FROM listing_search WHERE {where} LIMIT {MOST_ROWS}"
    return _unpack(connection.execute(text(_PACK.format(rows=rows)), asked).scalar())


def _block_code(block: int) -> int:
    return code(f"\0{block}")


def _unpack(packed: bytes | None) -> Ids:
    return np.frombuffer(packed or b"", dtype=">i4").astype(np.int64)


def _is_alone(token: str) -> bool:
    return len(token) == 1 and is_han(token)


def _body_tokens(term: Term) -> list[str]:
    """Bigrams and Latin tokens; a character alone is kept for titles only."""
    return [token for token in term.tokens if not _is_alone(token)]


def _title_codes(document: Document) -> set[int]:
    found = tokens(document.title)
    characters = {character for token in found if is_han(token) for character in token}
    return {code(token) for token in (*found, *characters)}


def _body_codes(document: Document) -> set[int]:
    found = (*tokens(document.title), *tokens(document.body))
    return {code(token) for token in found if not _is_alone(token)}


def _array(codes: set[int], document: Document) -> str:
    marked = codes | {_block_code(document.listing_id >> BLOCK_BITS)}
    return "{" + ",".join(map(str, sorted(marked))) + "}"


def _stand_in(terms: Sequence[Term], pair: tuple[str, str]) -> bool:
    return all(term.text in pair[0] or term.text in pair[1] for term in terms)
