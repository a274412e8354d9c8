"""The picture of a plan over the licence term, in thousandths of its length."""

from dataclasses import dataclass
from enum import StrEnum

WHOLE = 1000
BLOCK = 30
CAPPED = 150


class RhythmKind(StrEnum):
    FREE = "free"  # hatch: in use, nothing paid
    TRIGGER = "trigger"  # bolt: payment begins here; no width
    PAYMENT = "payment"  # ink block
    ROYALTY = "royalty"  # band
    CAPPED = "capped"  # paid up or capped, still in use


@dataclass(frozen=True)
class RhythmPart:
    kind: RhythmKind
    start_permille: int
    width_permille: int


@dataclass(frozen=True)
class Rhythm:
    """Parts in order of their start. Not to scale where the moment is not known in advance."""

    parts: tuple[RhythmPart, ...]


def place(month: int, term_months: int) -> int:
    """Where a month begins; what falls due after the term stands at its end."""
    return min(month * WHOLE // term_months, WHOLE - BLOCK)


def part(kind: RhythmKind, start: int, end: int) -> tuple[RhythmPart, ...]:
    """One part, or none when it would have no width."""
    return (RhythmPart(kind, start, end - start),) if end > start else ()


def trigger(start: int) -> tuple[RhythmPart, ...]:
    return (RhythmPart(RhythmKind.TRIGGER, start, 0),)
