"""Very many published sample listings, row by row past the actions: for load tests, in little memory."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from random import Random

from sqlalchemy import select, text

from marketplace.kit import clock, files
from marketplace.kit.bulk import insert_rows, next_ids
from marketplace.kit.db import db, is_sqlite
from marketplace.kit.reading import Asker
from marketplace.kit.scans import sample_scan
from marketplace.kit.transactions import transaction
from marketplace.listings import actions, search
from marketplace.listings.models import Listing, ListingPatent, ListingVersion
from marketplace.listings.rules.channel import Channel
from marketplace.patents.actions import SamplePatent, make_sample_patents
from marketplace.patents.models import Patent
from marketplace.seed import patents as made_up
from marketplace.seed import people
from marketplace.seed.people import Person
from marketplace.seed.rows import ENTRY, VERSION, Facts, Made, holder_of, plan_of
from marketplace.workflows import history

CHUNK, PLANS, DAYS = 5_000, 240, 400
STATUTORY_EVERY = 8


def grow(count: int, random_seed: int, password: str, say: Callable[[str], None]) -> None:
    """Add `count` listings in one transaction; the cast is settled first where there is none."""
    if password:
        people.settle(password)
    dice = Random(random_seed)  # noqa: S311 - a sample market needs no secrets
    notice = files.accept("公告.png", sample_scan("专利开放许可声明公告", "大批样例共用"), {"png"}, asker=Asker.JOB)
    with transaction():
        if not is_sqlite(db.engine):
            db.session.execute(text("SET LOCAL statement_timeout = 0"))
        kept = files.keep(notice.content, notice.clean_name, notice.media_type, None, "announcement")
        maker = Maker(dice, people.known(), kept.sha256, count)
        written = search.put_many(db.session.connection(), maker.entries())
        actions.watch_tomorrow()
    say(f"{written} listings · {written} 份报价和声明")


class Maker:
    """Makes listings chunk by chunk and hands their search entries on."""

    def __init__(self, dice: Random, cast: people.Cast, notice: str, count: int) -> None:
        self.dice, self.notice, self.count, self.done = dice, notice, count, 0
        self.now, self.today = clock.now(), clock.today()
        self.holders = {person.key: holder_of(person) for person in made_up.holders(cast)}
        self.cast = cast
        self.plans = {channel: [plan_of(dice, channel) for _ in range(PLANS)] for channel in Channel}

    def entries(self) -> Iterator[search.SearchEntry]:
        titles = made_up.titles()
        while self.done < self.count:
            size = min(CHUNK, self.count - self.done)
            drafts = [self._draft(titles[self.dice.randrange(len(titles))]) for _ in range(size)]
            yield from self._write(drafts)
            self.done += size

    def _draft(self, title: made_up.Title) -> tuple[Person, SamplePatent]:
        holder = made_up.holder_for(self.dice, title.trade, self.cast)
        return holder, made_up.invented(self.dice, title, holder, self.today)

    def _write(self, drafts: list[tuple[Person, SamplePatent]]) -> list[search.SearchEntry]:
        numbers = make_sample_patents(patent for _holder, patent in drafts)
        table = Patent.__table__
        known = db.session.execute(select(table.c.number, table.c.id).where(table.c.number.in_(numbers)))
        ids = {row.number: row.id for row in known}
        listing_ids = next_ids(Listing.__table__, len(drafts))
        made = [
            self._listing(place, listing_id, ids[number], number, person, patent)
            for place, (listing_id, number, (person, patent)) in enumerate(
                zip(listing_ids, numbers, drafts, strict=True)
            )
        ]
        insert_rows(Listing.__table__, list(made[0].row), [tuple(one.row.values()) for one in made])
        insert_rows(ListingPatent.__table__, ENTRY, [one.entry for one in made])
        insert_rows(ListingVersion.__table__, VERSION, [one.version for one in made])
        history.first_steps(step for one in made for step in one.steps)
        return [one.found for one in made]

    def _listing(
        self, place: int, listing_id: int, patent_id: int, number: str, person: Person, patent: SamplePatent
    ) -> Made:
        share = 1 - (self.done + place) / self.count
        at = self.now - timedelta(seconds=int(share * DAYS * 86_400))
        channel = Channel.STATUTORY if (self.done + place) % STATUTORY_EVERY == 0 else Channel.PLATFORM
        plan = self.plans[channel][self.dice.randrange(PLANS)]
        holder = self.holders[person.key]
        return Made.of(Facts(listing_id, patent_id, number, channel, at, plan, holder, patent, self.notice))
