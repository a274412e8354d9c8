"""Sales statements: how often, by when, and the paragraph that says so."""

from enum import StrEnum
from typing import TYPE_CHECKING

from marketplace.kit.words import Words

if TYPE_CHECKING:
    from marketplace.listings.rules.fee_plan.plan import FeePlan


class Cycle(StrEnum):
    QUARTER = "quarter"
    HALF_YEAR = "half_year"
    YEAR = "year"

    @property
    def months(self) -> int:
        return {Cycle.QUARTER: 3, Cycle.HALF_YEAR: 6, Cycle.YEAR: 12}[self]

    @property
    def words(self) -> Words:
        return {
            Cycle.QUARTER: Words("季度", "quarter"),
            Cycle.HALF_YEAR: Words("半年", "half-year"),
            Cycle.YEAR: Words("年度", "year"),
        }[self]


def statement_words(plan: "FeePlan") -> Words:
    cycle, days, pay = plan.statement_cycle.words, plan.statement_due_days, plan.payment_due_days
    return Words(
        f"被许可方应当按{cycle.zh}编制净销售额报表，于每期结束后{days}日内提交许可方（当期没有销售的，报零），"
        f"并自报表提交之日起{pay}日内支付当期提成费。",
        f"The licensee draws up a statement of net sales each {cycle.en} and submits it within {days} days of the end "
        f"of the period (a nil statement when nothing was sold), and pays the royalty of the period within {pay} days "
        "of the statement.",
    )
