"""The field: a true chart of the market, one plant a trade. Shapes only; the template writes them down.

A plant's leaves are licences in force, bright seeds are offers, dim seeds are sleeping patents. How many things a leaf
and a seed stand for is chosen so that the largest trade fits, and is told beside the chart; what is left over of a
leaf or seed is drawn as a whole one, so that nothing that exists is invisible.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import count
from math import atan2, ceil, degrees, hypot
from typing import NamedTuple

from marketplace.kit.words import Words

MOST_LEAVES = 24
MOST_SEEDS = 96
SEED_COLUMNS = 8
SEED_STEP = 9.7
LEAF_STEP = 26.0  # the furthest that two leaves stand apart
ROOM_FOR_LABEL = 44


@dataclass(frozen=True)
class Trade:
    """A trade's figures: licences in force, open offers, patents that sleep."""

    code: str
    name: Words
    in_use: int
    on_offer: int
    asleep: int


class Sheet(NamedTuple):
    """The paper: its width, where the ground is, how tall the tallest stem may be, and how many plants stand on it."""

    width: int
    ground: int
    tallest: int
    plants: int


WIDE = Sheet(1200, 320, 262, 12)
NARROW = Sheet(360, 212, 160, 4)


class Leaf(NamedTuple):
    x: float
    y: float
    turn: float
    size: float
    shade: int  # 1 | 2
    mirrored: bool


@dataclass(frozen=True)
class Plant:
    """One trade drawn: a stem with leaves above, seeds below, all in the sheet's units."""

    trade: Trade
    x: float
    stem: str
    leaves: tuple[Leaf, ...]
    top_x: float
    top_y: float
    bright: str
    dim: str


@dataclass(frozen=True)
class Chart:
    """leaf_is, seed_is: how many things one of them stands for."""

    sheet: Sheet
    height: int
    plants: tuple[Plant, ...]
    leaf_is: int
    seed_is: int


def scale_for(largest: int, most: int) -> int:
    """The smallest of 1, 2, 3, 5, 10, 20, 30, 50, … of which `most` hold `largest`."""
    return next(
        step * 10**power for power in count() for step in (1, 2, 3, 5) if ceil(largest / (step * 10**power)) <= most
    )


def _seed_scale(trades: Sequence[Trade]) -> int:
    step = scale_for(max((one.on_offer + one.asleep for one in trades), default=0), MOST_SEEDS)
    # Both kinds round up, which may need one seed more than their sum.
    full = any(ceil(one.on_offer / step) + ceil(one.asleep / step) > MOST_SEEDS for one in trades)
    return scale_for(step * MOST_SEEDS + 1, MOST_SEEDS) if full else step


def _wobble(*numbers: int) -> float:
    """A steady small number between -1 and 1, so that the same figures give the same picture."""
    mixed = 0
    for number in numbers:
        mixed = (mixed * 31 + number * 17 + 7) % 101
    return mixed / 50 - 1


class _Stem:
    """A slightly bent line from the ground to the tip."""

    def __init__(self, x: float, ground: float, height: float, seed: int) -> None:
        self.start = (x, ground + 3)
        self.middle = (x + 9 * _wobble(seed, 1), ground - height * 0.48)
        self.end = (x + 6 * _wobble(seed, 2), ground - height)

    def at(self, part: float) -> tuple[float, float, float]:
        """The point after `part` of the way, and the direction there in degrees."""
        (x0, y0), (x1, y1), (x2, y2) = self.start, self.middle, self.end
        rest = 1 - part
        x = rest * rest * x0 + 2 * rest * part * x1 + part * part * x2
        y = rest * rest * y0 + 2 * rest * part * y1 + part * part * y2
        dx = rest * (x1 - x0) + part * (x2 - x1)
        dy = rest * (y1 - y0) + part * (y2 - y1)
        return x, y, degrees(atan2(dy, dx)) if hypot(dx, dy) else -90.0

    def path(self) -> str:
        points = (self.start, self.middle, self.end)
        (x0, y0), (x1, y1), (x2, y2) = ((round(x, 1), round(y, 1)) for x, y in points)
        return f"M{x0} {y0}Q{x1} {y1} {x2} {y2}"


def _leaves(stem: _Stem, number: int, seed: int, scale: float) -> tuple[Leaf, ...]:
    """Leaves in turn left and right, smaller toward the tip, the last one on the tip."""
    grown = []
    for index in range(number - 1):
        part = 0.16 + 0.78 * index / max(number - 1, 1)
        x, y, _direction = stem.at(part)
        turn = -46 + 10 * _wobble(seed, index, 3) - 14 * part
        size = round(scale * (1.12 - 0.42 * part + 0.06 * _wobble(seed, index, 5)), 2)
        grown.append(Leaf(round(x, 1), round(y, 1), round(turn), size, index % 2 + 1, index % 2 == 0))
    x, y, direction = stem.at(1.0)
    return (*grown, Leaf(round(x, 1), round(y, 1), round(direction), round(0.8 * scale, 2), 2, False)) if number else ()


def _seeds(x: float, top: float, first: int, number: int, seed: int) -> str:
    """Dots in rows of eight, each a little off its place."""
    left = x - SEED_STEP * (SEED_COLUMNS - 1) / 2
    dots = []
    for place in range(first, first + number):
        row, column = divmod(place, SEED_COLUMNS)
        dot_x = round(left + column * SEED_STEP + 1.4 * _wobble(seed, place, 11))
        dot_y = round(top + row * SEED_STEP + 1.4 * _wobble(seed, place, 13))
        dots.append(f"M{dot_x} {dot_y}h.01")
    return "".join(dots)


def chart(trades: Iterable[Trade], sheet: Sheet = WIDE) -> Chart:
    """The field, climbing to the right; on a narrow sheet only the tallest trades."""
    every = sorted(trades, key=lambda one: (one.in_use, one.on_offer, one.asleep))
    leaf_is = scale_for(max((one.in_use for one in every), default=0), MOST_LEAVES)
    seed_is = _seed_scale(every)
    shown = every[-sheet.plants :]
    step = min(LEAF_STEP, sheet.tallest / max(*(ceil(one.in_use / leaf_is) for one in shown), 1, 1)) if shown else 0
    size = min(1.35, max(0.85, step / 15))  # leaves that stand far apart are larger
    gap = sheet.width / max(len(shown), 1)
    plants, rows = [], 1
    for index, one in enumerate(shown):
        x = gap * (index + 0.5)
        leaves, bright, dim = (
            ceil(one.in_use / leaf_is),
            ceil(one.on_offer / seed_is),
            ceil(one.asleep / seed_is),
        )
        stem = _Stem(x, sheet.ground, leaves * step, index)
        top_x, top_y, _direction = stem.at(1.0)
        first_row = sheet.ground + ROOM_FOR_LABEL + 10
        rows = max(rows, ceil((bright + dim) / SEED_COLUMNS))
        plants.append(
            Plant(
                trade=one,
                x=round(x, 1),
                stem=stem.path() if leaves else "",
                leaves=_leaves(stem, leaves, index, size),
                top_x=round(top_x),
                top_y=round(top_y - 25),
                bright=_seeds(x, first_row, 0, bright, index),
                dim=_seeds(x, first_row, bright, dim, index),
            )
        )
    height = round(sheet.ground + ROOM_FOR_LABEL + 10 + rows * SEED_STEP + 16)
    return Chart(sheet, height, tuple(plants), leaf_is, seed_is)
