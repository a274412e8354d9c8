"""A royalty on net sales, alone or after an entry fee."""

from typing import TYPE_CHECKING

from marketplace.kit.words import Words
from marketplace.listings.rules.channel import Channel
from marketplace.listings.rules.exact import half_up
from marketplace.listings.rules.fee_plan.anchors import entry_words, start_words
from marketplace.listings.rules.fee_plan.findings import Finding, block
from marketplace.listings.rules.fee_plan.kinds.base import Headline, Kind, Payment
from marketplace.listings.rules.fee_plan.kinds.fixed import zero_amount
from marketplace.listings.rules.fee_plan.rhythm import BLOCK, CAPPED, WHOLE, RhythmKind, RhythmPart, part
from marketplace.listings.rules.fee_plan.royalty import WHOLE_PPM, Royalty
from marketplace.listings.rules.fee_plan.saying import NOTHING, formal, joined, percent, plain
from marketplace.listings.rules.fee_plan.statements import statement_words

if TYPE_CHECKING:
    from marketplace.listings.rules.fee_plan.plan import FeePlan


class RunningRoyalty(Kind):
    uses = frozenset({"royalty", "use_first"})
    has_royalty = True

    def findings(self, plan: "FeePlan", term_months: int) -> tuple[Finding, ...]:
        return (*_rates(plan.terms), *_bounds(plan.terms, plan.entry_fee_fen))

    def fixed_sums(self, plan: "FeePlan", term_months: int) -> tuple[tuple[str, int], ...]:
        least_fen = half_up(plan.terms.minimum_fen_a_year * term_months, 12)
        if not least_fen:
            return ()
        together = plan.entry_fee_fen + least_fen
        cap_fen = plan.terms.cap_fen
        return (("royalty.minimum_fen_a_year", together if cap_fen is None else min(together, cap_fen)),)

    def phrase(self, plan: "FeePlan") -> Words:
        terms = plan.terms
        rate = Words(f"净销售额的 {percent(terms.rate_ppm)}", f"{percent(terms.rate_ppm)} of net sales")
        rungs = [
            Words(
                f"一年超过 {plain(rung.above_fen).zh}的部分 {percent(rung.rate_ppm)}",
                f"{percent(rung.rate_ppm)} above {plain(rung.above_fen).en} a year",
            )
            for rung in terms.rungs
        ]
        least, cap = plain(terms.minimum_fen_a_year), plain(terms.cap_fen or 0)
        minimum = Words(f"一年最少 {least.zh}", f"at least {least.en} a year") if terms.minimum_fen_a_year else NOTHING
        capped = NOTHING if terms.cap_fen is None else Words(f"封顶 {cap.zh}", f"{cap.en} at most")
        return joined((rate, *rungs, minimum, capped))

    def headline(self, plan: "FeePlan") -> Headline:
        rate = percent(plan.terms.rate_ppm)
        return Headline(Words(rate, rate), Words("净销售额", "of net sales"))

    def paragraphs(self, plan: "FeePlan", channel: Channel) -> tuple[Words, ...]:
        terms, anchor = plan.terms, start_words(plan)
        definition, rates = terms.net_sales_words, _rate_words(terms)
        first = Words(
            f"许可使用费采用提成方式。自{anchor.zh}起（含当日），被许可方{rates.zh}向许可方支付提成费。{definition.zh}。",
            f"The licence fee is a running royalty. From {anchor.en} (inclusive) the licensee pays the licensor "
            f"{rates.en}. In this contract {definition.en}.",
        )
        paragraphs = [first]
        if terms.minimum_fen_a_year or terms.cap_fen is not None:
            paragraphs.append(_bound_words(plan))
        return (*paragraphs, statement_words(plan))

    def paying(self, plan: "FeePlan", start: int, term_months: int) -> tuple[RhythmPart, ...]:
        end = WHOLE if plan.terms.cap_fen is None else max(WHOLE - CAPPED, start + BLOCK)
        return (*part(RhythmKind.ROYALTY, start, end), *part(RhythmKind.CAPPED, end, WHOLE))


class EntryAndRoyalty(RunningRoyalty):
    uses = frozenset({"entry_fee_fen", "royalty", "use_first"})

    def findings(self, plan: "FeePlan", term_months: int) -> tuple[Finding, ...]:
        zero = () if plan.entry_fee_fen else (zero_amount("entry_fee_fen"),)
        return (*zero, *super().findings(plan, term_months))

    def fixed_sums(self, plan: "FeePlan", term_months: int) -> tuple[tuple[str, int], ...]:
        return (("entry_fee_fen", plan.entry_fee_fen), *super().fixed_sums(plan, term_months))

    def due_at_start(self, plan: "FeePlan") -> int:
        return plan.entry_fee_fen

    def payments(self, plan: "FeePlan", start: int | None) -> tuple[Payment, ...]:
        fee = plain(plan.entry_fee_fen)
        return (Payment(0, plan.entry_fee_fen, Words(f"入门费 {fee.zh}", f"entry fee {fee.en}")),)

    def headline(self, plan: "FeePlan") -> Headline:
        rate, fee = percent(plan.terms.rate_ppm), plain(plan.entry_fee_fen)
        return Headline(Words(rate, rate), Words(f"净销售额，入门 {fee.zh}", f"of net sales, entry fee {fee.en}"))

    def paragraphs(self, plan: "FeePlan", channel: Channel) -> tuple[Words, ...]:
        fee, due = formal(plan.entry_fee_fen), entry_words(plan, channel)
        entry = Words(
            f"许可使用费采用入门费附加提成方式。入门费为{fee.zh}，被许可方应当{due.zh}支付；入门费支付后不予退还。",
            f"The licence fee is an entry fee plus a running royalty. The entry fee is {fee.en}, which the licensee "
            f"pays {due.en}; once paid it is not returned.",
        )
        return (entry, *super().paragraphs(plan, channel))

    def paying(self, plan: "FeePlan", start: int, term_months: int) -> tuple[RhythmPart, ...]:
        if plan.use_first:
            return super().paying(plan, start, term_months)
        return (*part(RhythmKind.PAYMENT, 0, BLOCK), *super().paying(plan, BLOCK, term_months))


def _rates(terms: Royalty) -> tuple[Finding, ...]:
    found: list[Finding] = []
    for index, rate_ppm in enumerate(terms.rates_ppm):
        field = f"royalty.rungs.{index - 1}.rate_ppm" if index else "royalty.rate_ppm"
        if not 0 < rate_ppm <= WHOLE_PPM:
            found.append(
                block(
                    "RATE_OUT_OF_RANGE",
                    field,
                    Words(f"提成率是 {percent(rate_ppm)}。", f"The rate is {percent(rate_ppm)}."),
                    Words("填写大于 0、不超过 100% 的费率。", "Enter a rate above 0 and up to 100%."),
                )
            )
    floors = (0, *(rung.above_fen for rung in terms.rungs))
    for index in range(1, len(floors)):
        if floors[index] <= floors[index - 1]:
            found.append(
                block(
                    "RUNGS_ORDER",
                    f"royalty.rungs.{index - 1}.above_fen",
                    Words(
                        f"第 {index} 档从 {plain(floors[index]).zh}起，没有高过前一档。",
                        f"Step {index} begins at {plain(floors[index]).en}, not above the one before.",
                    ),
                    Words("各档从低到高填写。", "Enter the steps from low to high."),
                )
            )
    return tuple(found)


def _bounds(terms: Royalty, entry_fee_fen: int) -> tuple[Finding, ...]:
    if terms.cap_fen is None or terms.cap_fen >= max(entry_fee_fen + terms.minimum_fen_a_year, 1):
        return ()
    cap, least = plain(terms.cap_fen), plain(entry_fee_fen + terms.minimum_fen_a_year)
    sure = _sure_words(entry_fee_fen, terms)
    below = Words(f"，低于{sure.zh}的 {least.zh}", f" is below the {sure.en}, {least.en}")
    too_low = below if sure.zh else Words("，等于不付钱", " means that nothing is paid")
    return (
        block(
            "CAP_BELOW_MINIMUM",
            "royalty.cap_fen",
            Words(f"封顶 {cap.zh}{too_low.zh}。", f"The cap of {cap.en}{too_low.en}."),
            Words("提高封顶，或者去掉封顶。", "Raise the cap or leave it out."),
        ),
    )


def _rate_words(terms: Royalty) -> Words:
    rate = percent(terms.rate_ppm)
    if not terms.rungs:
        return Words(f"按照净销售额的{rate}", f"a royalty of {rate} of net sales")
    steps = joined(
        (
            Words(
                f"超过{formal(rung.above_fen).zh}的部分为{percent(rung.rate_ppm)}",
                f"{percent(rung.rate_ppm)} of the part above {formal(rung.above_fen).en}",
            )
            for rung in terms.rungs
        ),
    )
    return Words(
        f"按照每一许可年度净销售额分档、以{rate}起算（{steps.zh}，后一档自其起点以上适用）",
        f"a royalty of {rate} of the net sales of each licence year, stepped as follows: {steps.en}, each step "
        "applying only to what lies above its starting point",
    )


def _bound_words(plan: "FeePlan") -> Words:
    terms, parts = plan.terms, []
    sure = _sure_words(plan.entry_fee_fen, terms)
    within = Words(f"（含{sure.zh}）", f" ({sure.en} included)") if sure.zh else NOTHING
    if terms.minimum_fen_a_year:
        least = formal(terms.minimum_fen_a_year)
        parts.append(
            Words(
                f"每一许可年度的提成费最低为{least.zh}，应付提成费的月份不足十二个月的，按月折算；不足最低额的，"
                "被许可方随该年度最后一期补足",
                f"the royalty of each licence year is at least {least.en}, shared out by months when fewer than "
                "twelve are payable; a shortfall is paid with the last period of that year",
            )
        )
    if terms.cap_fen is not None:
        cap = formal(terms.cap_fen)
        parts.append(
            Words(
                f"许可使用费{within.zh}累计达到{cap.zh}后，被许可方不再支付，许可期内可以继续实施",
                f"once the fees paid{within.en} reach {cap.en} in all, nothing more is payable and the patent may be "
                "used until the term ends",
            )
        )
    rounded = Words("每笔应付款四舍五入到分", "each payable amount is rounded half up to the fen")
    text = joined((*parts, _order_words(terms), rounded), "；", "; ")
    return Words(f"{text.zh}。", f"{text.en[0].upper()}{text.en[1:]}.")


def _sure_words(entry_fee_fen: int, terms: Royalty) -> Words:
    """What is paid whatever is sold, of the parts there are."""
    entry = Words("入门费", "entry fee") if entry_fee_fen else NOTHING
    minimum = Words("最低额", "minimum") if terms.minimum_fen_a_year else NOTHING
    return joined((entry, minimum), "和", " and ")


def _order_words(terms: Royalty) -> Words:
    """In which order minimum, rate and cap apply, of those there are."""
    if not terms.minimum_fen_a_year:
        return Words("计算时先按费率计算，再适用封顶额", "the rate is taken first and the cap last")
    if terms.cap_fen is None:
        return Words(
            "计算时先确定最低额，再按费率计算并取其中较高者",
            "the minimum is taken first, then the rate, the higher of the two being owed",
        )
    return Words(
        "计算时先确定最低额，再按费率计算并取其中较高者，最后适用封顶额",
        "the minimum is taken first, then the rate, the higher of the two being owed, and the cap last",
    )
