"""Which deals the sample market has seen: who took what from whom, on which terms, and how far it went."""

from datetime import date, timedelta
from typing import NamedTuple

from marketplace.kit import clock
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
from marketplace.seed.offers import Offer
from marketplace.seed.patents import months_left
from marketplace.seed.plans import WAN, YUAN, Terms

S, P = Channel.STATUTORY, Channel.PLATFORM
PUBLISHED_BEFORE = 14  # days between the listing and the deal
SIGNED = (("accept", 0), ("print_contract", 0), ("sign", 1), ("countersign", 2))
NOTICE = (("notice", 0), ("print_notice", 0))
PAID = (*NOTICE, ("pay", 3), ("confirm", 6), ("print_confirmation", 6))


def _trial(months: int) -> UseFirst:
    ends = (Condition(ConditionKind.FIRST_SALE), Condition(ConditionKind.AFTER_MONTHS, months=months))
    return UseFirst(months, Scope.TRIAL, Trigger(Combine.EARLIEST, ends))


USE_FIRST = FeePlan(
    FeeKind.ROYALTY,
    royalty=Royalty(30_000, minimum_fen_a_year=12_000 * YUAN, cap_fen=30 * WAN),
    use_first=_trial(12),
)
LATER = FeePlan(FeeKind.LUMP_SUM, amount_fen=35_000 * YUAN, use_first=_trial(6))
ENTRY = FeePlan(FeeKind.ENTRY_AND_ROYALTY, entry_fee_fen=5_000 * YUAN, royalty=Royalty(20_000, cap_fen=20 * WAN))
FREE = FeePlan(FeeKind.FREE)


def _lump(yuan: int) -> FeePlan:
    return FeePlan(FeeKind.LUMP_SUM, amount_fen=yuan * YUAN)


class Story(NamedTuple):
    """A deal to come. days_ago: when it begins; steps: (act, days after that); holder: a key, "" for anybody."""

    buyer: str
    channel: Channel
    plan: FeePlan
    term_months: int
    days_ago: int
    steps: tuple[tuple[str, int], ...]
    holder: str = ""


STORIES = (
    Story("workshop", P, _lump(12_000), 6, 400, (*SIGNED, ("complete", 0)), "beilan"),
    Story("luming", P, _lump(48_000), 36, 330, (*SIGNED, ("terminate", 190))),
    Story("hanyu", P, LATER, 36, 270, (*SIGNED, ("exit", 120))),
    Story("workshop", P, USE_FIRST, 60, 200, SIGNED, "university"),
    Story("dashi", S, ENTRY, 48, 150, PAID),
    Story("fengniu", P, _lump(26_000), 24, 95, (("accept", 0), ("withdraw", 0))),
    Story("jiaoyang", P, _lump(88_000), 60, 50, SIGNED),
    Story("huawa", S, FREE, 36, 40, (*NOTICE, ("print_confirmation", 0)), "meijian"),
    Story("jiangyu", P, USE_FIRST, 48, 24, SIGNED, "linghe"),
    Story("hongzhou", S, _lump(18_000), 36, 7, (*NOTICE, ("pay", 2))),
    Story("workshop", P, LATER, 36, 5, SIGNED[:3], "university"),
    Story("weidang", S, _lump(15_000), 24, 4, NOTICE),
    Story("workshop", P, USE_FIRST, 60, 2, SIGNED[:2], "beilan"),
    Story("xiaoxi", P, LATER, 36, 1, SIGNED[:2], "university"),  # not verified yet: its place is kept three days
    Story("shanbei", P, USE_FIRST, 48, 0, SIGNED[:1]),
)


def complete_after(story: Story, today: date) -> int:
    """Days from its beginning to the day after its last one."""
    signed = today - timedelta(days=story.days_ago - 2)
    return (clock.add_months(signed, story.term_months) - signed).days + 3


def _listing_for(story: Story, free: list[Offer], today: date) -> Offer:
    """One of its channel whose patent outlives the licence; of the wished holder, if that has one."""
    fitting = [
        one for one in free if one.channel is story.channel and months_left(one.patent, today) > story.term_months
    ]
    return next((one for one in fitting if one.holder.key == story.holder), fitting[0])


def cast_offers(offers: list[Offer], today: date) -> list[tuple[Story, Offer]]:
    """Give each story a listing without a sentence, on the story's terms, out in time for it."""
    free, pairs = [offer for offer in offers if not offer.patent.plain], []
    for story in STORIES:
        offer = _listing_for(story, free, today)
        free.remove(offer)
        offer.terms = Terms(story.plan, story.term_months)
        offer.small_only, offer.quota = False, 5 if story.channel is P else None
        out = story.days_ago + PUBLISHED_BEFORE
        offer.days_ago, offer.announced_ago = (out + 60, out) if offer.is_statutory else (out, 0)
        pairs.append((story, offer))
    return pairs
