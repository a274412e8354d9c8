"""A use-first plan taken apart into what its picture shows: use first, the trigger, pay later, the cap, the exit."""

from dataclasses import dataclass

from marketplace.kit.words import Words
from marketplace.listings.rules.fee_plan import FeeKind, FeePlan, Royalty, Scope, UseFirst
from marketplace.listings.rules.fee_plan.saying import joined, months, percent, plain

SCOPES = {
    Scope.VERIFY: Words("可以做技术验证。", "For verification."),
    Scope.TRIAL: Words("试制、小批都行。", "For trials and small batches."),
    Scope.VOLUME: Words("试制、批量都行。", "For trials and volume production."),
}


@dataclass(frozen=True)
class Part:
    figure: Words
    what: Words
    sentence: Words


@dataclass(frozen=True)
class Picture:
    """cap: None where nothing ends the payments but the term"""

    free: Part
    trigger: Words
    pay: Part
    cap: Part | None
    exit: Words


def picture(plan: FeePlan) -> Picture | None:
    """The picture of a plan that is used first and paid later; None for another."""
    if plan.use_first is None:
        return None
    return Picture(
        free=_free(plan, plan.use_first),
        trigger=plan.use_first.trigger.plain(),
        pay=_pay(plan, plan.use_first),
        cap=_cap(plan.royalty),
        exit=_exit(plan, plan.use_first),
    )


def _free(plan: FeePlan, terms: UseFirst) -> Part:
    entry, free, bound = plan.due_at_start_fen, months(terms.free_months), terms.bound.plain
    begins = Words("从合同生效那天起。", "From the day the contract takes effect. ")
    if entry:
        begins = Words("付了入门费就能用。", "From the day the entry fee is paid. ")
    what = Words(f"{bound.zh}用 {free.zh}", f"for {terms.span.en}")
    return Part(plain(entry), what, joined((begins, SCOPES[terms.scope]), "", ""))


def _pay(plan: FeePlan, terms: UseFirst) -> Part:
    trigger = terms.trigger.plain()
    begins = Words(f"{trigger.zh}，从这天起付。", f"{trigger.en[:1].upper()}{trigger.en[1:]}, payment begins.")
    royalty = plan.royalty
    if royalty is not None:
        rate = percent(royalty.rate_ppm)
        return Part(
            Words(rate, rate), Words("净销售额", "of net sales"), joined((begins, _rhythm(plan, royalty)), "", " ")
        )
    if plan.kind is FeeKind.INSTALMENTS:
        total, count = plain(sum(one.amount_fen for one in plan.instalments)), len(plan.instalments)
        return Part(total, Words(f"分 {count} 次付", f"in {count} payments"), begins)
    return Part(plain(plan.amount_fen), Words("一次付清", "paid once"), begins)


def _rhythm(plan: FeePlan, royalty: Royalty) -> Words:
    cycle = plan.statement_cycle.words
    text = Words(f"每{cycle.zh}付一次", f"Paid each {cycle.en}")
    if royalty.minimum_fen_a_year:
        least = plain(royalty.minimum_fen_a_year)
        text = joined((text, Words(f"一年最少 {least.zh}", f"at least {least.en} a year")))
    return Words(f"{text.zh}。", f"{text.en}.")


def _cap(royalty: Royalty | None) -> Part | None:
    if royalty is None or royalty.cap_fen is None:
        return None
    sentence = Words("付满后到期前接着用，不再付。", "Once paid, use goes on to the end of the term.")
    return Part(plain(royalty.cap_fen), Words("付到为止", "and no more"), sentence)


def _exit(plan: FeePlan, terms: UseFirst) -> Words:
    days = terms.exit_notice_days
    owed = Words("入门费不退，别的不用付", "the entry fee stays paid, nothing more is due")
    if not plan.entry_fee_fen:
        owed = Words("不用付钱", "nothing to pay")
    return Words(
        f"触发之前提前 {days} 日书面说一声，停用、退还资料，{owed.zh}。触发之后退出，已经产生的费用照付。",
        f"Before the trigger, {days} days' written notice, stop using it, return the materials: {owed.en}. "
        "After it, what has fallen due stays due.",
    )
