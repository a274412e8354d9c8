"""A rule of the table, what it finds, and the verdict on one listing."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date

from marketplace.kit.words import Words
from marketplace.listings.rules.channel import Channel
from marketplace.listings.rules.facts import ListingFacts
from marketplace.listings.rules.fee_plan.findings import HOUSE_RULE, Severity
from marketplace.listings.rules.fee_plan.saying import joined
from marketplace.listings.rules.law import INSTRUMENTS, Quote

STATUTORY_ONLY = frozenset({Channel.STATUTORY})
BOTH = frozenset(Channel)


@dataclass(frozen=True)
class Mark:
    """Characters `start` to `end` (not included) of a field's text that must go."""

    field: str
    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Problem:
    """One reason a rule is not met; `cure` when it is better than the rule's own."""

    message: Words
    field: str = ""
    cure: Words | None = None
    severity: Severity = Severity.BLOCK
    mark: Mark | None = None


@dataclass(frozen=True)
class Example:
    """A case the rules page judges live; `passes` is what must come out."""

    name: Words
    facts: ListingFacts
    passes: bool


@dataclass(frozen=True)
class Rule:
    """One bar.

    quotes:   the texts it rests on, empty for a rule of the house
    channels: whom it binds
    advises:  channels where it only warns and asks for a reason
    needs:    what must be known to judge it
    find:     every reason it is not met
    passes:   what to say when it is
    note:     how the house reads it, or why it binds offers too
    """

    code: str
    title: Words
    quotes: tuple[Quote, ...]
    channels: frozenset[Channel]
    needs: Words
    cure: Words
    find: Callable[[ListingFacts], tuple[Problem, ...]]
    passes: Callable[[ListingFacts], Words]
    examples: tuple[Example, ...]
    advises: frozenset[Channel] = frozenset()
    note: Words | None = None

    @property
    def article(self) -> Words:
        return joined((one.article for one in self.quotes), "；", "; ") if self.quotes else HOUSE_RULE

    @property
    def since(self) -> date:
        """First day all its texts hold."""
        return max((INSTRUMENTS[one.law].since for one in self.quotes), default=date.min)

    @property
    def until(self) -> date | None:
        """Last day all its texts hold, None while they do."""
        ends = [INSTRUMENTS[one.law].until for one in self.quotes]
        return min((end for end in ends if end is not None), default=None)

    def binds(self, channel: Channel, day: date) -> bool:
        return channel in self.channels and self.since <= day and (self.until is None or day <= self.until)

    def judge(self, facts: ListingFacts) -> "Verdict":
        problems = self.find(facts)
        if not problems:
            return Verdict(self, True, self.passes(facts), self.cure)
        return self.refusal(problems, advises=facts.channel in self.advises)

    def refusal(self, problems: tuple[Problem, ...], *, advises: bool) -> "Verdict":
        """What the rule says of these problems; `advises` where it only warns."""
        soft = advises or all(one.severity is Severity.WARN for one in problems)
        cures = tuple(dict.fromkeys(one.cure or self.cure for one in problems))
        return Verdict(
            self,
            False,
            joined((one.message for one in problems), "", " "),
            joined(cures, "", " "),
            Severity.WARN if soft else Severity.BLOCK,
            problems,
        )


@dataclass(frozen=True)
class Verdict:
    """What a rule says of a listing: message with the value, and the cure."""

    rule: Rule
    passed: bool
    message: Words
    cure: Words
    severity: Severity = Severity.BLOCK
    problems: tuple[Problem, ...] = ()

    @property
    def code(self) -> str:
        return self.rule.code

    @property
    def article(self) -> Words:
        return self.rule.article

    @property
    def blocks(self) -> bool:
        return not self.passed and self.severity is Severity.BLOCK

    @property
    def needs_reason(self) -> bool:
        return not self.passed and self.severity is Severity.WARN

    @property
    def fields(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(one.field for one in self.problems if one.field))

    def without(self, fields: Collection[str]) -> "Verdict | None":
        """The same about other fields than these; None when it has nothing else to say."""
        left = tuple(one for one in self.problems if not any(_is_of(one.field, name) for name in fields))
        if len(left) == len(self.problems):
            return self
        return self.rule.refusal(left, advises=self.needs_reason) if left else None

    @property
    def marks(self) -> tuple[Mark, ...]:
        return tuple(one.mark for one in self.problems if one.mark is not None)


def _is_of(field: str, name: str) -> bool:
    return field == name or field.startswith(f"{name}.")


def always(zh: str, en: str) -> Callable[[ListingFacts], Words]:
    words = Words(zh, en)
    return lambda _facts: words


def day_words(day: date) -> Words:
    return Words(f"{day.year} 年 {day.month} 月 {day.day} 日", f"{day.day} {day:%B} {day.year}")
