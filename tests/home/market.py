"""A small market for the front page: offers of several trades, sleeping patents, licences in force."""

from datetime import date
from typing import Any

from marketplace.accounts.models import Organisation
from marketplace.contracts.models import Deal, DealPatent
from marketplace.kit import clock
from marketplace.kit.db import db
from marketplace.kit.ids import public_id
from marketplace.listings.actions.entries import refresh_entry
from marketplace.listings.models import Listing
from marketplace.listings.rules.channel import Channel
from marketplace.listings.rules.fee_plan import FeeKind, FeePlan, Royalty
from marketplace.listings.rules.fee_plan.use_first import Combine, Condition, ConditionKind, Scope, Trigger, UseFirst
from marketplace.workflows.deal_states import DealState
from tests import makers

TRIAL = UseFirst(
    12,
    Scope.TRIAL,
    Trigger(Combine.EARLIEST, (Condition(ConditionKind.FIRST_SALE), Condition(ConditionKind.AFTER_MONTHS, months=12))),
)
USE_FIRST = FeePlan(
    FeeKind.ROYALTY,
    royalty=Royalty(30_000, minimum_fen_a_year=1_200_000, cap_fen=30_000_000),
    use_first=TRIAL,
)


def make_open_listing(
    holder: Organisation, ipc: str = "C25D11/02", plan: FeePlan = makers.LUMP_SUM, **columns: Any
) -> Listing:
    """A listing that is found and can be accepted."""
    title = columns.pop("title", "一种可变阴极面积的微弧氧化装置及表面处理方法")
    patent = makers.make_patent(holder, main_ipc=ipc, ipc_all=ipc, title=title, plain="给铝件、镁件表面长一层硬壳。")
    listing = makers.make_listing(holder, plan=plan, patent=patent, **columns)
    refresh_entry(listing)
    return listing


def make_deal(listing: Listing, licensee: Organisation, state: DealState = DealState.EFFECTIVE, **columns: Any) -> Deal:
    """A deal in that state, made from the listing as it stands."""
    version = listing.versions[-1]
    today = clock.today()
    values: dict[str, Any] = {
        "channel": listing.channel,
        "state": state,
        "listing_id": listing.id,
        "listing_version_id": version.id,
        "licensor_id": listing.holder_id,
        "licensee_id": licensee.id,
        "running": False,
        "terms": version.terms,
        "terms_hash": version.terms_hash,
        "verification_id": public_id(),
        "accepted_at": clock.now(),
        "effective_on": today if state is DealState.EFFECTIVE else None,
        "ends_on": date(today.year + 5, 1, 1) if state is DealState.EFFECTIVE else None,
        "sample": True,
    }
    deal = Deal(**values | columns)
    deal.entries = [DealPatent(patent_id=entry.patent_id) for entry in listing.entries]
    db.session.add(deal)
    db.session.flush()
    return deal


def make_market(holder: Organisation, licensee: Organisation, scale: int = 1) -> None:
    """Three trades that differ: welding leads, machining follows, medicine sleeps."""
    for index in range(4 * scale):
        listing = make_open_listing(
            holder, "B23K9/04", USE_FIRST, title="大型不锈钢焊接构件洁净清洗检查焊接缺陷的方法和系统"
        )
        if index < 3 * scale:
            make_deal(listing, licensee)
    for _index in range(2 * scale):
        listing = make_open_listing(holder, "F16L9/00")
    make_deal(listing, licensee)
    free = make_open_listing(
        holder, "C02F1/00", makers.FREE, channel=Channel.STATUTORY, title="一种豆制品清洗水循环装置"
    )
    make_deal(free, licensee, effective_on=date(2020, 1, 1))
    for _index in range(5 * scale):
        makers.make_patent(holder, main_ipc="A61K9/00", title="一种缓释片")
    makers.make_patent(holder, main_ipc="A41D1/00", title="一种工作服")
