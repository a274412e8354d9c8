"""Reading accounts: who signed in, organisations and their members, letters that wait, keys."""

from marketplace.accounts.queries.keys import platform_keys
from marketplace.accounts.queries.organisations import members, organisation, owners, signatories, watched
from marketplace.accounts.queries.sessions import Stranger, is_fresh, user_by_email

__all__ = [
    "Stranger",
    "is_fresh",
    "members",
    "organisation",
    "owners",
    "platform_keys",
    "signatories",
    "user_by_email",
    "watched",
]
