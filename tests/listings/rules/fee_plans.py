"""Plans the tests of the rules share, and strategies that make sound ones."""

from datetime import date

from hypothesis import strategies as st

from marketplace.listings.rules.fee_plan import (
    Combine,
    Condition,
    ConditionKind,
    Cycle,
    FeeKind,
    FeePlan,
    Instalment,
    Royalty,
    Rung,
    SalesPlan,
    Scope,
    Trigger,
    UseFirst,
)

WAN = 1_000_000  # fen
FIRST_SALE = Condition(ConditionKind.FIRST_SALE)
AFTER_12 = Condition(ConditionKind.AFTER_MONTHS, months=12)
ACCEPTED = Condition(ConditionKind.ACCEPTANCE_CONFIRMED)


def use_first(*conditions: Condition, combine: Combine = Combine.EARLIEST, free_months: int = 12) -> UseFirst:
    return UseFirst(free_months, Scope.TRIAL, Trigger(combine, conditions or (FIRST_SALE, AFTER_12)))


FREE = FeePlan(FeeKind.FREE)
LUMP = FeePlan(FeeKind.LUMP_SUM, amount_fen=6_800_000)
INSTALMENTS = FeePlan(FeeKind.INSTALMENTS, instalments=tuple(Instalment(month, 4 * WAN) for month in (0, 12, 24)))
ROYALTY = FeePlan(FeeKind.ROYALTY, royalty=Royalty(30_000))
MOCK = FeePlan(
    FeeKind.ROYALTY,
    royalty=Royalty(30_000, minimum_fen_a_year=1_200_000, cap_fen=30 * WAN),
    use_first=use_first(),
)
ENTRY = FeePlan(FeeKind.ENTRY_AND_ROYALTY, entry_fee_fen=500_000, royalty=Royalty(20_000))
EVERY = (FREE, LUMP, INSTALMENTS, ROYALTY, MOCK, ENTRY)

amounts = st.integers(1, 2_000_000_000)
days = st.dates(date(2024, 1, 1), date(2060, 1, 1))
_conditions = {
    ConditionKind.AFTER_MONTHS: st.builds(Condition, st.just(ConditionKind.AFTER_MONTHS), months=st.integers(1, 60)),
    ConditionKind.FIRST_SALE: st.just(FIRST_SALE),
    ConditionKind.CUM_REVENUE: st.builds(Condition, st.just(ConditionKind.CUM_REVENUE), fen=amounts),
    ConditionKind.MILESTONE: st.builds(
        Condition, st.just(ConditionKind.MILESTONE), text=st.text(min_size=1, max_size=9)
    ),
    ConditionKind.ACCEPTANCE_CONFIRMED: st.just(ACCEPTED),
    ConditionKind.FIXED_DATE: st.builds(Condition, st.just(ConditionKind.FIXED_DATE), day=days),
}
conditions = st.lists(st.sampled_from(ConditionKind), min_size=1, max_size=4, unique=True).flatmap(
    lambda kinds: st.tuples(*(_conditions[kind] for kind in kinds))
)
triggers = st.builds(Trigger, st.sampled_from(Combine), conditions)
use_firsts = st.builds(UseFirst, st.integers(1, 60), st.sampled_from(Scope), triggers, st.integers(0, 180))


@st.composite
def royalties(draw: st.DrawFn, least_cap: int = 0) -> Royalty:
    steps = sorted(draw(st.sets(st.integers(1, 10**12), max_size=3)))
    minimum = draw(st.one_of(st.just(0), st.integers(1, 10**9)))
    return Royalty(
        draw(st.integers(1, 1_000_000)),
        tuple(Rung(step, draw(st.integers(1, 1_000_000))) for step in steps),
        minimum,
        draw(st.one_of(st.none(), st.integers(least_cap + minimum + 1, 10**12))),
        draw(st.text(max_size=9)),
    )


@st.composite
def plans(draw: st.DrawFn) -> FeePlan:
    kind = draw(st.sampled_from(FeeKind))
    days_ = {"statement_cycle": draw(st.sampled_from(Cycle)), "statement_due_days": draw(st.integers(1, 90))}
    if kind is FeeKind.FREE:
        return FeePlan(kind, **days_)
    first = draw(st.none() | use_firsts)
    if kind is FeeKind.LUMP_SUM:
        return FeePlan(kind, amount_fen=draw(amounts), use_first=first, **days_)
    if kind is FeeKind.INSTALMENTS:
        months = sorted(draw(st.sets(st.integers(0, 60), min_size=2, max_size=5)))
        return FeePlan(
            kind, instalments=tuple(Instalment(month, draw(amounts)) for month in months), use_first=first, **days_
        )
    if kind is FeeKind.ROYALTY:
        return FeePlan(kind, royalty=draw(royalties()), use_first=first, **days_)
    entry = draw(amounts)
    return FeePlan(kind, entry_fee_fen=entry, royalty=draw(royalties(entry)), use_first=first, **days_)


sales = st.builds(
    SalesPlan,
    st.lists(st.integers(0, 10**12), max_size=20).map(tuple),
    starts_on=st.none() | days,
    confirmed_month=st.none() | st.integers(1, 60),
)
terms = st.integers(1, 240)
