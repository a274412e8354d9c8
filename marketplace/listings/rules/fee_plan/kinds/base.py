"""What every kind of fee can be asked; a kind overrides what it does differently."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from marketplace.kit.words import Words
from marketplace.listings.rules.channel import Channel
from marketplace.listings.rules.fee_plan.findings import Finding
from marketplace.listings.rules.fee_plan.rhythm import WHOLE, Rhythm, RhythmKind, RhythmPart, part, place, trigger

if TYPE_CHECKING:
    from marketplace.listings.rules.fee_plan.plan import FeePlan


class FeeKind(StrEnum):
    FREE = "free"
    LUMP_SUM = "lump_sum"
    INSTALMENTS = "instalments"
    ROYALTY = "royalty"
    ENTRY_AND_ROYALTY = "entry_and_royalty"


class Headline(NamedTuple):
    """The price as a big figure and what it is for: 0 元 · 先用 12 个月."""

    figure: Words
    what: Words


@dataclass(frozen=True)
class Payment:
    """A fixed payment; `month` counts from 0 at the start of the licence."""

    month: int
    fen: int
    how: Words


class Kind:
    """The rules of one kind of fee.

    uses:      the optional parts of a plan that belong to it; a plan with any other part is malformed
    has_royalty: the royalty part must be there
    """

    uses: frozenset[str] = frozenset()
    has_royalty = False

    def findings(self, plan: "FeePlan", term_months: int) -> tuple[Finding, ...]:
        return ()

    def fixed_sums(self, plan: "FeePlan", term_months: int) -> tuple[tuple[str, int], ...]:
        """(field, fen): guaranteed sums over the term that the cap on fixed fees bounds."""
        return ()

    def due_at_start(self, plan: "FeePlan") -> int:
        return 0

    def payments(self, plan: "FeePlan", start: int | None) -> tuple[Payment, ...]:
        """Fixed payments; `start` is the month payment begins, None when it never does."""
        return ()

    def phrase(self, plan: "FeePlan") -> Words:
        """What is paid, in plain words, without when."""
        raise NotImplementedError

    def headline(self, plan: "FeePlan") -> Headline:
        raise NotImplementedError

    def paragraphs(self, plan: "FeePlan", channel: Channel) -> tuple[Words, ...]:
        """The payment paragraphs of the contract."""
        raise NotImplementedError

    def rhythm(self, plan: "FeePlan", term_months: int) -> Rhythm:
        """Free period and trigger if any, then the parts of this kind."""
        if plan.use_first is None:
            return Rhythm(self.paying(plan, 0, term_months))
        start = place(plan.use_first.free_months, term_months)
        free = part(RhythmKind.FREE, 0, start)
        return Rhythm((*free, *trigger(start), *self.paying(plan, start, term_months)))

    def paying(self, plan: "FeePlan", start: int, term_months: int) -> tuple[RhythmPart, ...]:
        return part(RhythmKind.FREE, start, WHOLE)
