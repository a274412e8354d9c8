"""From which day a payment counts, in the words of the contract."""

from typing import TYPE_CHECKING

from marketplace.kit.words import Words
from marketplace.listings.rules.channel import Channel

if TYPE_CHECKING:
    from marketplace.listings.rules.fee_plan.plan import FeePlan

EFFECT = Words("本合同生效之日", "the effective date")
TRIGGER = Words("付费触发条件成就之日", "the date on which the payment trigger is met")
ON_NOTICE = Words(
    "在向许可方送达实施该专利的书面通知时一并",
    "together with the written notice to the licensor of the wish to use the patent",
)


def start_words(plan: "FeePlan") -> Words:
    """The day from which the fee counts."""
    return TRIGGER if plan.use_first else EFFECT


def due_words(plan: "FeePlan", channel: Channel) -> Words:
    """When the first payment after that day is due."""
    if channel is Channel.STATUTORY and plan.use_first is None:
        return ON_NOTICE
    return days_after(start_words(plan), plan.payment_due_days)


def entry_words(plan: "FeePlan", channel: Channel) -> Words:
    """When an entry fee is due: at the start, whatever the trigger is."""
    return ON_NOTICE if channel is Channel.STATUTORY else days_after(EFFECT, plan.payment_due_days)


def days_after(day: Words, days: int) -> Words:
    return Words(f"自{day.zh}起{days}日内", f"within {days} days of {day.en}")
