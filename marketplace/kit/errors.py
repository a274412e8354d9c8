"""Refusals: each knows its HTTP status and says in both languages what is wrong and what to do."""

from marketplace.kit.words import Words


class Refusal(Exception):
    """An act that is not done, and why. Nothing is written when one is raised.

    message: what is wrong, with the value
    code:    stable name of the rule, in capitals
    cure:    what to do about it
    article: the law or rule that says so
    field:   the form field it belongs to
    link:    an address that helps (the first listing, the running licence)
    """

    status = 400
    code = "REFUSED"  # of a refusal that no rule names

    def __init__(
        self,
        message: Words,
        *,
        code: str = "",
        cure: Words | None = None,
        article: Words | None = None,
        field: str = "",
        link: str = "",
    ) -> None:
        super().__init__(message.zh)
        self.message, self.cure, self.article, self.field, self.link = message, cure, article, field, link
        if code:
            self.code = code


class NotAllowed(Refusal):
    status, code = 403, "NOT_ALLOWED"


class Missing(Refusal):
    """Not there, or not yours: the answer is the same."""

    status, code = 404, "MISSING"

    def __init__(self, message: Words | None = None, *, cure: Words | None = None) -> None:
        nothing = Words("没有这一页，或者不归您看。", "There is nothing here, or it is not yours to see.")
        super().__init__(message or nothing, cure=cure)


class StepRefused(Refusal):
    """The object is not in a state for this step, or somebody was quicker."""

    status, code = 409, "STEP_REFUSED"


class RuleBroken(Refusal):
    status, code = 422, "RULE_BROKEN"


class TooMany(Refusal):
    """Asked too often; after so many seconds it may be asked again."""

    status, code = 429, "TOO_MANY"
    retry_after_seconds = 10


class Busy(Refusal):
    """No room for it just now; after so many seconds there may be."""

    status, code = 503, "BUSY"
    retry_after_seconds = 10
