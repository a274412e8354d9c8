"""The small market as a line of events in time: each is played when its day has come, oldest first."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from functools import partial
from random import Random
from typing import NamedTuple

from flask import current_app
from sqlalchemy import func, select

from marketplace.contracts.models import Deal
from marketplace.kit import clock, jobs
from marketplace.kit.db import db
from marketplace.kit.transactions import begin, rollback, transaction
from marketplace.listings.models import Listing
from marketplace.listings.rules.channel import Channel
from marketplace.patents.actions import load_reference_patents
from marketplace.seed import offers, patents, people, stories
from marketplace.seed.deals import Telling
from marketplace.seed.offers import Offer

OFFERS, ASLEEP = 300, 160
FORMS_KEPT = 8  # declaration forms printed and kept when the server starts; a printer does one after another
OPENS_AT = 9  # o'clock in Beijing
LETTERS = ("mail", "listings_recheck")  # nobody reads letters of the past, and those days are over


class Event(NamedTuple):
    """minute: of the day; act: what happens"""

    day: date
    minute: int
    act: Callable[[], None]


def build(random_seed: int, password: str, say: Callable[[str], None]) -> None:
    """Fill an empty database. The same seed tells the same story, counted back from today."""
    dice, today = Random(random_seed), clock.today()  # noqa: S311 - a sample market needs no secrets
    before = current_app.config["JOBS_INLINE"]
    current_app.config["JOBS_INLINE"] = True  # what is to be done is done here, at its time
    try:
        cast = people.settle(password)
        say(f"{len(cast)} organisations · {len(cast)} 家单位")
        with transaction():
            load_reference_patents()
        with clock.at(offers.before(today, offers.OLDEST + 120)):
            planned = offers.planned(dice, cast, OFFERS, today)
            pairs = stories.cast_offers(planned, today)
            planned.sort(key=lambda one: -one.days_ago)
            offers.make_patents(planned, patents.sleeping(dice, cast, ASLEEP, today))
        line = sorted([*_listings(planned, today), *_deals(pairs, cast, today)], key=lambda one: one[:2])
        _play(line, today)
    finally:
        current_app.config["JOBS_INLINE"] = before
    say(f"{len(planned)} listings, {len(pairs)} deals · {len(planned)} 份报价和声明，{len(pairs)} 笔许可")


def _listings(planned: list[Offer], today: date) -> list[Event]:
    line = []
    for place, offer in enumerate(planned):
        line.append(Event(offers.before(today, offer.days_ago), place % 60, partial(offers.write, offer)))
        if offer.is_statutory:
            day = offers.before(today, offer.announced_ago)
            line.append(Event(day, place % 60, partial(offers.announce, offer)))
    return line


def _deals(pairs: list[tuple[stories.Story, Offer]], cast: people.Cast, today: date) -> list[Event]:
    line = []
    for story, offer in pairs:
        telling = Telling(story, offer, cast)
        for place, (act, after) in enumerate(story.steps):
            days = stories.complete_after(story, today) if act == "complete" else after
            day = offers.before(today, story.days_ago) + timedelta(days=days)
            line.append(Event(day, 60 + 7 * place, getattr(telling, act)))
    return line


def _play(line: list[Event], today: date) -> None:
    """Past days at their own time; today's events now."""
    for event in line:
        if event.day < today:
            hour, minute = divmod(event.minute, 60)
            with clock.at(datetime.combine(event.day, time(OPENS_AT + hour, minute), clock.BEIJING)):
                event.act()
    _forget()
    with clock.at(clock.now()):
        for event in line:
            if event.day >= today:
                event.act()


def _forget() -> None:
    with transaction():
        jobs.cancel(("", ""), LETTERS)
        for deal_id in db.session.scalars(select(Deal.id)):
            jobs.cancel(("deal", deal_id), ("mail",))
        filed = select(Listing.id).where(Listing.channel == Channel.STATUTORY).order_by(Listing.id.desc())
        for listing_id in db.session.scalars(filed.offset(FORMS_KEPT)):
            jobs.cancel(("listing", listing_id), ("declaration_pdf",))  # its page prints the form when it is asked for


def is_empty() -> bool:
    """Nobody is registered yet."""
    begin(writing=False)
    count = db.session.scalar(select(func.count()).select_from(people.Organisation))
    rollback()
    return not count
