"""Invented patents of the sample market: real titles and classes, invented holders, numbers and days."""

import re
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from functools import cache
from random import Random
from typing import NamedTuple

from marketplace.kit import reference
from marketplace.patents.actions import SamplePatent
from marketplace.patents.rules.annuity import patent_year
from marketplace.patents.rules.kinds import PatentKind, term_end, term_years
from marketplace.patents.rules.register import ReportConclusion
from marketplace.seed.people import Cast, Person

TITLES, SENTENCES = "sample_titles.csv", "sample_sentences.csv"
KINDS = {"B": PatentKind.INVENTION, "U": PatentKind.UTILITY_MODEL}
NOT_HERE = re.compile("新冠|口罩|5G|链|基因|干细胞|疫|航天|导|放废|警|医用|胎|教学|教育|旅游|酒店")
LONGEST_TITLE = 30
INVENTORS = ("赵样例", "钱样例", "孙样例", "李样例")
DAYS = 365


class Title(NamedTuple):
    """A real title with its class; the sentence is ours, and often empty."""

    publication_number: str
    title: str
    kind: PatentKind
    ipc: tuple[str, ...]
    trade: str
    plain: str


@cache
def titles() -> tuple[Title, ...]:
    """Granted inventions and utility models of the twelve trades, those with a sentence first."""
    plain = {row["publication_number"]: row["plain"] for row in reference.table(SENTENCES)}
    found = []
    for row in reference.table(TITLES):
        number, ipc = row["publication_number"], tuple(row["ipc"].split("|"))
        trade = reference.field_of(ipc[0]).code
        if number[-1] not in KINDS or trade == reference.OTHER_FIELD.code:
            continue
        if number in plain or (len(row["title"]) <= LONGEST_TITLE and not NOT_HERE.search(row["title"])):
            found.append(Title(number, row["title"], KINDS[number[-1]], ipc, trade, plain.get(number, "")))
    return tuple(sorted(found, key=lambda one: not one.plain))


def chosen(dice: Random, count: int, most_of_a_trade: int) -> list[Title]:
    """Every title with a sentence, then others by chance, no trade with more than its share."""
    ours = [one for one in titles() if one.plain]
    others = [one for one in titles() if not one.plain]
    dice.shuffle(others)
    taken, share = list(ours), {one.trade: 0 for one in titles()}
    for one in others:
        if len(taken) == count:
            break
        if share[one.trade] < most_of_a_trade:
            share[one.trade] += 1
            taken.append(one)
    return taken


def holders(cast: Cast) -> list[Person]:
    return [person for person in cast.values() if person.trades]


def holder_for(dice: Random, trade: str, cast: Cast) -> Person:
    """Somebody who works in that trade."""
    return dice.choice([person for person in holders(cast) if trade in person.trades] or holders(cast))


def invented(dice: Random, title: Title, holder: Person, today: date) -> SamplePatent:
    """A patent granted more than a year and a half ago, its fees paid beyond this year, years from its end."""
    is_invention = title.kind is PatentKind.INVENTION
    age_days = dice.randint(5 * DAYS, 9 * DAYS) if is_invention else dice.randint(3 * DAYS, 7 * DAYS)
    wait_days = dice.randint(2 * DAYS, 3 * DAYS) if is_invention else dice.randint(220, 400)
    filed_on = today - timedelta(days=age_days)
    return SamplePatent(
        title=title.title,
        kind=title.kind,
        filed_on=filed_on,
        granted_on=filed_on + timedelta(days=wait_days),
        owners=((holder.name, holder.organisation_id),),
        main_ipc=title.ipc[0],
        ipc=title.ipc,
        plain=title.plain,
        inventors=tuple(dice.sample(INVENTORS, dice.randint(1, 3))),
        paid_year=min(patent_year(filed_on, today) + 1, term_years(title.kind, filed_on)),
        conclusion=None if is_invention else ReportConclusion.POSITIVE,
    )


def months_left(patent: SamplePatent, today: date) -> int:
    """Whole months of its life, one less to be safe."""
    ends_on = term_end(patent.kind, patent.filed_on)
    return max(1, (ends_on.year - today.year) * 12 + ends_on.month - today.month - 1)


def sleeping(dice: Random, cast: Cast, count: int, today: date) -> Iterator[SamplePatent]:
    """Patents that nobody offers yet."""
    pool: Iterable[Title] = [one for one in titles() if not one.plain][-count:]
    for title in pool:
        yield invented(dice, title, holder_for(dice, title.trade, cast), today)
