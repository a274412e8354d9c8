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
        self.message, self.code, self.cure, self.article, self.field, self.link = (
            message,
            code or type(self).__name__,
            cure,
            article,
            field,
            link,
        )


class NotAllowed(Refusal):
    status = 403


class Missing(Refusal):
    """Not there, or not yours: the answer is the same."""

    status = 404

    def __init__(self, message: Words | None = None, *, cure: Words | None = None) -> None:
        nothing = Words("没有这一页，或者不归您看。", "There is nothing here, or it is not yours to see.")
        super().__init__(message or nothing, cure=cure)


class StepRefused(Refusal):
    """The object is not in a state for this step, or somebody was quicker."""

    status = 409


class RuleBroken(Refusal):
    status = 422


class TooMany(Refusal):
    """Asked too often; after so many seconds it may be asked again."""

    status = 429
    retry_after_seconds = 10
