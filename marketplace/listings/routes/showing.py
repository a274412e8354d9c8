"""/listings/<number>: an offer as a buyer reads it, today's cost first."""

from typing import Any

from flask import render_template, request, url_for
from flask_login import current_user

from marketplace.kit import clock, money
from marketplace.kit.errors import RuleBroken
from marketplace.kit.words import Words
from marketplace.listings import queries
from marketplace.listings.models import Listing, ListingVersion
from marketplace.listings.queries import key_terms
from marketplace.listings.queries.offer import chart_years, checks, in_use, patent_rows, plan_of
from marketplace.listings.routes import bp
from marketplace.listings.rules import simulator
from marketplace.listings.rules.channel import Channel
from marketplace.listings.rules.fee_plan import FeePlan
from marketplace.listings.rules.picture import picture
from marketplace.listings.rules.simulator import Scenario
from marketplace.workflows.listing_states import ListingState
from marketplace.workflows.parties import OFFICE_KINDS

MOST_SALES_FEN = 10**13
WRITE_A_NUMBER = Words("写数字，例如 300。", "Write a number, such as 300.")
TOO_MUCH = Words("最多写 10000000（万元）。", "At most 10000000 (in 10,000 yuan).")
CALM = {
    Channel.PLATFORM: Words(
        "点了只是进入核对页，还没签，也不扣钱。", "This opens a check page. Nothing is signed or charged."
    ),
    Channel.STATUTORY: Words(
        "谁来都是这个价。点了先核对，还不发通知。", "One price for all. You check first; nothing is sent yet."
    ),
}
NEXT_STEPS = {
    Channel.PLATFORM: (
        Words("核对一遍条件", "Check the terms once more"),
        Words("合同照这些条件印好，您先签", "The contract is printed from them; you sign first"),
        Words("持有人签完，当天能用", "The holder signs; usable the same day"),
    ),
    Channel.STATUTORY: (
        Words("核对一遍，书面通知马上送到持有人", "Check once more; the notice reaches the holder at once"),
        Words("照公告的价付钱，交凭证", "Pay as announced and hand in the voucher"),
        Words("通知和钱都到了，当天生效", "It takes effect the day both have arrived"),
    ),
}
CLOSED = {
    ListingState.PAUSED: Words("持有人暂停了，现在不能签新的。", "The holder has paused it; no new licences now."),
    ListingState.CLOSED: Words("已经收起，不再签新的。已签的照旧。", "Closed: no new licences; those granted go on."),
    ListingState.WITHDRAWN: Words(
        "声明已撤回，不再签新的。已签的照旧。", "Withdrawn: no new licences; those granted go on."
    ),
    ListingState.EXPIRED: Words("已经到期。", "It has ended."),
    ListingState.ENDED_BY_OFFICE: Words(
        "国家知识产权局已终止这份声明。", "The patent office has ended this declaration."
    ),
}
SUSPENDED = Words(
    "因为下面标红的一条，暂时不能签新的。已签的照旧。", "Stopped by the rule marked below; licences granted go on."
)
FULL = Words("名额用完了。有人退出时会再开放。", "All places are taken; it opens again when one is given back.")


def _not_open(listing: Listing, is_barred: bool) -> Words | None:
    """Why nobody can take it now."""
    if listing.state in CLOSED:
        return CLOSED[listing.state]
    if listing.suspended_because or is_barred:
        return SUSPENDED
    return FULL if listing.slots_left == 0 else None


def _sales() -> tuple[int, Words | None]:
    """Sales of the first selling year as typed, in fen, or what is wrong with it; the usual ones before it is asked."""
    typed = request.args.get("sales")
    if typed is None:
        return simulator.DEFAULT_SALES_FEN, None
    try:
        sales_fen = money.fen(typed, "sales") * 10_000
    except RuleBroken:
        return 0, WRITE_A_NUMBER
    return sales_fen, None if sales_fen <= MOST_SALES_FEN else TOO_MUCH


def _scenario(term_months: int, plan: FeePlan, sales_fen: int) -> Scenario:
    """What the simulator's form says; usual values where it says nothing or nothing sensible."""
    months = simulator.first_months(term_months)
    usual = 13 if plan.use_first and 13 in months else months[0]
    asked = request.args.get("first", "")
    first = int(asked) if asked in map(str, months) else usual
    growth = request.args.get("growth", "ramp")
    growth = growth if growth in simulator.GROWTHS else "ramp"
    return Scenario(sales_fen, growth, first)


def _sums(plan: FeePlan, term_months: int) -> dict[str, Any]:
    sales_fen, wrong = _sales()
    scenario, royalty = _scenario(term_months, plan, sales_fen), plan.royalty
    simulation = None if wrong else plan.simulate(simulator.sales_plan(scenario, term_months), term_months)
    return {
        "scenario": scenario,
        "sales_wrong": wrong,
        "typed_sales": request.args.get("sales", f"{sales_fen / simulator.WAN_FEN:g}")[:40],
        "simulation": simulation,
        "years": chart_years(simulation, plan) if simulation else [],
        "minimum_fen": royalty.minimum_fen_a_year if royalty else None,
        "growths": simulator.GROWTHS,
        "first_months": simulator.first_months(term_months),
    }


def _then(plan: FeePlan, version: ListingVersion) -> Words:
    months = version.terms["licence"]["term_months"]
    years, rest = divmod(months, 12)
    term = Words(f"{months} 个月", f"{months} months") if rest else Words(f"{years} 年", f"{years} years")
    sentence = plan.sentence()
    return Words(f"{sentence.zh.rstrip('。')}；一共用 {term.zh}。", f"{sentence.en.rstrip('.')}; {term.en} in all.")


@bp.get("/listings/<number>")
def show(number: str) -> str:
    listing = queries.readable_listing(number, current_user)
    if not listing.versions:
        return render_template("listings/unpublished.html", listing=listing)
    version = listing.versions[-1]
    plan, term_months = plan_of(version), version.terms["licence"]["term_months"]
    verdicts = listing.standing_verdicts()
    uses = in_use([listing.id])
    return render_template(
        "listings/show.html",
        listing=listing,
        version=version,
        plan=plan,
        picture=picture(plan),
        then=_then(plan, version),
        not_open=_not_open(listing, any(one.blocks for one in verdicts)),
        calm=CALM[listing.channel],
        next_steps=NEXT_STEPS[listing.channel],
        checks=checks(verdicts),
        key_terms=key_terms.key_terms(version.terms),
        fee_clause=[Words(one["zh"], one["en"]) for one in version.terms["fee_clause"]],
        patents=[(patent, patent_rows(patent, clock.today())) for patent in listing.patents],
        uses=uses.get(listing.id, 0) if uses else None,
        channels_url=url_for("home.channels"),
        is_own=listing.holder_id == current_user.organisation_id,
        is_office=current_user.organisation_kind in OFFICE_KINDS,
        **_sums(plan, term_months),
    )
