"""Between a fee plan and its form: a plan as the fields show it, and the field for a path in the plan's JSON."""

from typing import Any

from marketplace.listings.rules.fee_plan import ConditionKind, FeePlan

PLACES = {
    "kind": "instalments",  # what is wrong with a kind by itself: nothing is paid at the start
    "royalty.rate_ppm": "rate",
    "royalty": "rate",
    "royalty.minimum_fen_a_year": "minimum",
    "royalty.cap_fen": "cap",
    "royalty.net_sales": "net_sales",
    "amount_fen": "amount",
    "entry_fee_fen": "entry_fee",
    "use_first.free_months": "free_months",
    "use_first.scope": "scope",
    "use_first.exit_notice_days": "exit_notice_days",
    "use_first.trigger": "triggers",
}


def place_of(path: str) -> str:
    """The form's field for a path in the plan's JSON."""
    for prefix, name in (("instalments", "instalments"), ("royalty.rungs", "rungs")):
        if path.startswith(prefix):
            return name
    if path.startswith("use_first.trigger"):
        return {"fen": "trigger_sum", "text": "milestone", "day": "trigger_day"}.get(
            path.rpartition(".")[2], "triggers"
        )
    return PLACES.get(path, path)


def starting_values(plan: FeePlan | None, basis_note: str) -> dict[str, Any]:
    """A plan as the form's fields show it; without one the usual days, and nothing chosen."""
    values: dict[str, Any] = {
        "basis_note": basis_note,
        "statement_cycle": "quarter",
        "statement_due_days": 30,
        "payment_due_days": 15,
        "exit_notice_days": 15,
    }
    if plan is None:
        return values
    values |= {
        "amount": plan.amount_fen or None,
        "entry_fee": plan.entry_fee_fen or None,
        "statement_cycle": plan.statement_cycle.value,
        "statement_due_days": plan.statement_due_days,
        "payment_due_days": plan.payment_due_days,
        "instalments": [{"after_months": one.after_months, "amount": one.amount_fen} for one in plan.instalments],
    }
    if plan.royalty:
        values |= {
            "rate": plan.royalty.rate_ppm,
            "rungs": [{"above": rung.above_fen, "rate": rung.rate_ppm} for rung in plan.royalty.rungs],
            "minimum": plan.royalty.minimum_fen_a_year or None,
            "cap": plan.royalty.cap_fen,
            "net_sales": plan.royalty.net_sales,
        }
    return values | _use_first_values(plan)


def _use_first_values(plan: FeePlan) -> dict[str, Any]:
    terms = plan.use_first
    if terms is None:
        return {}
    by_kind = {one.kind: one for one in terms.trigger.conditions}
    reached, milestone = by_kind.get(ConditionKind.CUM_REVENUE), by_kind.get(ConditionKind.MILESTONE)
    dated = by_kind.get(ConditionKind.FIXED_DATE)
    return {
        "has_use_first": True,
        "free_months": terms.free_months,
        "scope": terms.scope.value,
        "combine": terms.trigger.combine.value,
        "triggers": [kind.value for kind in by_kind],
        "trigger_sum": reached.fen if reached else None,
        "milestone": milestone.text if milestone else "",
        "trigger_day": dated.day if dated else None,
        "exit_notice_days": terms.exit_notice_days,
    }
