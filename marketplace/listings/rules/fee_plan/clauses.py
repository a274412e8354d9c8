"""The fee clause of the contract: free use, trigger, payment, leaving."""

from typing import TYPE_CHECKING

from marketplace.kit.words import Words
from marketplace.listings.rules.channel import Channel
from marketplace.listings.rules.fee_plan.saying import NOTHING, months
from marketplace.listings.rules.fee_plan.statements import statement_words
from marketplace.listings.rules.fee_plan.use_first import SCOPE_FORMAL, ConditionKind, UseFirst

if TYPE_CHECKING:
    from marketplace.listings.rules.fee_plan.plan import FeePlan

AFTER_FREE_USE = Words(
    "先用期届满而付费触发条件尚未成就的，被许可方停止实施许可专利，双方书面同意延长先用期的除外。",
    " If the period of free use ends before the trigger is met, the licensee stops using the patent unless the parties "
    "agree in writing to extend the period.",
)


def clause(plan: "FeePlan", channel: Channel) -> tuple[Words, ...]:
    payment = plan.rules.paragraphs(plan, channel)
    if plan.use_first is None:
        return payment
    counts_sales = any(one.kind is ConditionKind.CUM_REVENUE for one in plan.use_first.trigger.conditions)
    statements = (statement_words(plan),) if counts_sales and plan.royalty is None else ()
    return (
        _free_use(plan.use_first, bool(plan.entry_fee_fen)),
        _trigger(plan.use_first, plan.statement_due_days),
        *payment,
        *statements,
        _exit(plan.use_first, bool(plan.entry_fee_fen)),
    )


def _free_use(terms: UseFirst, has_entry_fee: bool) -> Words:
    scope, free, bound = SCOPE_FORMAL[terms.scope], months(terms.free_months), terms.bound.formal
    besides = Words("除入门费外，", ", apart from the entry fee,") if has_entry_fee else NOTHING
    over = AFTER_FREE_USE if terms.may_run_out else NOTHING
    return Words(
        f"被许可方先使用、后付费。自本合同生效之日起，被许可方可以在{scope.zh}范围内实施许可专利；先用期{bound.zh}"
        f"{terms.free_months}个月。{besides.zh}付费触发条件成就之前，被许可方不支付许可使用费。{over.zh}",
        f"The licensee uses first and pays later. From the effective date the licensee may use the patent for "
        f"{scope.en}; the period of free use is {bound.en}{free.en}. Before the payment trigger is met{besides.en} "
        f"no licence fee is payable.{over.en}",
    )


def _trigger(terms: UseFirst, tell_days: int) -> Words:
    trigger = terms.trigger.formal()
    return Words(
        f"{trigger.zh}。付费触发条件成就的，被许可方应当自成就之日起{tell_days}日内书面告知许可方。",
        f"{trigger.en}. The licensee tells the licensor in writing within {tell_days} days of the trigger being met.",
    )


def _exit(terms: UseFirst, has_entry_fee: bool) -> Words:
    kept = Words("，已付入门费不退", "; an entry fee already paid is not returned") if has_entry_fee else NOTHING
    days = terms.exit_notice_days
    return Words(
        f"付费触发条件成就之前，被许可方可以提前{days}日书面通知许可方退出，停止实施许可专利，退还或者销毁技术资料，"
        f"并书面确认没有销售许可产品，不再支付许可使用费{kept.zh}。付费触发条件成就之后退出的，已经产生的许可使用费照付。",
        f"Before the trigger is met the licensee may leave by {days} days' written notice, stops using the patent, "
        "returns or destroys the materials and confirms in writing that no licensed product was sold; no further fee "
        f"is then payable{kept.en}. Leaving after the trigger does not cancel fees that have already arisen.",
    )
