"""Plans go to JSON and back unchanged, and nothing malformed comes in."""

import hashlib
import json
from copy import deepcopy

import pytest
from hypothesis import given

from marketplace.kit.errors import RuleBroken
from marketplace.listings.rules.fee_plan import Condition, ConditionKind, FeeKind, FeePlan, Royalty
from tests.listings.rules.fee_plans import FREE, INSTALMENTS, LUMP, MOCK, plans, use_first

DATED = {"kind": "fixed_date", "day": "2027-03-01"}


@given(plans())
def test_a_plan_comes_back_unchanged(plan: FeePlan) -> None:
    again = FeePlan.from_json(json.loads(json.dumps(plan.to_json())))
    assert again == plan
    assert again.hash() == plan.hash()


def test_the_hash_is_of_the_canonical_json_and_sees_every_change() -> None:
    text = json.dumps(MOCK.to_json(), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert MOCK.hash() == hashlib.sha256(text.encode()).hexdigest()
    assert len({plan.hash() for plan in (FREE, LUMP, INSTALMENTS, MOCK)}) == 4
    assert FeePlan(FeeKind.LUMP_SUM, amount_fen=LUMP.amount_fen + 1).hash() != LUMP.hash()


def test_keys_with_a_default_may_be_missing() -> None:
    assert FeePlan.from_json({"kind": "free"}) == FREE
    assert FeePlan.from_json({"kind": "royalty", "royalty": {"rate_ppm": 1}}).terms == Royalty(1)


def changed(path: str, value: object) -> object:
    """The mock plan's JSON with the value at a dotted path changed."""
    source = deepcopy(MOCK.to_json())
    place: object = source
    *way, last = path.split(".")
    for step in way:
        place = place[int(step)] if isinstance(place, list) else place[step]
    place[int(last) if isinstance(place, list) else last] = value
    return source


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("kind", "barter"),
        ("kind", None),
        ("amount_fen", "12"),
        ("amount_fen", True),
        ("amount_fen", 1.5),
        ("amount_fen", -1),
        ("amount_fen", 10**15),
        ("surprise", 1),
        ("instalments", {}),
        ("instalments", [3]),
        ("royalty", []),
        ("royalty.rate_ppm", None),
        ("royalty.cap_fen", "1"),
        ("royalty.net_sales", 3),
        ("royalty.net_sales", "长" * 501),
        ("royalty.rungs", [{"above_fen": 1}]),
        ("use_first.scope", "all"),
        ("use_first.trigger", None),
        ("use_first.trigger.combine", "any"),
        ("use_first.trigger.conditions.0.months", 3),
        ("use_first.trigger.conditions.1.months", "3"),
        ("use_first.trigger.conditions.1", {"kind": "milestone", "text": "长" * 201}),
        ("use_first.trigger.conditions.1", {**DATED, "day": "2027-02-30"}),
        ("use_first.trigger.conditions.1", {**DATED, "day": "20270301"}),
        ("statement_cycle", "week"),
    ],
)
def test_a_malformed_field_is_refused_by_name(path: str, value: object) -> None:
    with pytest.raises(RuleBroken) as refused:
        FeePlan.from_json(changed(path, value))
    assert refused.value.code == "FEE_PLAN_FORMAT"
    assert refused.value.field.startswith(path) or path.startswith(refused.value.field)


def test_a_plan_that_is_no_object_is_refused() -> None:
    with pytest.raises(RuleBroken):
        FeePlan.from_json([])


@pytest.mark.parametrize(
    ("kind", "values", "field"),
    [
        (FeeKind.FREE, {"use_first": use_first()}, "use_first"),
        (FeeKind.FREE, {"amount_fen": 1}, "amount_fen"),
        (FeeKind.LUMP_SUM, {"royalty": Royalty(1)}, "royalty"),
        (FeeKind.ROYALTY, {"entry_fee_fen": 1, "royalty": Royalty(1)}, "entry_fee_fen"),
        (FeeKind.ROYALTY, {}, "royalty"),
        (FeeKind.ENTRY_AND_ROYALTY, {"entry_fee_fen": 1}, "royalty"),
    ],
)
def test_a_part_of_another_kind_or_a_missing_part_is_refused(kind: FeeKind, values: dict, field: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        FeePlan(kind, **values)
    assert refused.value.field == field


def test_only_a_fixed_date_has_a_day() -> None:
    with pytest.raises(RuleBroken):
        Condition(ConditionKind.FIXED_DATE)


def test_a_plan_without_royalty_has_no_royalty_terms() -> None:
    with pytest.raises(LookupError):
        _ = LUMP.terms
