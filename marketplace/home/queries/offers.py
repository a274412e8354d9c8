"""The newest offers as cards, and one that is used first and paid later, taken apart into its parts."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from marketplace.kit import clock
from marketplace.kit.db import db
from marketplace.kit.money import percent_text
from marketplace.kit.words import Words
from marketplace.listings import search
from marketplace.listings.models import Listing, ListingPatent, ListingVersion
from marketplace.listings.rules.fee_plan import FeePlan, Headline, Rhythm
from marketplace.listings.rules.fee_plan.saying import joined, months, plain
from marketplace.patents.models import Patent


@dataclass(frozen=True)
class Offer:
    """What a card of the front page shows; the figures are the published version's."""

    number: str
    url: str  # filled in where addresses are known
    title: str
    plain: str
    channel: str
    has_use_first: bool
    is_sample: bool
    headline: Headline
    rhythm: Rhythm
    sentence: Words
    holder: str
    years_left: int | None


@dataclass(frozen=True)
class Part:
    figure: Words
    what: Words
    sentence: Words


@dataclass(frozen=True)
class UseFirstPlan:
    """A plan in the parts that the picture of it shows; cap is None where there is none."""

    number: str
    title: str
    is_sample: bool
    free: Part
    trigger: Words
    pay: Part
    cap: Part | None
    exit: Words


def _open(ids: tuple[int, ...]) -> list[Listing]:
    """These listings with all a card needs, in the given order; one that is gone meanwhile is left out."""
    found = db.session.scalars(
        select(Listing)
        .where(Listing.id.in_(ids))
        .options(
            selectinload(Listing.holder),
            selectinload(Listing.versions),
            selectinload(Listing.entries).joinedload(ListingPatent.patent),
        )
    ).unique()
    known = {listing.id: listing for listing in found if listing.current is not None}
    return [known[one] for one in ids if one in known]


def newest(number: int) -> list[Offer]:
    """The offers published last, that can be accepted now."""
    found = search.search(db.session.connection(), search.Query(sort="newest", page_size=number))
    return [card(listing, listing.versions[-1]) for listing in _open(found.ids)]


def card(listing: Listing, version: ListingVersion) -> Offer:
    plan = FeePlan.from_json(version.terms["fee_plan"])
    return Offer(
        number=listing.number,
        url="",
        title=listing.title,
        plain=listing.entries[0].patent.plain,
        channel=listing.channel.value,
        has_use_first=plan.use_first is not None,
        is_sample=listing.sample,
        headline=plan.headline(),
        rhythm=plan.rhythm(version.terms["licence"]["term_months"]),
        sentence=plan.sentence(),
        holder=listing.holder.short_name,
        years_left=_years_left(listing.patents),
    )


def _years_left(patents: list[Patent]) -> int | None:
    """Whole years until the first of the patents ends."""
    last_days = [patent.expires_on for patent in patents if patent.expires_on]
    return None if not last_days else max(0, (min(last_days) - clock.today()).days * 400 // 146_097)


def use_first_example() -> UseFirstPlan | None:
    """The newest open offer that is used first and paid by sales; None when there is none."""
    query = search.Query(facets={"use_first": {"yes"}}, sort="newest", page_size=12)
    for listing in _open(search.search(db.session.connection(), query).ids):
        plan = FeePlan.from_json(listing.versions[-1].terms["fee_plan"])
        if plan.use_first is not None and plan.royalty is not None:
            return taken_apart(listing, plan)
    return None


def taken_apart(listing: Listing, plan: FeePlan) -> UseFirstPlan:
    """The four parts of a plan with a trial and a royalty."""
    trial, royalty = plan.use_first, plan.terms
    if trial is None:
        raise LookupError("a plan without a trial has no parts to show")
    free = months(trial.free_months)
    rate = f"{percent_text(royalty.rate_ppm)}%"
    minimum = plain(royalty.minimum_fen_a_year)
    least = Words(f"一年最少 {minimum.zh}。", f"At least {minimum.en} a year.") if royalty.minimum_fen_a_year else None
    trigger = trial.trigger.plain()
    return UseFirstPlan(
        number=listing.number,
        title=listing.title,
        is_sample=listing.sample,
        free=Part(
            plain(plan.due_at_start_fen),
            Words(f"用 {free.zh}", f"for {free.en}"),
            Words(
                "试制、小批都行。不合适就退出，一分钱不付。", "Try it out. If it does not suit, leave and pay nothing."
            )
            if not plan.due_at_start_fen
            else Words("付了入门费就能用。", "Yours to use once the entry fee is paid."),
        ),
        trigger=trigger,
        pay=Part(
            Words(rate, rate),
            Words("净销售额", "of net sales"),
            joined(
                (
                    Words(f"{trigger.zh}，从这天起付。", f"{trigger.en[:1].upper()}{trigger.en[1:]}."),
                    least or Words("", ""),
                ),
                zh="",
                en=" ",
            ),
        ),
        cap=None
        if royalty.cap_fen is None
        else Part(
            plain(royalty.cap_fen),
            Words("付到为止", "and no more"),
            Words("付满后，到期前接着用，不再付。", "Once paid, use goes on to the end of the term."),
        ),
        exit=Words(
            f"触发之前，提前 {trial.exit_notice_days} 天说一声就行。",
            f"Before the trigger, with {trial.exit_notice_days} days' notice.",
        ),
    )
