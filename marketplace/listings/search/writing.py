"""Keeping the index: each change in the transaction of the listing it describes."""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import islice

from sqlalchemy import Connection, text

from marketplace.listings.search import numbers
from marketplace.listings.search.engine import Document
from marketplace.listings.search.entry import SearchEntry
from marketplace.listings.search.finding import engine_of
from marketplace.listings.search.text import normalise

BATCH = 5_000
NO_FEE = 2**62
EPOCH = date(1970, 1, 1)
_FACETS = (
    "listing_id, changed, open, published_day, fee_fen, channel, fee_kind, fee_band, use_first, "
    "ipc_section, owner_kind, city, industry"
)


def put(connection: Connection, entry: SearchEntry) -> None:
    """Write one entry, new or changed. The caller commits; the listing is found from then on."""
    _put_batch(connection, [entry])


def put_many(connection: Connection, entries: Iterable[SearchEntry]) -> int:
    """Write many entries, streamed; a full first batch is taken for a bulk load. Returns how many."""
    engine = engine_of(connection)
    batches = _batches(entries)
    total, is_bulk = 0, False
    for batch in batches:
        if not total and len(batch) == BATCH:
            is_bulk = engine.begin_bulk(connection)
        _put_batch(connection, batch)
        total += len(batch)
    if is_bulk:
        engine.end_bulk(connection)
    return total


def remove(connection: Connection, listing_id: int) -> None:
    """Take a listing out. Its facet row stays, closed, so that every process learns of it."""
    engine = engine_of(connection)
    engine.erase(connection, [listing_id])
    engine.delete_rows(connection, "listing_ipc", [listing_id])
    connection.execute(
        text("UPDATE listing_facets SET open = 0, changed = :changed WHERE listing_id = :listing_id"),
        {"changed": engine.next_change(connection), "listing_id": listing_id},
    )


def _batches(entries: Iterable[SearchEntry]) -> Iterator[list[SearchEntry]]:
    waiting = iter(entries)
    while batch := list(islice(waiting, BATCH)):
        yield batch


def _put_batch(connection: Connection, given: list[SearchEntry]) -> None:
    entries = list({entry.listing_id: entry for entry in given}.values())
    listing_ids = [entry.listing_id for entry in entries]
    engine = engine_of(connection)
    engine.erase(connection, listing_ids)
    engine.delete_rows(connection, "listing_ipc", listing_ids)
    # Before the old facet rows go: one of them may hold the highest number given so far.
    changed = engine.next_change(connection)
    engine.delete_rows(connection, "listing_facets", listing_ids)
    engine.write(connection, [_document(entry) for entry in entries])
    engine.insert_rows(
        connection, "listing_numbers", "key, listing_id", (row for entry in entries for row in _numbers(entry))
    )
    engine.insert_rows(connection, "listing_ipc", "key, listing_id", (row for entry in entries for row in _ipc(entry)))
    engine.insert_rows(connection, "listing_facets", _FACETS, (_facets(entry, changed) for entry in entries))


def _document(entry: SearchEntry) -> Document:
    return Document(entry.listing_id, normalise(entry.title), normalise(f"{entry.abstract} {entry.owner}"))


def _numbers(entry: SearchEntry) -> Iterator[tuple[str, int]]:
    keys = {*numbers.listing_keys(entry.number), *map(numbers.patent_key, entry.patent_numbers)}
    return ((key, entry.listing_id) for key in sorted(keys) if key)


def _ipc(entry: SearchEntry) -> Iterator[tuple[str, int]]:
    return ((key, entry.listing_id) for key in sorted(set(map(numbers.ipc_key, entry.ipc_codes))) if key)


def _facets(entry: SearchEntry, changed: int) -> tuple[int | str, ...]:
    return (
        entry.listing_id,
        changed,
        int(entry.open),
        (entry.published_on - EPOCH).days if entry.published_on else 0,
        NO_FEE if entry.first_year_fee_fen is None else entry.first_year_fee_fen,
        entry.channel,
        entry.fee_kind,
        entry.fee_band,
        "yes" if entry.use_first else "no",
        entry.ipc_section,
        entry.owner_kind,
        entry.city,
        entry.industry,
    )
