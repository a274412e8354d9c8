"""Patents and listings for tests, made through the actions. Everything is invented."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from marketplace.accounts.models import User
from marketplace.kit import clock
from marketplace.kit.db import db
from marketplace.listings import actions
from marketplace.listings.models import Listing
from marketplace.listings.rules.channel import Channel
from marketplace.listings.rules.fee_plan import (
    Combine,
    Condition,
    ConditionKind,
    FeeKind,
    FeePlan,
    Royalty,
    Scope,
    Trigger,
    UseFirst,
)
from marketplace.patents.models import Patent, PatentOwner
from marketplace.patents.rules.kinds import PatentKind, term_end
from marketplace.patents.rules.numbers import check_digit
from tests.listings.scans import store_scan

TITLE = "一种可变阴极面积的微弧氧化装置及表面处理方法"
PLAIN = "给铝件、镁件表面长一层又硬又耐磨的壳，大件小件在同一个槽里做。"
LUMP = FeePlan(FeeKind.LUMP_SUM, amount_fen=6_800_000)
FREE = FeePlan(FeeKind.FREE)
ENTRY = FeePlan(FeeKind.ENTRY_AND_ROYALTY, entry_fee_fen=500_000, royalty=Royalty(20_000))
TRIAL = FeePlan(
    FeeKind.ROYALTY,
    royalty=Royalty(30_000, minimum_fen_a_year=1_200_000, cap_fen=30_000_000),
    use_first=UseFirst(
        12,
        Scope.TRIAL,
        Trigger(
            Combine.EARLIEST,
            (Condition(ConditionKind.FIRST_SALE), Condition(ConditionKind.AFTER_MONTHS, months=12)),
        ),
    ),
)
NOTE = "参照本单位近三年同类普通许可合同的平均价格，按一对多许可折减后确定。"


def number(serial: int, kind: str = "1", year: int = 2021) -> str:
    """An invented application number with its right check digit."""
    digits = f"{year}{kind}99{serial:05d}"
    return f"{digits}.{check_digit(digits)}"


def make_patent(holder: User, serial: int = 1, *, kind: PatentKind = PatentKind.INVENTION, **changes: Any) -> Patent:
    """A granted patent of this member's organisation, its annuities paid for years."""
    filed_on = date(2021, 5, 18)
    values: dict[str, Any] = {
        "number": number(serial, {"invention": "1", "utility_model": "2", "design": "3"}[kind.value]),
        "kind": kind,
        "title": TITLE,
        "plain": PLAIN,
        "abstract": "一种微弧氧化装置，阴极面积可以改变。",
        "main_ipc": "C25D 11/30",
        "filed_on": filed_on,
        "granted_on": date(2023, 2, 7),
        "expires_on": term_end(kind, filed_on),
        "annuity_paid_year": 9,
        "holder_id": holder.organisation_id,
        "sample": True,
        "created_at": clock.now(),
        "owners": [PatentOwner(name=holder.organisation.name, organisation_id=holder.organisation_id)],
    }
    patent = Patent(**{**values, **changes})
    db.session.add(patent)
    db.session.flush()
    return patent


def begun(holder: User, channel: Channel = Channel.PLATFORM) -> Listing:
    """A draft of which nothing is written yet."""
    return actions.draft(channel, [make_patent(holder)], by=holder)


def make_draft(
    holder: User,
    patents: Sequence[Patent] = (),
    *,
    channel: Channel = Channel.PLATFORM,
    plan: FeePlan = TRIAL,
    term_months: int = 60,
    office_check: bool = False,
    serial: int = 1,
    **term: Any,
) -> Listing:
    """A draft with every section written."""
    chosen = patents or [make_patent(holder, serial)]
    listing = actions.draft(channel, chosen, by=holder, office_check=office_check)
    actions.set_fee(listing, by=holder, plan=plan, basis_note=NOTE)
    actions.set_term(listing, by=holder, term_months=term_months, **term)
    contact = ("王样例", "000-0000-0000", "contact@example.org")
    materials = {"materials": "生效后 20 日内给图纸、工艺参数。", "support": "到厂指导 2 次。"}
    actions.set_conditions(listing, by=holder, conditions=materials, contact=contact)
    actions.set_statement(listing, by=holder, commitment=True)
    return listing


def make_offer(holder: User, patents: Sequence[Patent] = (), **choices: Any) -> Listing:
    """A platform offer that is out."""
    listing = make_draft(holder, patents, **choices)
    actions.publish(listing, by=holder)
    return listing


def make_declaration(holder: User, patents: Sequence[Patent] = (), *, plan: FeePlan = ENTRY, **choices: Any) -> Listing:
    """A declaration that the gazette has announced."""
    listing = make_draft(holder, patents, channel=Channel.STATUTORY, plan=plan, **choices)
    actions.submit(listing, by=holder)
    announce(listing, holder)
    return listing


def announce(listing: Listing, holder: User) -> None:
    notice = store_scan("公告.png")
    day = clock.today()
    actions.announce_declaration(listing, by=holder, declaration_no="K2026000001", announced_on=day, notice=notice)
