"""How it is paid for: the kind first, then its own questions, and the terms of use first, pay later."""

from typing import Any

from flask_wtf import FlaskForm
from wtforms import BooleanField, FieldList, Form, FormField, HiddenField, RadioField, SelectField
from wtforms.validators import Optional

from marketplace.kit.fields import DayField, MoneyField, PercentField, WholeField
from marketplace.kit.i18n import lazy_gettext as _l
from marketplace.kit.words import Words
from marketplace.listings.forms.fields import CheckboxListField, area, choices, line
from marketplace.listings.rules.caps import BASIS_NOTE_MOST_CHARACTERS
from marketplace.listings.rules.channel import Channel
from marketplace.listings.rules.fee_plan import KINDS, Combine, ConditionKind, FeeKind, FeePlan

INSTALMENTS, RUNGS = 6, 3
KIND_LABELS = {
    FeeKind.FREE: _l("Free: nobody pays"),
    FeeKind.LUMP_SUM: _l("Once: one sum"),
    FeeKind.INSTALMENTS: _l("In instalments: fixed sums on fixed months"),
    FeeKind.ROYALTY: _l("By sales: a share of net sales"),
    FeeKind.ENTRY_AND_ROYALTY: _l("Entry fee, then a share of net sales"),
}
KIND_HINTS = {
    FeeKind.FREE: _l("For patents you would rather see used than paid for."),
    FeeKind.LUMP_SUM: _l("One figure, paid at the start. Easy to say, and a hurdle for small firms."),
    FeeKind.INSTALMENTS: _l("The same in parts, so that the first payment is small."),
    FeeKind.ROYALTY: _l("You are paid when they sell. The usual way with use first, pay later."),
    FeeKind.ENTRY_AND_ROYALTY: _l("A little at the start, the rest when they sell."),
}
CYCLES = [
    ("quarter", _l("Each quarter")),
    ("half_year", _l("Each half-year")),
    ("year", _l("Each year")),
]
TRIGGERS = [
    (ConditionKind.FIRST_SALE.value, _l("The first sale")),
    (ConditionKind.AFTER_MONTHS.value, _l("The free months are over")),
    (ConditionKind.CUM_REVENUE.value, _l("Sales reach a sum")),
    (ConditionKind.MILESTONE.value, _l("A milestone is reached")),
    (ConditionKind.ACCEPTANCE_CONFIRMED.value, _l("The buyer says that it works")),
    (ConditionKind.FIXED_DATE.value, _l("A date comes")),
]
EXIT_NOTICE_DAYS = 15  # where the form leaves it open
CHOOSE = Words("选一样。", "Choose one.")
MISSING = {
    "free_months": Words("写几个月，例如 12。", "Write how many months, such as 12."),
    "scope": CHOOSE,
    "triggers": Words("至少选一样：什么时候开始付钱。", "Tick at least one thing that starts the payment."),
    "combine": CHOOSE,
    "trigger_sum": Words("写卖满多少，例如 1000000。", "Write the sum, such as 1000000."),
    "milestone": Words("写明是什么里程碑。", "Say which milestone."),
    "trigger_day": Words("请填日期，例如 2026-12-01。", "Give a day, like 2026-12-01."),
}
OF_TRIGGER = {
    "trigger_sum": ConditionKind.CUM_REVENUE,
    "milestone": ConditionKind.MILESTONE,
    "trigger_day": ConditionKind.FIXED_DATE,
}


class InstalmentForm(Form):
    after_months = WholeField(_l("Months after the start"), optional=True)
    amount = MoneyField(_l("Amount"), optional=True)


class RungForm(Form):
    above = MoneyField(_l("Sales in a year above"), optional=True)
    rate = PercentField(_l("Rate from there"), optional=True)


class KindForm(FlaskForm):
    """The first question, sent by GET."""

    class Meta:
        csrf = False

    kind = RadioField(
        _l("How do you want to be paid?"), choices=choices((kind.value, KIND_LABELS[kind]) for kind in FeeKind)
    )


class FeeForm(FlaskForm):
    """The questions of one kind; those of others are taken out when it is made."""

    version = HiddenField()
    kind = HiddenField()
    amount = MoneyField(_l("How much?"))
    entry_fee = MoneyField(_l("Entry fee"))
    instalments = FieldList(
        FormField(InstalmentForm), _l("The instalments"), min_entries=INSTALMENTS, max_entries=INSTALMENTS
    )
    rate = PercentField(_l("Share of net sales"))
    rungs = FieldList(FormField(RungForm), _l("Further rates"), min_entries=RUNGS, max_entries=RUNGS)
    minimum = MoneyField(_l("At least each year"), optional=True)
    cap = MoneyField(_l("At most in all"), optional=True)
    net_sales = line(_l("What counts as net sales, if not the usual"), 500)
    statement_cycle = SelectField(
        _l("How often are sales stated and paid?"),
        choices=choices(CYCLES),
    )
    statement_due_days = WholeField(_l("Days to state them"))
    payment_due_days = WholeField(_l("Days to pay"))
    has_use_first = BooleanField(_l("Use first, pay later: nothing is due until a trigger comes"))
    free_months = WholeField(_l("Free months at most"), optional=True)
    scope = RadioField(
        _l("What may they do in the free months?"),
        choices=choices(
            [
                ("verify", _l("Verify that it works")),
                ("trial", _l("Make trials and small batches")),
                ("volume", _l("Produce in volume")),
            ]
        ),
        validate_choice=False,
    )
    triggers = CheckboxListField(_l("What starts the payment?"), choices=choices(TRIGGERS))
    combine = RadioField(
        _l("You ticked several: which of them counts?"),
        choices=choices([("earliest", _l("whichever comes first")), ("latest", _l("whichever comes last"))]),
        validate_choice=False,
    )
    trigger_sum = MoneyField(_l("Sales reach"), optional=True)
    milestone = line(_l("The milestone"), 200)
    trigger_day = DayField(_l("The date"), [Optional()])
    exit_notice_days = WholeField(_l("Days' notice to leave"), optional=True)
    basis_note = area(_l("How was the fee worked out?"), BASIS_NOTE_MOST_CHARACTERS, rows=5)

    USE_FIRST = (
        *("has_use_first", "free_months", "scope", "triggers", "combine", "trigger_sum", "milestone"),
        *("trigger_day", "exit_notice_days"),
    )
    ROYALTY = ("rate", "rungs", "minimum", "cap", "net_sales", "statement_cycle", "statement_due_days")

    def keep_only(self, kind: FeeKind, channel: Channel) -> None:
        """Take out what this kind of fee has no use for, and a trial where a declaration could pay nothing at first."""
        uses = KINDS[kind].uses
        gone = [name for name, part in (("amount", "amount_fen"), ("entry_fee", "entry_fee_fen")) if part not in uses]
        gone += ["instalments"] if "instalments" not in uses else []
        gone += self.ROYALTY if not KINDS[kind].has_royalty else ()
        may_try = "use_first" in uses and (channel is Channel.PLATFORM or "entry_fee_fen" in uses)
        gone += () if may_try else self.USE_FIRST
        gone += ["payment_due_days"] if kind is FeeKind.FREE else []
        for name in gone:
            del self[name]
        self.kind.data = kind.value

    def validate(self, extra_validators: Any = None) -> bool:
        super().validate(extra_validators)
        if "has_use_first" in self._fields:
            self._judge_use_first()
        return not self.errors

    def _judge_use_first(self) -> None:
        """Asked for only where it is chosen: what stands in a question that was not put is no fault."""
        ticked = set(self.triggers.data or ())
        needed = {"free_months", "scope", "triggers", *(name for name, kind in OF_TRIGGER.items() if kind in ticked)}
        needed |= {"combine"} if len(ticked) > 1 else set()
        for name in self.USE_FIRST[1:]:
            field = self[name]
            if not self.has_use_first.data or (name in {*OF_TRIGGER, "combine"} and name not in needed):
                field.errors = []
            elif name in needed and not field.data and not field.errors:
                field.errors = [MISSING[name]]

    def _value(self, name: str, otherwise: Any) -> Any:
        if name not in self._fields:
            return otherwise
        data = self[name].data
        return otherwise if data is None else data

    def _royalty(self) -> dict[str, Any] | None:
        if "rate" not in self._fields:
            return None
        rungs = [(one.above.data, one.rate.data) for one in self.rungs if one.above.data or one.rate.data]
        return {
            "rate_ppm": self.rate.data,
            "rungs": [{"above_fen": above or 0, "rate_ppm": rate or 0} for above, rate in rungs],
            "minimum_fen_a_year": self.minimum.data or 0,
            "cap_fen": self.cap.data,
            "net_sales": self.net_sales.data or "",
        }

    def _condition(self, kind: str) -> dict[str, Any]:
        values: dict[str, dict[str, Any]] = {
            "after_months": {"months": self.free_months.data or 0},
            "cum_revenue": {"fen": self.trigger_sum.data or 0},
            "milestone": {"text": self.milestone.data or ""},
            "fixed_date": {"day": self.trigger_day.data.isoformat() if self.trigger_day.data else ""},
        }
        return {"kind": kind, **values.get(kind, {})}

    def _use_first(self) -> dict[str, Any] | None:
        if not self._value("has_use_first", False):
            return None
        return {
            "free_months": self.free_months.data or 0,
            "scope": self.scope.data,
            "trigger": {
                "combine": self.combine.data or Combine.EARLIEST.value,
                "conditions": [self._condition(kind) for kind in self.triggers.data or ()],
            },
            "exit_notice_days": EXIT_NOTICE_DAYS if self.exit_notice_days.data is None else self.exit_notice_days.data,
        }

    def plan(self) -> FeePlan:
        """The plan as typed. Raises RuleBroken with the path of the part that cannot be read."""
        rows = self.instalments if "instalments" in self._fields else ()
        return FeePlan.from_json(
            {
                "kind": self.kind.data,
                "amount_fen": self._value("amount", 0),
                "entry_fee_fen": self._value("entry_fee", 0),
                "instalments": [
                    {"after_months": one.after_months.data or 0, "amount_fen": one.amount.data or 0}
                    for one in rows
                    if one.amount.data is not None or one.after_months.data is not None
                ],
                "royalty": self._royalty(),
                "use_first": self._use_first(),
                "statement_cycle": self._value("statement_cycle", "quarter"),
                "statement_due_days": self._value("statement_due_days", 30),
                "payment_due_days": self._value("payment_due_days", 15),
            }
        )
