"""Free, one lump sum, or instalments."""

from typing import TYPE_CHECKING

from marketplace.kit.words import Words
from marketplace.listings.rules.channel import Channel
from marketplace.listings.rules.fee_plan.anchors import due_words, start_words
from marketplace.listings.rules.fee_plan.findings import Finding, block, warn
from marketplace.listings.rules.fee_plan.kinds.base import Headline, Kind, Payment
from marketplace.listings.rules.fee_plan.rhythm import BLOCK, WHOLE, RhythmKind, RhythmPart, part, place
from marketplace.listings.rules.fee_plan.saying import formal, joined, months, plain

if TYPE_CHECKING:
    from marketplace.listings.rules.fee_plan.plan import FeePlan


def zero_amount(field: str) -> Finding:
    return block(
        "AMOUNT_ZERO",
        field,
        Words("金额是 0 元。只有“免费”可以是 0 元。", "The amount is 0 yuan; only a free licence may be 0."),
        Words("填写大于 0 的金额，或者改选“免费”。", "Enter an amount above nought, or choose “free”."),
    )


class Free(Kind):
    def phrase(self, plan: "FeePlan") -> Words:
        return Words("免费，不收许可费", "free of charge")

    def headline(self, plan: "FeePlan") -> Headline:
        return Headline(Words("免费", "Free"), Words("不收许可费", "no licence fee"))

    def paragraphs(self, plan: "FeePlan", channel: Channel) -> tuple[Words, ...]:
        return (
            Words(
                "许可方许可被许可方无偿实施许可专利，不收取许可使用费。",
                "The licensor grants the licence free of charge. No licence fee is payable.",
            ),
        )


class LumpSum(Kind):
    uses = frozenset({"amount_fen", "use_first"})

    def findings(self, plan: "FeePlan", term_months: int) -> tuple[Finding, ...]:
        return () if plan.amount_fen else (zero_amount("amount_fen"),)

    def fixed_sums(self, plan: "FeePlan", term_months: int) -> tuple[tuple[str, int], ...]:
        return (("amount_fen", plan.amount_fen),)

    def due_at_start(self, plan: "FeePlan") -> int:
        return 0 if plan.use_first else plan.amount_fen

    def payments(self, plan: "FeePlan", start: int | None) -> tuple[Payment, ...]:
        how = Words(f"一次付清 {plain(plan.amount_fen).zh}", f"{plain(plan.amount_fen).en}, once")
        return () if start is None else (Payment(start, plan.amount_fen, how),)

    def phrase(self, plan: "FeePlan") -> Words:
        return Words(f"一次付 {plain(plan.amount_fen).zh}", f"{plain(plan.amount_fen).en}, paid once")

    def headline(self, plan: "FeePlan") -> Headline:
        return Headline(plain(plan.amount_fen), Words("一次付清", "paid once"))

    def paragraphs(self, plan: "FeePlan", channel: Channel) -> tuple[Words, ...]:
        amount, due = formal(plan.amount_fen), due_words(plan, channel)
        return (
            Words(
                f"许可使用费采用固定费用、一次总付方式，总额为{amount.zh}，被许可方应当{due.zh}支付。",
                f"The licence fee is a fixed lump sum of {amount.en}, which the licensee pays {due.en}.",
            ),
        )

    def paying(self, plan: "FeePlan", start: int, term_months: int) -> tuple[RhythmPart, ...]:
        paid = part(RhythmKind.PAYMENT, start, start + BLOCK)
        return (*paid, *part(RhythmKind.CAPPED, start + BLOCK, WHOLE))


class Instalments(Kind):
    uses = frozenset({"instalments", "use_first"})

    def findings(self, plan: "FeePlan", term_months: int) -> tuple[Finding, ...]:
        found: list[Finding] = []
        if len(plan.instalments) < 2:
            found.append(
                block(
                    "INSTALMENTS_TOO_FEW",
                    "instalments",
                    Words(f"分期至少两期，现在 {len(plan.instalments)} 期。", "Instalments are at least two."),
                    Words("再加一期，或者改选“一次付清”。", "Add one, or choose one lump sum."),
                )
            )
        for index, one in enumerate(plan.instalments):
            if not one.amount_fen:
                found.append(zero_amount(f"instalments.{index}.amount_fen"))
            if index and one.after_months <= plan.instalments[index - 1].after_months:
                found.append(
                    block(
                        "INSTALMENTS_ORDER",
                        f"instalments.{index}.after_months",
                        Words(
                            f"第 {index + 1} 期在第 {one.after_months} 个月，没有晚于前一期。",
                            f"Instalment {index + 1} (month {one.after_months}) is not later than the one before.",
                        ),
                        Words("按付款先后填写，每期晚于前一期。", "Enter them in order, each later than the last."),
                    )
                )
            if one.after_months > term_months:
                found.append(
                    warn(
                        "INSTALMENT_AFTER_TERM",
                        f"instalments.{index}.after_months",
                        Words(
                            f"第 {index + 1} 期在第 {one.after_months} 个月，晚于许可期的 {term_months} 个月。",
                            f"Instalment {index + 1} falls due in month {one.after_months}, after the term.",
                        ),
                        Words("提前这一期，或者写明理由。", "Move it forward, or give a reason."),
                    )
                )
        return tuple(found)

    def fixed_sums(self, plan: "FeePlan", term_months: int) -> tuple[tuple[str, int], ...]:
        return (("instalments", self.total(plan)),)

    def total(self, plan: "FeePlan") -> int:
        return sum(one.amount_fen for one in plan.instalments)

    def due_at_start(self, plan: "FeePlan") -> int:
        if plan.use_first:
            return 0
        return sum(one.amount_fen for one in plan.instalments if not one.after_months)

    def payments(self, plan: "FeePlan", start: int | None) -> tuple[Payment, ...]:
        if start is None:
            return ()
        return tuple(
            Payment(
                start + one.after_months,
                one.amount_fen,
                Words(f"第 {place_} 期 {plain(one.amount_fen).zh}", f"instalment {place_}, {plain(one.amount_fen).en}"),
            )
            for place_, one in enumerate(plan.instalments, 1)
        )

    def phrase(self, plan: "FeePlan") -> Words:
        total, count = plain(self.total(plan)), len(plan.instalments)
        return Words(f"一共 {total.zh}，分 {count} 次付", f"{total.en} in all, in {count} instalments")

    def headline(self, plan: "FeePlan") -> Headline:
        count = len(plan.instalments)
        return Headline(plain(self.total(plan)), Words(f"分 {count} 次付", f"in {count} instalments"))

    def paragraphs(self, plan: "FeePlan", channel: Channel) -> tuple[Words, ...]:
        total, anchor = formal(self.total(plan)), start_words(plan)
        listed: list[Words] = []
        for number, one in enumerate(plan.instalments, 1):
            amount, days = formal(one.amount_fen), plan.payment_due_days
            due = Words(
                f"在{anchor.zh}起满{one.after_months}个月之日后{days}日内",
                f"within {days} days after {months(one.after_months).en} from {anchor.en}",
            )
            due = due if one.after_months else due_words(plan, channel)
            listed.append(Words(f"第{number}期{amount.zh}，{due.zh}支付", f"no. {number}: {amount.en}, {due.en}"))
        each = joined(listed, "；", "; ")
        return (
            Words(
                f"许可使用费采用固定费用、分期支付方式，总额为{total.zh}，分{len(listed)}期支付：{each.zh}。",
                f"The licence fee is a fixed sum of {total.en}, paid in {len(listed)} instalments: {each.en}.",
            ),
        )

    def paying(self, plan: "FeePlan", start: int, term_months: int) -> tuple[RhythmPart, ...]:
        first = plan.use_first.free_months if plan.use_first else 0
        starts = sorted({place(first + one.after_months, term_months) for one in plan.instalments})
        blocks = tuple(RhythmPart(RhythmKind.PAYMENT, at, BLOCK) for at in starts)
        end = starts[-1] + BLOCK if starts else start
        return (*blocks, *part(RhythmKind.CAPPED, end, WHOLE))
