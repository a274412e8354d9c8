"""The sample market's listings, each drafted, priced and put out by its holder on a day in the past."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from marketplace.kit import clock, files
from marketplace.kit.db import db
from marketplace.kit.reading import Asker
from marketplace.kit.scans import sample_scan
from marketplace.kit.transactions import transaction
from marketplace.listings import actions
from marketplace.listings.models import Listing
from marketplace.listings.rules.channel import Channel
from marketplace.patents.actions import SamplePatent, make_sample_patents
from marketplace.patents.models import Patent
from marketplace.seed import patents as made_up
from marketplace.seed.people import Cast, Person
from marketplace.seed.plans import Terms, terms

STATUTORY_SHARE, SMALL_SHARE, QUOTA_SHARE = 0.2, 0.12, 0.2
OLDEST, NEWEST_FEATURED, FEATURED_DAYS = 420, 3, 45  # days before today
ANNOUNCED_AFTER = (35, 80)  # days between filing and the gazette
MOST_OF_A_TRADE = 32
BASIS_NOTE = "参照本单位近三年同类普通许可合同的平均价格，按一对多许可折减后确定。（样例）"
MATERIALS = (
    "生效后 20 日内给图纸和工艺参数表。",
    "生效后 15 日内给全套图纸，另给一份操作说明。",
    "生效后 30 日内给配方、工艺卡和检验方法。",
    "",
)
SUPPORT = ("到厂指导 2 次，每次 1 天。", "电话和网上答疑，工作日内回复。", "第一批试制时派人到场。", "")


@dataclass
class Offer:
    """One listing to come; ids are filled in as it comes about.

    days_ago: when it is filed (a declaration) or published (an offer)
    """

    holder: Person
    patent: SamplePatent
    channel: Channel
    terms: Terms
    days_ago: int
    announced_ago: int = 0
    small_only: bool = False
    quota: int | None = None
    number: str = ""
    listing_id: int = 0
    materials: str = ""
    support: str = ""

    @property
    def is_statutory(self) -> bool:
        return self.channel is Channel.STATUTORY


def planned(dice: Random, cast: Cast, count: int, today: date) -> list[Offer]:
    """Listings spread over the last fourteen months, oldest first; the newest have a plain sentence."""
    taken = made_up.chosen(dice, count, MOST_OF_A_TRADE)
    featured = [one for one in taken if one.plain]
    dice.shuffle(featured)
    offers = []
    for title in taken:
        place = featured.index(title) if title.plain else len(featured)
        offers.append(_offer(dice, title, cast, today, place))
    return sorted(offers, key=lambda one: -one.days_ago)


def _offer(dice: Random, title: made_up.Title, cast: Cast, today: date, place: int) -> Offer:
    """place: where it stands among those with a sentence; the first of them are the newest offers."""
    holder = made_up.holder_for(dice, title.trade, cast)
    patent = made_up.invented(dice, title, holder, today)
    is_newest = place < NEWEST_FEATURED
    is_statutory = not is_newest and dice.random() < STATUTORY_SHARE
    channel = Channel.STATUTORY if is_statutory else Channel.PLATFORM
    months = made_up.months_left(patent, today)
    offer = Offer(
        holder,
        patent,
        channel,
        terms(dice, channel, months, use_first_royalty=is_newest),
        days_ago=place if is_newest else dice.randint(NEWEST_FEATURED, FEATURED_DAYS),
        materials=dice.choice(MATERIALS),
        support=dice.choice(SUPPORT),
    )
    if not title.plain:
        offer.days_ago = dice.randint(FEATURED_DAYS, OLDEST)
    if is_statutory:
        offer.days_ago += ANNOUNCED_AFTER[1]
        offer.announced_ago = max(1, offer.days_ago - dice.randint(*ANNOUNCED_AFTER))
    else:
        offer.small_only = dice.random() < SMALL_SHARE
        offer.quota = dice.choice((1, 2, 3, 5, 5, 10)) if dice.random() < QUOTA_SHARE else None
    return offer


def make_patents(offers: list[Offer], asleep: Iterator[SamplePatent]) -> None:
    """The patents of the offers, and some that sleep on."""
    with transaction():
        numbers = make_sample_patents(offer.patent for offer in offers)
        make_sample_patents(asleep)
    for offer, number in zip(offers, numbers, strict=True):
        offer.number = number


def write(offer: Offer) -> None:
    """Draft it, page by page, and publish it or file the form."""
    with transaction():
        by = offer.holder.user
        patent = db.session.query(Patent).filter_by(number=offer.number).one()
        listing = actions.draft(offer.channel, [patent], by=by)
        actions.set_fee(listing, by=by, plan=offer.terms.plan, basis_note=BASIS_NOTE)
        months = offer.terms.term_months
        actions.set_term(listing, by=by, term_months=months, small_only=offer.small_only, quota=offer.quota)
        contact = (by.name, "000-0000-0000", by.email)
        conditions = {"materials": offer.materials, "support": offer.support}
        actions.set_conditions(listing, by=by, conditions=conditions, contact=contact)
        actions.set_statement(listing, by=by, commitment=True)
        (actions.submit if offer.is_statutory else actions.publish)(listing, by=by)
        offer.listing_id = listing.id


def announce(offer: Offer) -> None:
    """The gazette has announced it; the notice is a picture that says it is a sample."""
    day = clock.today()
    number = f"样例K{day.year}{offer.listing_id:06}"
    picture = sample_scan("专利开放许可声明公告", f"声明编号 {number}", f"专利号 ZL{offer.number}", f"公告日 {day}")
    upload = files.accept("公告.png", picture, {"png"}, asker=Asker.JOB)
    with transaction():
        by = offer.holder.user
        kept = files.keep(upload.content, upload.clean_name, upload.media_type, by.organisation_id, "announcement")
        listing = db.session.get_one(Listing, offer.listing_id)
        actions.announce_declaration(
            listing, by=by, declaration_no=number, announced_on=day, notice=kept.sha256, notice_name=kept.name
        )


def before(today: date, days: int) -> date:
    return today - timedelta(days=days)
