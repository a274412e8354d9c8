"""The index on SQLite: contentless FTS5 tables over bigrams; the database file is the index."""

# ruff: noqa: S608 - only names and expressions made here enter SQL; what users type is bound

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any
from weakref import WeakSet

import numpy as np
from sqlalchemy import Connection, RootTransaction, text

from marketplace.listings.search.engine import Document, Ids, Pulse, chunks_of
from marketplace.listings.search.numbers import LAST
from marketplace.listings.search.query import Term
from marketplace.listings.search.text import is_han, tokens

_BULK = (("hashsize", 67_108_864), ("automerge", 0), ("crisismerge", 2_000))
_USUAL = (("hashsize", 1_048_576), ("automerge", 4), ("crisismerge", 16))
_FTS = ("fts_body", "fts_title")
_writing: "WeakSet[Any]" = WeakSet()


class SqliteEngine:
    most_ids = 100_000

    def pulse(self, connection: Connection) -> Pulse:
        epoch, marker = connection.execute(
            text("SELECT epoch, coalesce((SELECT max(changed) FROM listing_facets), 0) FROM listing_search_state")
        ).one()
        return Pulse(epoch, marker, _transaction(connection) in _writing)

    def changes(self, connection: Connection, marker: int) -> Iterator[Sequence[Any]]:
        return chunks_of(connection, "WHERE changed > :marker", {"marker": marker}, stream=marker < 0)

    def next_change(self, connection: Connection) -> int:
        return int(connection.execute(text("SELECT coalesce(max(changed), 0) + 1 FROM listing_facets")).scalar_one())

    def searching(self, connection: Connection) -> AbstractContextManager[None]:
        return nullcontext()

    def ids(self, connection: Connection, terms: Sequence[Term], most: int, highest: int) -> tuple[Ids, bool]:
        found = _match(connection, "fts_body", " AND ".join(_body_expression(term) for term in terms), most + 1)
        return found[:most], len(found) > most

    def title_ids(self, connection: Connection, terms: Sequence[Term], most: int, highest: int) -> Ids:
        return _match(connection, "fts_title", " AND ".join(_expression(term) for term in terms), most)

    def begin_bulk(self, connection: Connection) -> bool:
        """Larger memory for a bulk load; merging waits until its end."""
        _configure(connection, _BULK)
        return True

    def end_bulk(self, connection: Connection) -> None:
        for table in _FTS:
            connection.execute(text(f"INSERT INTO {table}({table}) VALUES ('optimize')"))
        _configure(connection, _USUAL)

    def write(self, connection: Connection, documents: Sequence[Document]) -> None:
        rows = [(document.listing_id, *_token_texts(document.title, document.body)) for document in documents]
        texts = "INSERT INTO listing_search_texts (listing_id, title, body) VALUES (?, ?, ?)"
        connection.exec_driver_sql(texts, [tuple(document) for document in documents])
        connection.exec_driver_sql("INSERT INTO fts_body(rowid, t, b) VALUES (?, ?, ?)", rows)
        connection.exec_driver_sql("INSERT INTO fts_title(rowid, t) VALUES (?, ?)", [row[:2] for row in rows])

    def erase(self, connection: Connection, listing_ids: Sequence[int]) -> None:
        """A contentless table forgets only what is told to it again: the very tokens that went in."""
        self.delete_rows(connection, "listing_numbers", listing_ids)
        _writing.add(_transaction(connection))
        old = [(number, *_token_texts(*pair)) for number, pair in self.texts(connection, listing_ids).items()]
        if old and connection.execute(text("SELECT deletes_itself FROM listing_search_state")).scalar():
            for table in _FTS:
                connection.exec_driver_sql(f"DELETE FROM {table} WHERE rowid = ?", [row[:1] for row in old])
        elif old:
            connection.exec_driver_sql("INSERT INTO fts_body(fts_body, rowid, t, b) VALUES ('delete', ?, ?, ?)", old)
            titles = [row[:2] for row in old]
            connection.exec_driver_sql("INSERT INTO fts_title(fts_title, rowid, t) VALUES ('delete', ?, ?)", titles)
        self.delete_rows(connection, "listing_search_texts", listing_ids)

    def insert_rows(self, connection: Connection, table: str, columns: str, rows: Iterable[tuple[Any, ...]]) -> None:
        given = list(rows)
        if given:
            marks = ", ".join("?" * len(given[0]))
            connection.exec_driver_sql(f"INSERT INTO {table} ({columns}) VALUES ({marks})", given)

    def delete_rows(self, connection: Connection, table: str, listing_ids: Sequence[int]) -> None:
        one_of = f"DELETE FROM {table} WHERE listing_id IN (SELECT value FROM json_each(:ids))"
        connection.execute(text(one_of), {"ids": json.dumps(list(listing_ids))})

    def texts(self, connection: Connection, listing_ids: Sequence[int]) -> dict[int, tuple[str, str]]:
        one_of = (
            "SELECT listing_id, title, body FROM listing_search_texts "
            "WHERE listing_id IN (SELECT value FROM json_each(:ids))"
        )
        rows = connection.execute(text(one_of), {"ids": json.dumps([int(number) for number in listing_ids])})
        return {row[0]: (row[1], row[2]) for row in rows}

    def key_ids(self, connection: Connection, table: str, prefix: str, most: int) -> tuple[Ids, bool]:
        in_range = f"SELECT listing_id AS found FROM {table} WHERE key >= :low AND key < :high LIMIT :most"
        found = _joined(connection, in_range, {"low": prefix, "high": prefix + LAST, "most": most + 1})
        return np.unique(found[:most]), len(found) > most


def _transaction(connection: Connection) -> RootTransaction | None:
    found = connection.get_transaction()
    return found if isinstance(found, RootTransaction) or found is None else None


def _match(connection: Connection, table: str, expression: str, most: int) -> Ids:
    newest = f"SELECT rowid AS found FROM {table} WHERE {table} MATCH :expression ORDER BY rowid DESC LIMIT :most"
    return _joined(connection, newest, {"expression": expression, "most": most})


def _joined(connection: Connection, rows: str, values: dict[str, Any]) -> Ids:
    """One long string is four times faster to fetch than so many rows."""
    joined = connection.execute(text(f"SELECT group_concat(found) FROM ({rows})"), values).scalar()
    return np.fromstring(joined, sep=",", dtype=np.int64) if joined else np.zeros(0, dtype=np.int64)


def _expression(term: Term) -> str:
    """An FTS5 phrase. Tokens hold letters, digits and `_` only, so quoting is safe."""
    prefix = " *" if _ends_alone(term) else ""
    return f'"{" ".join(term.tokens)}"{prefix}'


def _body_expression(term: Term) -> str:
    return f"t : {_expression(term)}" if term.is_one_character else _expression(term)


def _ends_alone(term: Term) -> bool:
    """A last character that begins a bigram wherever more follows it."""
    return len(term.tokens[-1]) == 1 and is_han(term.tokens[-1])


def _token_texts(title: str, body: str) -> tuple[str, str]:
    return " ".join(tokens(title)), " ".join(tokens(body))


def _configure(connection: Connection, settings: tuple[tuple[str, int], ...]) -> None:
    for table in _FTS:
        for name, value in settings:
            connection.execute(
                text(f"INSERT INTO {table}({table}, rank) VALUES (:name, :value)"), {"name": name, "value": value}
            )
