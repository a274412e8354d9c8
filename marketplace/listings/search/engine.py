"""What a database must be able to do for the search; sqlite.py and postgres.py do it, each in its own way."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, text

from marketplace.listings.search.query import Term

Ids = NDArray[np.int64]
CHUNK = 50_000
FACET_SELECT = (
    "SELECT listing_id, changed, open, published_day, fee_fen, channel, fee_kind, fee_band, use_first, "
    "ipc_section, owner_kind, city, industry FROM listing_facets "
)


class Document(NamedTuple):
    """Normalised texts of one listing; body is abstract and owner."""

    listing_id: int
    title: str
    body: str


@dataclass(frozen=True, slots=True)
class Pulse:
    """Where the index stands for this transaction.

    marker:     rows that this transaction may not see yet all carry `changed` greater than it
    has_writes: this transaction has written, so what it sees may be rolled back
    """

    epoch: str
    marker: int
    has_writes: bool


class Engine(Protocol):
    most_ids: int

    def pulse(self, connection: Connection) -> Pulse: ...

    def changes(self, connection: Connection, marker: int) -> Iterator[Sequence[Any]]:
        """Chunks of facet rows with `changed` greater than marker, columns as in FACET_SELECT."""
        ...

    def next_change(self, connection: Connection) -> int:
        """The value of `changed` for rows written now; call it after the first write of the transaction."""
        ...

    def searching(self, connection: Connection) -> AbstractContextManager[None]:
        """Around the statements of one search."""
        ...

    def ids(self, connection: Connection, terms: Sequence[Term], most: int, highest: int) -> tuple[Ids, bool]:
        """Listings that hold every term, and whether there are more (then the newest are given).

        highest: the highest listing id there is
        """
        ...

    def title_ids(self, connection: Connection, terms: Sequence[Term], most: int, highest: int) -> Ids:
        """The newest listings with every term in the title."""
        ...

    def begin_bulk(self, connection: Connection) -> bool: ...

    def end_bulk(self, connection: Connection) -> None: ...

    def write(self, connection: Connection, documents: Sequence[Document]) -> None: ...

    def erase(self, connection: Connection, listing_ids: Sequence[int]) -> None: ...

    def insert_rows(
        self, connection: Connection, table: str, columns: str, rows: Iterable[tuple[Any, ...]]
    ) -> None: ...

    def delete_rows(self, connection: Connection, table: str, listing_ids: Sequence[int]) -> None: ...

    def texts(self, connection: Connection, listing_ids: Sequence[int]) -> dict[int, tuple[str, str]]: ...

    def key_ids(self, connection: Connection, table: str, prefix: str, most: int) -> tuple[Ids, bool]: ...


def chunks_of(connection: Connection, where: str, values: dict[str, Any], *, stream: bool) -> Iterator[Sequence[Any]]:
    """Facet rows in chunks, so that a first load of a large market does not stand in memory as Python rows."""
    options = {"yield_per": CHUNK} if stream else {}
    result = connection.execute(text(FACET_SELECT + where), values, execution_options=options)
    yield from result.partitions(CHUNK)
