"""A form that makes something is answered once, however often its button is pressed."""

from flask_login import current_user

from marketplace.accounts.forms.fields import Keyed
from marketplace.kit import idempotency

NOBODY = 0  # who registers has no number yet


def answered(form: Keyed, *, user_id: int | None = None) -> str | None:
    """Where the answer to this very form stands, when it was sent before.

    user_id: who sends it, when that is not who is signed in
    """
    return idempotency.answered(str(form.request_key.data), current_user.id if user_id is None else user_id)


def remember(form: Keyed, place: str, *, user_id: int | None = None) -> None:
    """Keep where the answer stands, in this transaction; of two at once the second fails, and nothing of it is kept."""
    idempotency.remember(str(form.request_key.data), current_user.id if user_id is None else user_id, place)
