"""The checks of a plan that hold for every kind: term, use-first terms, days, caps, payment at the start."""

from datetime import date
from typing import TYPE_CHECKING

from marketplace.kit.words import Words
from marketplace.listings.rules.caps import Cap, CapOn, cap
from marketplace.listings.rules.channel import Channel
from marketplace.listings.rules.fee_plan.findings import Finding, Severity, block, warn
from marketplace.listings.rules.fee_plan.kinds import FeeKind
from marketplace.listings.rules.fee_plan.saying import percent, plain
from marketplace.listings.rules.fee_plan.simulation import TERM_MONTHS_MOST
from marketplace.listings.rules.fee_plan.use_first import Condition, ConditionKind, UseFirst

if TYPE_CHECKING:
    from marketplace.listings.rules.fee_plan.plan import FeePlan

NOTICE_AND_PAYMENT = Words("专利法第五十一条第一款", "Patent Law art. 51(1)")
TO_PLATFORM = Words("改走平台报价。", "Use a platform offer instead.")


def check(plan: "FeePlan", channel: Channel, term_months: int, on: date | None) -> tuple[Finding, ...]:
    return (
        *_term(term_months),
        *plan.rules.findings(plan, term_months),
        *(_use_first(plan.use_first, term_months) if plan.use_first else ()),
        *_days(plan),
        *_caps(plan, channel, term_months, on),
        *(_start(plan) if channel is Channel.STATUTORY else ()),
    )


def _term(term_months: int) -> tuple[Finding, ...]:
    if 1 <= term_months <= TERM_MONTHS_MOST:
        return ()
    return (
        block(
            "TERM_OUT_OF_RANGE",
            "term_months",
            Words(f"许可期是 {term_months} 个月。", f"The term is {term_months} months."),
            Words("填写 1 到 240 个月。", "Enter 1 to 240 months."),
        ),
    )


def _use_first(terms: UseFirst, term_months: int) -> tuple[Finding, ...]:
    found = [*_free_months(terms, term_months)]
    path = "use_first.trigger.conditions"
    if not terms.trigger.conditions:
        found.append(
            block(
                "TRIGGER_EMPTY",
                path,
                Words("没有写什么时候开始付费。", "Nothing says when payment starts."),
                Words("至少选一个触发条件。", "Choose at least one trigger."),
            )
        )
        return tuple(found)
    kinds = [one.kind for one in terms.trigger.conditions]
    if len(set(kinds)) < len(kinds):
        found.append(
            block(
                "TRIGGER_TWICE",
                path,
                Words("同一种触发条件写了两次。", "The same kind of trigger stands twice."),
                Words("每种条件只留一个。", "Keep one of each kind."),
            )
        )
    for index, one in enumerate(terms.trigger.conditions):
        found.extend(_condition(one, terms.free_months, f"{path}.{index}"))
    if not terms.trigger.is_certain:
        found.append(
            warn(
                "TRIGGER_MAY_NEVER_COME",
                path,
                Words("这样写，付费可能永远不会开始。", "Written so, payment may never start."),
                Words("加一个“满若干个月，先到为准”，或者写明理由。", "Add a number of months, or give a reason."),
            )
        )
    return tuple(found)


def _free_months(terms: UseFirst, term_months: int) -> tuple[Finding, ...]:
    if 1 <= terms.free_months < term_months:
        return ()
    return (
        block(
            "FREE_MONTHS_OUT_OF_RANGE",
            "use_first.free_months",
            Words(
                f"先用 {terms.free_months} 个月，许可期 {term_months} 个月。",
                f"{terms.free_months} months of free use in a term of {term_months}.",
            ),
            Words("先用期至少 1 个月，并短于许可期。", "At least one month, and shorter than the term."),
        ),
    )


def _condition(one: Condition, free_months: int, path: str) -> tuple[Finding, ...]:
    if one.kind is ConditionKind.AFTER_MONTHS and one.months != free_months:
        return (
            block(
                "TRIGGER_MISMATCH",
                f"{path}.months",
                Words(
                    f"先用 {free_months} 个月，触发条件却写满 {one.months} 个月。",
                    f"Free use is {free_months} months, the trigger says {one.months}.",
                ),
                Words("两处写一样的月数。", "Write the same number in both places."),
            ),
        )
    empty = (one.kind is ConditionKind.CUM_REVENUE and not one.fen, one.kind is ConditionKind.MILESTONE)
    if empty[0] or (empty[1] and not one.text.strip()):
        return (
            block(
                "TRIGGER_VALUE_MISSING",
                f"{path}.{'fen' if empty[0] else 'text'}",
                Words("触发条件没有填完。", "The trigger is not filled in."),
                Words("填写金额或者里程碑的内容。", "Enter the amount or what the milestone is."),
            ),
        )
    return ()


def _days(plan: "FeePlan") -> tuple[Finding, ...]:
    limits = [
        ("statement_due_days", plan.statement_due_days, 1, 90),
        ("payment_due_days", plan.payment_due_days, 1, 180),
    ]
    if plan.use_first:
        limits.append(("use_first.exit_notice_days", plan.use_first.exit_notice_days, 0, 180))
    return tuple(
        block(
            "DAYS_OUT_OF_RANGE",
            field,
            Words(f"现在是 {days} 日。", f"It is {days} days."),
            Words(f"填写 {least} 到 {most} 日。", f"Enter {least} to {most} days."),
        )
        for field, days, least, most in limits
        if not least <= days <= most
    )


def _caps(plan: "FeePlan", channel: Channel, term_months: int, on: date | None) -> tuple[Finding, ...]:
    found: list[Finding] = []
    fixed, rate = cap(CapOn.FIXED_FEN, on), cap(CapOn.NET_SALES_PPM, on)
    for field, fen in plan.rules.fixed_sums(plan, term_months):
        if fixed and fen > fixed.limit:
            found.append(_over(field, plain(fen), plain(fixed.limit), fixed, channel))
    for index, rate_ppm in enumerate(plan.royalty.rates_ppm if plan.royalty else ()):
        if rate and rate_ppm > rate.limit:
            field = f"royalty.rungs.{index - 1}.rate_ppm" if index else "royalty.rate_ppm"
            here, most = percent(rate_ppm), percent(rate.limit)
            found.append(
                _over(field, Words(f"净销售额的 {here}", f"{here} of net sales"), Words(most, most), rate, channel)
            )
    return tuple(found)


def _over(field: str, here: Words, most: Words, row: Cap, channel: Channel) -> Finding:
    cure = Words(f"改成不超过 {most.zh}，或者走平台报价。", f"Stay within {most.en}, or use a platform offer.")
    severity = Severity.BLOCK
    if channel is Channel.PLATFORM:
        severity = Severity.WARN
        cure = Words(f"改成不超过 {most.zh}，或者写明理由。", f"Stay within {most.en}, or give a reason.")
    message = Words(
        f"{here.zh}，超过开放许可一般不高于的 {most.zh}。",
        f"{here.en} is above the {most.en} that open licences generally keep to.",
    )
    return Finding("FEE_OVER_CAP", severity, message, row.article, cure, field)


def _start(plan: "FeePlan") -> tuple[Finding, ...]:
    """A statutory licence is obtained by notice and payment, and its recordal asks for the voucher."""
    if plan.kind is FeeKind.FREE or plan.due_at_start_fen:
        return ()
    if plan.royalty is not None:
        cure = Words("加一笔入门费，或者改走平台报价。", "Add an entry fee, or use a platform offer.")
    elif plan.use_first:
        cure = Words("改成入门费加提成，或者改走平台报价。", "Use an entry fee plus royalty, or a platform offer.")
    else:
        cure = Words(
            "把第一期放在开始时，或者改走平台报价。", "Put an instalment at the start, or use a platform offer."
        )
    message = Words(
        "开始时一分钱不付。法定开放许可要通知和付款两样齐了才取得，备案也要付款凭证。",
        "Nothing is paid at the start. A statutory licence needs notice and payment, and recordal needs the voucher.",
    )
    return (block("NOTHING_PAID_AT_START", "kind", message, cure, NOTICE_AND_PAYMENT),)
