"""An offer as its page shows it: the checks, the patents' facts, the buyer's sums."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import current_app

from marketplace.kit import reference
from marketplace.kit.words import Words
from marketplace.listings.models import ListingVersion
from marketplace.listings.models.facts import annuity_of, last_day_of
from marketplace.listings.rules.bars import Verdict
from marketplace.listings.rules.fee_plan import FeePlan, Simulation
from marketplace.patents.models import Patent

USES = "licences_in_use"  # app.extensions: listing ids → how many licences of each are in force
SHOWN_RULES = (
    "EXCLUSIVE_LICENCE_IN_FORCE",
    "PROCEDURE_SUSPENDED",
    "ANNUITY_UNPAID",
    "PLEDGED_NO_CONSENT",
    "TERMINATED",
    "INVALID_FULL",
    "CO_OWNER_CONSENT_MISSING",
    "FEE_OVER_CAP",
    "TERM_BEYOND_PATENT",
    "EVAL_REPORT_MISSING",
    "EVAL_REPORT_NEGATIVE",
    "OTHER_OBSTACLE",
)


@dataclass(frozen=True)
class Check:
    """A rule's verdict as the grid shows it."""

    is_passed: bool
    words: Words
    article: Words
    cure: Words | None = None


@dataclass(frozen=True)
class ChartYear:
    year: int
    paid_fen: int
    sales_fen: int
    note: Words
    how: Words


def in_use(listing_ids: Sequence[int]) -> Mapping[int, int]:
    """How many licences of each listing are in force; deals are counted by whoever keeps them."""
    count = current_app.extensions.get(USES)
    counted: Mapping[int, int] = count(listing_ids) if count and listing_ids else {}
    return counted


def plan_of(version: ListingVersion) -> FeePlan:
    return FeePlan.from_json(version.terms["fee_plan"])


def checks(verdicts: Sequence[Verdict]) -> list[Check]:
    """The rules a buyer asks about, failed ones first; advice to the holder on other rules is not among them."""
    shown = [one for one in verdicts if one.code in SHOWN_RULES or one.blocks]
    shown.sort(key=lambda one: one.passed)
    return [
        Check(one.passed, one.message, one.article, None if one.passed or not one.blocks else one.cure) for one in shown
    ]


def in_the_way(verdicts: Sequence[Verdict], reason: str) -> list[Check]:
    """What the holder must cure, and how; a reason given answers the rules that ask for one."""
    found = [one for one in verdicts if one.blocks or (one.needs_reason and not reason.strip())]
    return [Check(False, one.message, one.article, one.cure) for one in found]


def chart_years(simulation: Simulation, plan: FeePlan) -> list[ChartYear]:
    found = []
    starts = simulation.trigger_month
    for year in simulation.years:
        is_before = starts is None or starts > year.year * 12
        is_free = plan.use_first is not None and is_before and not year.due_fen
        sold = f"{year.sales_fen / 1_000_000:g}"
        note = (
            Words("先用", "free use")
            if is_free
            else Words(f"卖 {sold}", f"sold {sold}")
            if plan.royalty
            else Words("", "")
        )
        found.append(ChartYear(year.year, year.due_fen, year.sales_fen, note, year.how))
    return found


def patent_rows(patent: Patent, today: date) -> list[dict[str, Any]]:
    """Facts of a patent for the page: term and value, days as days."""
    fees = annuity_of(patent, today)
    ipc = reference.ipc_title(patent.main_ipc.replace(" ", "")[:4]) if patent.main_ipc else None
    code = patent.main_ipc or "—"
    paid: Any = Words("不清楚", "not known")
    if fees is not None:
        paid = fees.due_on or fees.ends_on
    return [
        {"term": Words("申请日", "Filed"), "day": patent.filed_on},
        {"term": Words("授权公告", "Granted"), "day": patent.granted_on},
        {"term": Words("到期", "Ends"), "day": last_day_of(patent)},
        {"term": Words("年费缴到", "Annuity paid until"), "day" if isinstance(paid, date) else "value": paid},
        {
            "term": Words("主分类", "Main class"),
            "value": Words(f"{code} {ipc.zh}", f"{code} {ipc.en}") if ipc else Words(code, code),
        },
        {"term": Words("专利权人", "Owner"), "value": "、".join(owner.name for owner in patent.owners) or "—"},
    ]
