"""What invented holders ask for: fee plans of every kind with figures a small firm would believe."""

from random import Random
from typing import NamedTuple

from marketplace.listings.rules.channel import Channel
from marketplace.listings.rules.fee_plan import (
    Combine,
    Condition,
    ConditionKind,
    FeeKind,
    FeePlan,
    Instalment,
    Royalty,
    Scope,
    Trigger,
    UseFirst,
)
from marketplace.listings.rules.fee_plan.statements import Cycle

YUAN, WAN = 100, 1_000_000  # fen
LUMPS = (8_000, 12_000, 15_000, 18_000, 26_000, 35_000, 48_000, 68_000, 88_000, 120_000, 180_000, 260_000, 380_000)
ENTRIES = (3_000, 5_000, 8_000, 10_000, 15_000, 20_000, 30_000)
RATES_PPM = (10_000, 12_000, 15_000, 20_000, 25_000, 30_000, 30_000, 35_000, 40_000, 50_000)
MINIMUMS = (0, 0, 5_000, 6_000, 10_000, 12_000, 20_000)
CAPS_WAN = (None, 10, 15, 20, 30, 30, 40, 50, 80)
TERMS = (24, 36, 36, 48, 60, 60, 60, 72, 96)
LONGEST_FREE = 18

# kind, with use first, weight
PLATFORM = (
    (FeeKind.ROYALTY, True, 30),
    (FeeKind.LUMP_SUM, True, 12),
    (FeeKind.INSTALMENTS, True, 7),
    (FeeKind.ENTRY_AND_ROYALTY, True, 3),
    (FeeKind.LUMP_SUM, False, 20),
    (FeeKind.INSTALMENTS, False, 8),
    (FeeKind.ROYALTY, False, 8),
    (FeeKind.ENTRY_AND_ROYALTY, False, 8),
    (FeeKind.FREE, False, 4),
)
STATUTORY = (
    (FeeKind.LUMP_SUM, False, 40),
    (FeeKind.ENTRY_AND_ROYALTY, False, 20),
    (FeeKind.ENTRY_AND_ROYALTY, True, 10),
    (FeeKind.INSTALMENTS, False, 20),
    (FeeKind.FREE, False, 10),
)


class Terms(NamedTuple):
    plan: FeePlan
    term_months: int


def terms(dice: Random, channel: Channel, months_left: int, *, use_first_royalty: bool = False) -> Terms:
    """A plan and a term that ends before the patent does.

    months_left:       whole months of the patent's life
    use_first_royalty: that plan and no other, for the place where the front page takes one apart
    """
    term_months = min(dice.choice(TERMS), max(12, months_left // 12 * 12))
    table = PLATFORM if channel is Channel.PLATFORM else STATUTORY
    kind, has_trial, _weight = dice.choices(table, [weight for *_rest, weight in table])[0]
    if use_first_royalty:
        kind, has_trial = FeeKind.ROYALTY, True
    return Terms(_plan(dice, kind, trial(dice, term_months) if has_trial else None), term_months)


def trial(dice: Random, term_months: int) -> UseFirst:
    """Free months, and what ends them; the months alone always do."""
    months = min(dice.choice((6, 9, 12, 12, 12, LONGEST_FREE)), term_months // 2)
    first = dice.choices(
        (
            Condition(ConditionKind.FIRST_SALE),
            None,
            Condition(ConditionKind.CUM_REVENUE, fen=dice.choice((10, 20, 50)) * WAN),
            Condition(ConditionKind.ACCEPTANCE_CONFIRMED),
        ),
        (60, 15, 15, 10),
    )[0]
    after = Condition(ConditionKind.AFTER_MONTHS, months=months)
    scope = dice.choice((Scope.VERIFY, Scope.TRIAL, Scope.TRIAL, Scope.VOLUME))
    conditions = (first, after) if first is not None else (after,)
    return UseFirst(months, scope, Trigger(Combine.EARLIEST, conditions), dice.choice((7, 15, 15, 30)))


def _royalty(dice: Random, entry_fen: int) -> Royalty:
    minimum_fen, cap_wan = dice.choice(MINIMUMS) * YUAN, dice.choice(CAPS_WAN)
    cap_fen = None if cap_wan is None else max(cap_wan * WAN, entry_fen + minimum_fen)
    return Royalty(dice.choice(RATES_PPM), minimum_fen_a_year=minimum_fen, cap_fen=cap_fen)


def _plan(dice: Random, kind: FeeKind, use_first: UseFirst | None) -> FeePlan:
    if kind is FeeKind.FREE:
        return FeePlan(kind)
    if kind is FeeKind.LUMP_SUM:
        return FeePlan(kind, amount_fen=dice.choice(LUMPS) * YUAN, use_first=use_first)
    if kind is FeeKind.INSTALMENTS:
        months = dice.choice((6, 12))
        each_fen, count = dice.choice((6_000, 8_000, 12_000, 20_000, 30_000)) * YUAN, dice.choice((2, 3))
        parts = tuple(Instalment(place * months, each_fen) for place in range(count))
        return FeePlan(kind, instalments=parts, use_first=use_first)
    entry_fen = dice.choice(ENTRIES) * YUAN if kind is FeeKind.ENTRY_AND_ROYALTY else 0
    cycle = dice.choice((Cycle.QUARTER, Cycle.HALF_YEAR, Cycle.YEAR))
    return FeePlan(
        kind,
        entry_fee_fen=entry_fen,
        royalty=_royalty(dice, entry_fen),
        use_first=use_first,
        statement_cycle=cycle,
    )
