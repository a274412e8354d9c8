"""The patents of one holder with the clock of their annual fees, filtered and counted."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from sqlalchemy import select

from marketplace.kit import clock, reference
from marketplace.kit.db import db
from marketplace.kit.paging import Page
from marketplace.kit.words import Words
from marketplace.patents.models import EventKind, Patent, PatentEvent
from marketplace.patents.queries.facts import facts_of
from marketplace.patents.rules.fee_clock import ClockState, FeeClock, fee_clock
from marketplace.patents.rules.kinds import PatentKind
from marketplace.patents.rules.mapping import FIELDS
from marketplace.patents.rules.numbers import display
from marketplace.patents.rules.register import standing

PAGE_ROWS = 20
EXPORTED = tuple(FIELDS)


class Held(NamedTuple):
    """A patent of the list."""

    id: int
    number: str
    title: str
    kind: PatentKind
    main_ipc: str
    expires_on: date | None
    sample: bool
    fees: FeeClock

    @property
    def section(self) -> str:
        return self.main_ipc[:1] if self.kind is not PatentKind.DESIGN else ""


@dataclass(frozen=True)
class Wanted:
    """What the list is narrowed to; empty: everything."""

    kinds: frozenset[str] = frozenset()
    sections: frozenset[str] = frozenset()
    states: frozenset[str] = frozenset()

    @property
    def count(self) -> int:
        return len(self.kinds) + len(self.sections) + len(self.states)


@dataclass(frozen=True)
class Option:
    value: str
    label: Words
    count: int
    is_checked: bool


class Portfolio(NamedTuple):
    page: Page
    kinds: list[Option]
    sections: list[Option]
    states: list[Option]
    total: int


def held_by(organisation_id: int) -> list[Held]:
    """All patents of a holder with their clocks, the most urgent first."""
    today, table = clock.today(), Patent.__table__.c
    events: dict[int, list[tuple[EventKind, date]]] = defaultdict(list)
    told = (
        select(PatentEvent.patent_id, PatentEvent.kind, PatentEvent.happened_on)
        .join(Patent, Patent.id == PatentEvent.patent_id)
        .where(Patent.holder_id == organisation_id, PatentEvent.kind != EventKind.GRANTED)
    )
    for patent_id, kind, day in db.session.execute(told):
        events[patent_id].append((kind, day))
    rows = select(
        table.id, table.number, table.title, table.kind, table.main_ipc, table.expires_on, table.sample,
        table.filed_on, table.granted_on, table.annuity_paid_year,
    ).where(table.holder_id == organisation_id)  # fmt: skip
    held = [
        Held(
            row.id, row.number, row.title, row.kind, row.main_ipc, row.expires_on, row.sample,
            fee_clock(
                row.kind, row.filed_on, row.granted_on, row.annuity_paid_year, today,
                standing(events.get(row.id, ()), row.expires_on, today),
            ),
        )
        for row in db.session.execute(rows)
    ]  # fmt: skip
    return sorted(held, key=_urgency)


_ORDER = {state: place for place, state in enumerate(ClockState)}


def _urgency(one: Held) -> tuple[int, date, str]:
    return _ORDER[one.fees.state], one.fees.due_on or date.max, one.number


def portfolio(organisation_id: int, wanted: Wanted, number: int) -> Portfolio:
    """A page of a holder's patents; each group of filters counts what the other groups leave."""
    held = held_by(organisation_id)
    tests: dict[str, Callable[[Held], bool]] = {
        "kinds": lambda one: not wanted.kinds or one.kind.value in wanted.kinds,
        "sections": lambda one: not wanted.sections or one.section in wanted.sections,
        "states": lambda one: not wanted.states or one.fees.state.value in wanted.states,
    }

    def left(but: str = "") -> Iterator[Held]:
        return (one for one in held if all(test(one) for name, test in tests.items() if name != but))

    kinds = Counter(one.kind for one in left("kinds"))
    sections = Counter(one.section for one in left("sections"))
    states = Counter(one.fees.state for one in left("states"))
    found = list(left())
    number = max(1, min(number, -(-len(found) // PAGE_ROWS) or 1))
    page = Page(found[(number - 1) * PAGE_ROWS : number * PAGE_ROWS], number, PAGE_ROWS, len(found))
    titles = dict(reference.ipc_sections())
    return Portfolio(
        page,
        [Option(kind.value, kind.label, kinds[kind], kind.value in wanted.kinds) for kind in PatentKind],
        [
            Option(
                code,
                Words(f"{code} {title.zh}", f"{code} {title.en.capitalize()}"),
                sections[code],
                code in wanted.sections,
            )
            for code, title in titles.items()
            if sections[code] or code in wanted.sections
        ],
        [
            Option(state.value, state.label, states[state], state.value in wanted.states)
            for state in ClockState
            if states[state] or state.value in wanted.states
        ],
        len(held),
    )


def _lettered(code: str, title: Words) -> Words:
    return Words(f"{code} {title.zh}", f"{code} {title.en.capitalize()}")


def exported(organisation_id: int) -> Iterator[tuple[str | date | None, ...]]:
    """A holder's patents as rows of a table that can be imported again: the fields of FIELDS in their order."""
    ids = list(db.session.scalars(select(Patent.id).where(Patent.holder_id == organisation_id).order_by(Patent.number)))
    facts = facts_of(ids)
    for patent_id in ids:
        one = facts[patent_id]
        yield (
            display(one.number), one.title, ";".join(one.patentees), one.filed_on, one.granted_on, one.kind.label.zh,
            one.main_ipc, ";".join(one.ipc), ";".join(one.inventors), one.abstract, one.publication_number,
        )  # fmt: skip
