"""The bars of a listing: one table of small named rules, judged over plain facts."""

from marketplace.listings.rules.bars.content import CONTENT_RULES, FEE_RULES, promotional_marks
from marketplace.listings.rules.bars.papers import GRANT_RULES, PAPER_RULES, TERM_RULES, longest_term_months
from marketplace.listings.rules.bars.register import REGISTER_RULES
from marketplace.listings.rules.bars.rule import Example, Mark, Problem, Rule, Verdict
from marketplace.listings.rules.facts import ListingFacts

RULES: tuple[Rule, ...] = (*REGISTER_RULES, *GRANT_RULES, *PAPER_RULES, *TERM_RULES, *CONTENT_RULES, *FEE_RULES)
BY_CODE = {rule.code: rule for rule in RULES}


def judge(facts: ListingFacts, rules: tuple[Rule, ...] = RULES) -> tuple[Verdict, ...]:
    """A verdict of every rule that binds the listing's channel on its day, in the order of the table."""
    return tuple(rule.judge(facts) for rule in rules if rule.binds(facts.channel, facts.today))


def may_publish(verdicts: tuple[Verdict, ...], reason: str = "") -> bool:
    """No rule blocks, and where one asks for a reason there is one."""
    if any(one.blocks for one in verdicts):
        return False
    return bool(reason.strip()) or not any(one.needs_reason for one in verdicts)


__all__ = [
    "BY_CODE",
    "RULES",
    "Example",
    "Mark",
    "Problem",
    "Rule",
    "Verdict",
    "judge",
    "longest_term_months",
    "may_publish",
    "promotional_marks",
]
