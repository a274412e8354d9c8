"""The fee plan: one value that checks itself, prints its clause, says itself plainly, and computes what falls due.

Nothing else in the product knows a fee formula.
"""

import json
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from marketplace.kit.words import Words
from marketplace.listings.rules.channel import Channel
from marketplace.listings.rules.fee_plan.checks import check
from marketplace.listings.rules.fee_plan.clauses import clause
from marketplace.listings.rules.fee_plan.findings import Finding
from marketplace.listings.rules.fee_plan.kinds import KINDS, FeeKind, Headline, Kind
from marketplace.listings.rules.fee_plan.rhythm import Rhythm
from marketplace.listings.rules.fee_plan.royalty import Royalty
from marketplace.listings.rules.fee_plan.sales import SalesPlan
from marketplace.listings.rules.fee_plan.saying import NOTHING, joined, plain
from marketplace.listings.rules.fee_plan.simulation import Simulation, simulate
from marketplace.listings.rules.fee_plan.statements import Cycle
from marketplace.listings.rules.fee_plan.strict import Reader, broken
from marketplace.listings.rules.fee_plan.use_first import UseFirst

_KEYS = frozenset(
    {
        "kind",
        "amount_fen",
        "entry_fee_fen",
        "instalments",
        "royalty",
        "use_first",
        "statement_cycle",
        "statement_due_days",
        "payment_due_days",
    }
)
_PARTS = ("amount_fen", "entry_fee_fen", "instalments", "royalty", "use_first")


@dataclass(frozen=True)
class Instalment:
    """after_months: from the start of payment (effect, or trigger with use-first); 0 is at once."""

    after_months: int
    amount_fen: int

    def to_json(self) -> dict[str, object]:
        return {"after_months": self.after_months, "amount_fen": self.amount_fen}

    @classmethod
    def from_json(cls, source: object, path: str) -> "Instalment":
        reader = Reader(source, frozenset({"after_months", "amount_fen"}), path)
        return cls(reader.whole("after_months"), reader.whole("amount_fen"))


@dataclass(frozen=True)
class FeePlan:
    """How a licence is paid for.

    amount_fen belongs to lump_sum, entry_fee_fen to entry_and_royalty, instalments and royalty to their kinds,
    use_first to all but free. A part that does not belong to the kind raises RuleBroken (FEE_PLAN_FORMAT); whether the
    figures are sound is asked of `check`.
    """

    kind: FeeKind
    amount_fen: int = 0
    entry_fee_fen: int = 0
    instalments: tuple[Instalment, ...] = ()
    royalty: Royalty | None = None
    use_first: UseFirst | None = None
    statement_cycle: Cycle = Cycle.QUARTER
    statement_due_days: int = 30
    payment_due_days: int = 15

    def __post_init__(self) -> None:
        for name in _PARTS:
            if getattr(self, name) and name not in self.rules.uses:
                broken(name, "这种收费方式用不到这一项。", "This way of paying has no such part.")
        if self.rules.has_royalty and self.royalty is None:
            broken("royalty", "请填写提成率。", "Enter the royalty rate.")

    @property
    def rules(self) -> Kind:
        return KINDS[self.kind]

    @property
    def terms(self) -> Royalty:
        """The royalty part, of a plan that has one."""
        if self.royalty is None:
            raise LookupError(f"a {self.kind} plan has no royalty")
        return self.royalty

    def check(self, channel: Channel, term_months: int, on: date | None = None) -> tuple[Finding, ...]:
        """Everything wrong or unusual, in a fixed order; caps as of `on`, the newest without it."""
        return check(self, channel, term_months, on)

    def clause(self, channel: Channel = Channel.PLATFORM) -> tuple[Words, ...]:
        """The paragraphs of the contract's fee clause, without numbers."""
        return clause(self, channel)

    def sentence(self) -> Words:
        """When and what, in one plain sentence without a full stop."""
        what = self.rules.phrase(self)
        later = what
        if self.use_first:
            when = self.use_first.trigger.plain()
            later = Words(f"{when.zh}，之后{what.zh}", f"{when.en}: {what.en}")
        fee = plain(self.entry_fee_fen)
        entry = Words(f"入门费 {fee.zh}", f"entry fee {fee.en}") if self.entry_fee_fen else NOTHING
        return joined((entry, later))

    def headline(self) -> Headline:
        """The big figure: what is paid today when use comes first, else the price."""
        if self.use_first is None:
            return self.rules.headline(self)
        span = self.use_first.span
        if self.due_at_start_fen:
            what = Words(f"入门费，{span.zh}", f"entry fee, then {span.en} of free use")
            return Headline(plain(self.due_at_start_fen), what)
        return Headline(plain(0), Words(span.zh, f"for {span.en}"))

    def simulate(self, sales: SalesPlan, term_months: int) -> Simulation:
        return simulate(self, sales, term_months)

    def rhythm(self, term_months: int) -> Rhythm:
        return self.rules.rhythm(self, term_months)

    @property
    def due_at_start_fen(self) -> int:
        return self.rules.due_at_start(self)

    @property
    def first_year_min_fen(self) -> int:
        """The least the first twelve months of a longer licence cost: nothing sold, the trial turning out well."""
        return self.simulate(SalesPlan(), 24).first_year_fen

    def total_min_fen(self, term_months: int) -> int:
        """The least the whole term costs: nothing sold, the trial turning out well."""
        return self.simulate(SalesPlan(), term_months).total_fen

    def to_json(self) -> dict[str, object]:
        """Every key always, in types that JSON keeps: the shape that is hashed and frozen into contracts."""
        return {
            "kind": self.kind.value,
            "amount_fen": self.amount_fen,
            "entry_fee_fen": self.entry_fee_fen,
            "instalments": [one.to_json() for one in self.instalments],
            "royalty": self.royalty.to_json() if self.royalty else None,
            "use_first": self.use_first.to_json() if self.use_first else None,
            "statement_cycle": self.statement_cycle.value,
            "statement_due_days": self.statement_due_days,
            "payment_due_days": self.payment_due_days,
        }

    @classmethod
    def from_json(cls, source: object) -> "FeePlan":
        """Reads what `to_json` writes; keys with a default may be missing.

        Raises RuleBroken (FEE_PLAN_FORMAT) with the dotted path of the field for a wrong type, a number out of range,
        an unknown key, or a part that is not of the kind.
        """
        reader = Reader(source, _KEYS)
        return cls(
            kind=reader.choice("kind", FeeKind),
            amount_fen=reader.whole("amount_fen", 0),
            entry_fee_fen=reader.whole("entry_fee_fen", 0),
            instalments=reader.parts("instalments", Instalment.from_json),
            royalty=reader.part("royalty", Royalty.from_json),
            use_first=reader.part("use_first", UseFirst.from_json),
            statement_cycle=reader.choice("statement_cycle", Cycle, Cycle.QUARTER),
            statement_due_days=reader.whole("statement_due_days", 30),
            payment_due_days=reader.whole("payment_due_days", 15),
        )

    def hash(self) -> str:
        """SHA-256 of the canonical JSON, in hex."""
        canonical = json.dumps(self.to_json(), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        return sha256(canonical.encode()).hexdigest()
