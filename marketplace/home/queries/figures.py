"""The market in figures: trades, totals, this quarter. Counted from rows, kept no longer than the count was dear."""

import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from flask import current_app
from sqlalchemy import Select, func, or_, select

from marketplace.contracts.models import Deal, DealPatent
from marketplace.home.rules.field_chart import Trade
from marketplace.home.rules.quarters import Quarter, quarter_of
from marketplace.kit import clock, reference
from marketplace.kit.db import db
from marketplace.kit.paging import Page, page_of
from marketplace.listings import search
from marketplace.listings.models import ListingPatent
from marketplace.listings.rules.fee_plan import FeePlan
from marketplace.patents.models import Patent
from marketplace.workflows.deal_states import ENDED_AFTER_EFFECT, DealState

CHEAP = 0.010  # seconds; a count that takes no longer is made anew for every reader
WORTH = 100  # a dearer one is kept this many times as long as it took
SUBCLASS = func.substr(Patent.main_ipc, 1, 4)
FORMED = frozenset({DealState.EFFECTIVE}) | ENDED_AFTER_EFFECT
FREE_MONTHS = Deal.terms["fee_plan"]["use_first"]["free_months"].as_integer()


@dataclass(frozen=True)
class Figures:
    """trades: the twelve, `rest`: what belongs to none of them; the sums count both.

    agreed_fen: what the quarter's contracts fix even if nothing is ever sold
    """

    trades: tuple[Trade, ...]
    rest: Trade
    quarter: Quarter
    signed: int
    use_first: int
    agreed_fen: int

    @property
    def every(self) -> tuple[Trade, ...]:
        """All trades, the largest first, the rest last if there is any."""
        rest = (self.rest,) if self.rest.in_use or self.rest.on_offer or self.rest.asleep else ()
        return (*sorted(self.trades, key=lambda one: (-one.in_use, -one.on_offer, -one.asleep)), *rest)

    @property
    def in_use(self) -> int:
        return sum(one.in_use for one in (*self.trades, self.rest))

    @property
    def on_offer(self) -> int:
        return sum(one.on_offer for one in (*self.trades, self.rest))

    @property
    def asleep(self) -> int:
        return sum(one.asleep for one in (*self.trades, self.rest))


@dataclass(frozen=True)
class _Kept:
    figures: Figures
    until: float


def figures() -> Figures:
    """The figures as they stand; at 100,000 listings a count takes a tenth of a second and serves for ten."""
    today = clock.today()
    kept = current_app.extensions.get("market_figures")
    if kept is not None and time.monotonic() < kept.until and kept.figures.quarter == quarter_of(today):
        found: Figures = kept.figures
        return found
    started = time.monotonic()
    fresh = _counted(quarter_of(today))
    cost = time.monotonic() - started
    if cost > CHEAP:
        current_app.extensions["market_figures"] = _Kept(fresh, time.monotonic() + cost * WORTH)
    return fresh


def forget() -> None:
    """Count anew at the next reading."""
    current_app.extensions.pop("market_figures", None)


def _counted(quarter: Quarter) -> Figures:
    in_use, asleep, on_offer = _by_field(_in_use()), _by_field(_asleep()), _on_offer()

    def trade(field: reference.Field) -> Trade:
        return Trade(field.code, field.name, in_use[field.code], on_offer[field.code], asleep[field.code])

    signed, use_first, agreed_fen = _quarter_figures(quarter)
    return Figures(
        tuple(trade(field) for field in reference.fields()),
        trade(reference.OTHER_FIELD),
        quarter,
        signed,
        use_first,
        agreed_fen,
    )


def _by_field(query: Select[Any]) -> Counter[str]:
    """Counts by subclass, (subclass, count), as counts by field."""
    counts: Counter[str] = Counter()
    for subclass, number in db.session.execute(query):
        counts[reference.field_of(subclass or "").code] += number
    return counts


def _in_use() -> Select[Any]:
    """Licences in force, each counted once, with its first patent."""
    first = select(func.min(DealPatent.id)).group_by(DealPatent.deal_id)
    return (
        select(SUBCLASS, func.count())
        .select_from(Deal)
        .join(DealPatent, DealPatent.deal_id == Deal.id)
        .join(Patent, Patent.id == DealPatent.patent_id)
        .where(Deal.state == DealState.EFFECTIVE, DealPatent.id.in_(first))
        .group_by(SUBCLASS)
    )


def _on_offer() -> Counter[str]:
    """Listings that can be accepted now, each counted once, with its first patent: the catalogue's own count."""
    found = search.search(db.session.connection(), search.Query(page_size=1))
    return Counter(dict(found.facets["industry"]))


def _asleep() -> Select[Any]:
    """Patents still protected that stand in no live listing and in no licence in force."""
    offered = select(ListingPatent.patent_id).where(ListingPatent.live)
    used = (
        select(DealPatent.patent_id).join(Deal, Deal.id == DealPatent.deal_id).where(Deal.state == DealState.EFFECTIVE)
    )
    return (
        select(SUBCLASS, func.count())
        .where(
            or_(Patent.expires_on.is_(None), Patent.expires_on >= clock.today()),
            Patent.id.not_in(offered),
            Patent.id.not_in(used),
        )
        .group_by(SUBCLASS)
    )


def _formed_in(quarter: Quarter, *what: Any) -> Select[Any]:
    return select(*what).where(
        Deal.state.in_(sorted(FORMED)), Deal.effective_on.between(quarter.first_day, quarter.last_day)
    )


def _quarter_figures(quarter: Quarter) -> tuple[int, int, int]:
    """Contracts formed, those of them with use first, and the sum they fix."""
    rows = db.session.execute(
        _formed_in(
            quarter,
            Deal.terms["fee_plan"].label("plan"),
            Deal.terms["licence"]["term_months"].as_integer().label("term_months"),
        )
    ).all()
    plans = [(FeePlan.from_json(row.plan), row.term_months) for row in rows]
    use_first = sum(plan.use_first is not None for plan, _months in plans)
    return len(plans), use_first, sum(fixed_fen(plan, months) for plan, months in plans)


@lru_cache(maxsize=10_000)
def fixed_fen(plan: FeePlan, term_months: int) -> int:
    """What a licence costs even if nothing is ever sold: fixed sums and yearly minimums, no share of sales."""
    return plan.total_min_fen(term_months)


@dataclass(frozen=True)
class Signed:
    """A row behind the quarter's figures; the parties' names stay theirs."""

    deal: Deal
    plan: FeePlan
    agreed_fen: int


def signed_in(quarter: Quarter, number: int, *, use_first_only: bool) -> tuple[Page, Iterable[Signed]]:
    """A page of the contracts formed in a quarter, newest first."""
    query = _formed_in(quarter, Deal).order_by(Deal.effective_on.desc(), Deal.id.desc())
    if use_first_only:
        query = query.where(FREE_MONTHS.is_not(None))
    page = page_of(query, number)
    plans = [(deal, deal.fee_plan) for deal in page.items]
    return page, [Signed(deal, plan, fixed_fen(plan, deal.terms["licence"]["term_months"])) for deal, plan in plans]
