"""What a check of a fee plan finds: one line a problem, with the article and the cure."""

from dataclasses import dataclass
from enum import StrEnum

from marketplace.kit.words import Words

HOUSE_RULE = Words("平台规则", "House rule")


class Severity(StrEnum):
    BLOCK = "block"  # cannot be published so
    WARN = "warn"  # may be published with a written reason


@dataclass(frozen=True)
class Finding:
    """One problem of a plan.

    code:  stable name in capitals
    field: dotted path in the plan's JSON, the form field it belongs to
    """

    code: str
    severity: Severity
    message: Words
    article: Words
    cure: Words
    field: str

    @property
    def needs_reason(self) -> bool:
        return self.severity is Severity.WARN


def block(code: str, field: str, message: Words, cure: Words, article: Words = HOUSE_RULE) -> Finding:
    return Finding(code, Severity.BLOCK, message, article, cure, field)


def warn(code: str, field: str, message: Words, cure: Words, article: Words = HOUSE_RULE) -> Finding:
    return Finding(code, Severity.WARN, message, article, cure, field)
