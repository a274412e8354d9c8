"""Facet columns in memory: filters and counts over all listings in a millisecond, kept fresh from the database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection

from marketplace.listings.search.engine import Engine, Ids, Pulse
from marketplace.listings.search.entry import GROUPS

Counts = dict[str, list[tuple[str, int]]]
ROOM = 1.25
TOP_FEE = 2**32 - 1
ID_BITS = 31
_shared: dict[str, "FacetColumns"] = {}
_lock = Lock()


@dataclass(frozen=True, slots=True)
class FacetColumns:
    """One committed state of all listings, indexed by listing id; never changed, only replaced.

    stamp:  `changed` of the row held, 0 where there is none
    newest: published day and id as one unique key, larger is newer; cheap: the same for the first year's fee,
            which is told apart up to 2**32 fen
    codes:  group → code of the value, 0 is no value; values: group → code → value
    kept:   answers worked out for this state, such as the start page
    """

    epoch: str
    marker: int
    highest: int
    stamp: NDArray[np.int64]
    open: NDArray[np.bool_]
    newest: NDArray[np.int64]
    cheap: NDArray[np.int64]
    codes: dict[str, NDArray[np.uint16]]
    values: dict[str, dict[str, int]]
    kept: dict[str, Any] = field(default_factory=dict)

    def open_ids(self) -> Ids:
        if "open" not in self.kept:
            self.kept["open"] = np.flatnonzero(self.open)
        ids: Ids = self.kept["open"]
        return ids

    def only_open(self, ids: Ids) -> Ids:
        """A listing that this state does not know yet is left out."""
        inside = ids[ids < len(self.open)]
        return inside[self.open[inside]]

    def counted(self, ids: Ids, chosen: Mapping[str, set[str]]) -> tuple[Ids, Counts]:
        """Ids that pass every filter, and for each group the counts over those that pass all filters but its own."""
        filters = {group: accepted for group, accepted in chosen.items() if accepted}
        failures = np.zeros(len(ids), dtype=np.uint8)
        failed = {}
        for group, accepted in filters.items():
            codes = [self.values[group][value] for value in accepted if value in self.values[group]]
            failed[group] = ~np.isin(self.codes[group][ids], codes)
            failures += failed[group]
        kept = ids[failures == 0]
        counts = {}
        for group in GROUPS:
            others = ids[failures == failed[group]] if group in failed else kept
            counts[group] = self._count(group, others)
        return kept, counts

    def _count(self, group: str, ids: Ids) -> list[tuple[str, int]]:
        counts = np.bincount(self.codes[group][ids], minlength=len(self.values[group]) + 1).tolist()
        found = [(value, counts[code]) for value, code in self.values[group].items() if value and counts[code]]
        return sorted(found, key=lambda pair: (-pair[1], pair[0]))


def columns(connection: Connection, engine: Engine) -> FacetColumns:
    """The columns as this transaction sees the market.

    What a transaction sees after it has written may be rolled back: it gets columns of its own, which nobody shares.
    """
    pulse = engine.pulse(connection)
    place = str(connection.engine.url)
    if pulse.has_writes:
        return _refreshed(connection, engine, pulse, _shared.get(place))
    with _lock:
        fresh = _refreshed(connection, engine, pulse, _shared.get(place))
        _shared[place] = fresh
    return fresh


def forget() -> None:
    """Load again at the next search: for a database that was replaced under a running process."""
    with _lock:
        _shared.clear()


def _refreshed(connection: Connection, engine: Engine, pulse: Pulse, held: FacetColumns | None) -> FacetColumns:
    """The pulse is taken before the rows are read, so a commit in between is read again, never missed."""
    if held is None or held.epoch != pulse.epoch:
        held = _empty(pulse.epoch)
    fresh = held
    for rows in engine.changes(connection, held.marker):
        fresh = _applied(fresh, rows)
    return fresh if fresh.marker == pulse.marker else replace(fresh, marker=pulse.marker)


def _empty(epoch: str) -> FacetColumns:
    none = np.zeros(0, dtype=np.int64)
    codes = {group: np.zeros(0, dtype=np.uint16) for group in GROUPS}
    values: dict[str, dict[str, int]] = {group: {"": 0} for group in GROUPS}
    return FacetColumns(epoch, -1, 0, none, np.zeros(0, dtype=np.bool_), none, none, codes, values)


def _applied(held: FacetColumns, rows: Sequence[Any]) -> FacetColumns:
    """A copy with these rows in it; the same object when it has them all already."""
    columns_given = list(zip(*rows, strict=True))
    listing_ids, stamps, is_open, day, fee = (np.array(column, dtype=np.int64) for column in columns_given[:5])
    top = int(listing_ids.max()) + 1
    size = len(held.stamp) if top <= len(held.stamp) else int(top * ROOM) + 1
    stamp = _copy(held.stamp, size)
    if np.array_equal(stamp[listing_ids], stamps):
        return held
    stamp[listing_ids] = stamps
    opened, newest, cheap = _copy(held.open, size), _copy(held.newest, size), _copy(held.cheap, size)
    opened[listing_ids] = is_open.astype(np.bool_)
    newest[listing_ids] = day << ID_BITS | listing_ids
    cheap[listing_ids] = (TOP_FEE - np.clip(fee, 0, TOP_FEE)) << ID_BITS | listing_ids
    codes, values = {}, {}
    for group, column in zip(GROUPS, columns_given[5:], strict=True):
        values[group] = dict(held.values[group])
        known = values[group]
        codes[group] = _copy(held.codes[group], size)
        for value in dict.fromkeys(column):
            known.setdefault(value, len(known))
        codes[group][listing_ids] = list(map(known.__getitem__, column))
    return FacetColumns(
        held.epoch, held.marker, max(held.highest, top - 1), stamp, opened, newest, cheap, codes, values
    )


def _copy(column: Any, size: int) -> Any:
    grown = np.zeros(size, dtype=column.dtype)
    grown[: len(column)] = column
    return grown
