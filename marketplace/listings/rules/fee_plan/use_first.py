"""Use first, pay later (先使用后付费): the free period, its scope, and what ends it."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from marketplace.kit.words import Words
from marketplace.listings.rules.fee_plan.saying import NOTHING, formal, joined, months, plain
from marketplace.listings.rules.fee_plan.strict import Reader, broken


class Scope(StrEnum):
    VERIFY = "verify"
    TRIAL = "trial"
    VOLUME = "volume"


class Combine(StrEnum):
    EARLIEST = "earliest"
    LATEST = "latest"


class Bound(StrEnum):
    """What a number of free months promises."""

    EXACT = "exact"
    MOST = "most"
    LEAST = "least"

    @property
    def plain(self) -> Words:
        return {
            Bound.EXACT: NOTHING,
            Bound.MOST: Words("最多", "up to"),
            Bound.LEAST: Words("至少", "at least"),
        }[self]

    @property
    def formal(self) -> Words:
        return {
            Bound.EXACT: Words("为", ""),
            Bound.MOST: Words("最长为", "at most "),
            Bound.LEAST: Words("至少为", "at least "),
        }[self]


class ConditionKind(StrEnum):
    AFTER_MONTHS = "after_months"
    FIRST_SALE = "first_sale"
    CUM_REVENUE = "cum_revenue"
    MILESTONE = "milestone"
    ACCEPTANCE_CONFIRMED = "acceptance_confirmed"
    FIXED_DATE = "fixed_date"


CERTAIN = frozenset({ConditionKind.AFTER_MONTHS, ConditionKind.FIXED_DATE})
"""Conditions that come by themselves with time."""

SCOPE_PLAIN = {
    Scope.VERIFY: Words("验证", "verification"),
    Scope.TRIAL: Words("试制", "trial production"),
    Scope.VOLUME: Words("批量生产", "volume production"),
}
SCOPE_FORMAL = {
    Scope.VERIFY: Words("技术验证", "technical verification"),
    Scope.TRIAL: Words("技术验证和产品试制", "technical verification and trial production"),
    Scope.VOLUME: Words("技术验证、产品试制和批量生产", "technical verification, trial and volume production"),
}


@dataclass(frozen=True)
class Condition:
    """One condition; only the value of its kind is filled: months, fen, text or day."""

    kind: ConditionKind
    months: int = 0
    fen: int = 0
    text: str = ""
    day: date | None = None

    def __post_init__(self) -> None:
        if (self.day is not None) != (self.kind is ConditionKind.FIXED_DATE):
            broken(
                "use_first.trigger.conditions", "固定日期条件要写日期，其他条件不写。", "Only a fixed date has a day."
            )

    def to_json(self) -> dict[str, object]:
        values: dict[ConditionKind, dict[str, object]] = {
            ConditionKind.AFTER_MONTHS: {"months": self.months},
            ConditionKind.CUM_REVENUE: {"fen": self.fen},
            ConditionKind.MILESTONE: {"text": self.text},
            ConditionKind.FIXED_DATE: {"day": self.day.isoformat() if self.day else None},
        }
        return {"kind": self.kind.value, **values.get(self.kind, {})}

    @classmethod
    def from_json(cls, source: object, path: str) -> "Condition":
        head = Reader(source, frozenset({"kind", "months", "fen", "text", "day"}), path)
        kind = head.choice("kind", ConditionKind)
        key = {
            ConditionKind.AFTER_MONTHS: "months",
            ConditionKind.CUM_REVENUE: "fen",
            ConditionKind.MILESTONE: "text",
            ConditionKind.FIXED_DATE: "day",
        }.get(kind, "kind")
        reader = Reader(source, frozenset({"kind", key}), path)
        return cls(
            kind,
            months=reader.whole("months") if key == "months" else 0,
            fen=reader.whole("fen") if key == "fen" else 0,
            text=reader.text("text", 200) if key == "text" else "",
            day=reader.day("day") if key == "day" else None,
        )

    def plain(self) -> Words:
        return {
            ConditionKind.AFTER_MONTHS: Words(f"满 {self.months} 个月", f"{months(self.months).en} have passed"),
            ConditionKind.FIRST_SALE: Words("卖出第一笔", "the first sale"),
            ConditionKind.CUM_REVENUE: Words(f"累计卖满 {plain(self.fen).zh}", f"sales reach {plain(self.fen).en}"),
            ConditionKind.MILESTONE: Words(f"做到“{self.text}”", f"“{self.text}” is reached"),
            ConditionKind.ACCEPTANCE_CONFIRMED: Words("试用合用", "the trial is accepted"),
            ConditionKind.FIXED_DATE: Words(f"到 {self.day}", f"{self.day} comes"),
        }[self.kind]

    def formal(self) -> Words:
        amount = formal(self.fen)
        return {
            ConditionKind.AFTER_MONTHS: Words(
                f"自本合同生效之日起满{self.months}个月",
                f"{months(self.months).en} have passed since the effective date",
            ),
            ConditionKind.FIRST_SALE: Words(
                "被许可方首次销售许可产品或者首次取得与许可专利有关的服务收入",
                "the licensee first sells a licensed product or first earns income from a service using the patent",
            ),
            ConditionKind.CUM_REVENUE: Words(
                f"许可产品累计净销售额达到{amount.zh}", f"cumulative net sales of licensed products reach {amount.en}"
            ),
            ConditionKind.MILESTONE: Words(
                f"双方书面确认下列里程碑已经完成：{self.text}",
                f"the parties confirm in writing that this milestone is reached: {self.text}",
            ),
            ConditionKind.ACCEPTANCE_CONFIRMED: Words(
                "被许可方书面确认试用合格", "the licensee confirms in writing that the trial is satisfactory"
            ),
            ConditionKind.FIXED_DATE: Words(f"{self.day}到来", f"the date {self.day} arrives"),
        }[self.kind]


@dataclass(frozen=True)
class Trigger:
    """What starts the fee: the earliest or the latest of its conditions."""

    combine: Combine
    conditions: tuple[Condition, ...]

    def to_json(self) -> dict[str, object]:
        return {"combine": self.combine.value, "conditions": [one.to_json() for one in self.conditions]}

    @classmethod
    def from_json(cls, source: object, path: str) -> "Trigger":
        reader = Reader(source, frozenset({"combine", "conditions"}), path)
        return cls(reader.choice("combine", Combine), reader.parts("conditions", Condition.from_json))

    @property
    def is_certain(self) -> bool:
        """Time alone brings it about."""
        certain = [one.kind in CERTAIN for one in self.conditions]
        return any(certain) if self.combine is Combine.EARLIEST else all(certain)

    def plain(self) -> Words:
        spoken = [one.plain() for one in self.conditions]
        if len(spoken) == 1:
            return Words(spoken[0].zh, f"once {spoken[0].en}")
        if self.combine is Combine.EARLIEST:
            each = joined(spoken, zh="，或", en=" or ")
            return Words(f"{each.zh}，先到为准", f"once {each.en}, whichever comes first")
        each = joined(spoken, zh="，且", en=" and ")
        return Words(f"{each.zh}，后到为准", f"once {each.en}, whichever comes last")

    def formal(self) -> Words:
        listed = [one.formal() for one in self.conditions]
        if len(listed) == 1:
            return Words(f"付费触发条件为：{listed[0].zh}", f"The payment trigger is that {listed[0].en}")
        numbered = joined(
            (Words(f"（{place}）{one.zh}", f"({place}) {one.en}") for place, one in enumerate(listed, 1)), "；", "; "
        )
        which = ("最先", "earliest") if self.combine is Combine.EARLIEST else ("最后", "latest")
        return Words(
            f"付费触发条件以下列情形中{which[0]}发生者为准：{numbered.zh}",
            f"The payment trigger is the {which[1]} of the following: {numbered.en}",
        )


@dataclass(frozen=True)
class UseFirst:
    """The licensee may use the patent before paying.

    free_months:      how long at most nothing is paid; the AFTER_MONTHS condition, if any, says the same number
    exit_notice_days: how many days before leaving the licensee tells the licensor
    """

    free_months: int
    scope: Scope
    trigger: Trigger
    exit_notice_days: int = 15

    @property
    def bound(self) -> Bound:
        """Whether the free months are a promise: another condition may end them earlier, or make them last."""
        kinds = {one.kind for one in self.trigger.conditions}
        if kinds == {ConditionKind.AFTER_MONTHS}:
            return Bound.EXACT
        is_latest = self.trigger.combine is Combine.LATEST and ConditionKind.AFTER_MONTHS in kinds
        return Bound.LEAST if is_latest else Bound.MOST

    @property
    def may_run_out(self) -> bool:
        """Whether the free months can end without starting the payment."""
        return all(one.kind is not ConditionKind.AFTER_MONTHS for one in self.trigger.conditions)

    @property
    def span(self) -> Words:
        """How long it is used first, as it is promised: 先用最多 12 个月, up to 12 months."""
        free, bound = months(self.free_months), self.bound.plain
        return Words(f"先用{bound.zh} {free.zh}", f"{bound.en} {free.en}".lstrip())

    def to_json(self) -> dict[str, object]:
        return {
            "free_months": self.free_months,
            "scope": self.scope.value,
            "trigger": self.trigger.to_json(),
            "exit_notice_days": self.exit_notice_days,
        }

    @classmethod
    def from_json(cls, source: object, path: str) -> "UseFirst":
        reader = Reader(source, frozenset({"free_months", "scope", "trigger", "exit_notice_days"}), path)
        trigger = reader.part("trigger", Trigger.from_json)
        if trigger is None:
            broken(reader.at("trigger"), "请写明什么时候开始付费。", "Say what starts the payment.")
        return cls(
            reader.whole("free_months"), reader.choice("scope", Scope), trigger, reader.whole("exit_notice_days", 15)
        )
