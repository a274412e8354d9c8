"""Reading accounts: who signed in, organisations and their members, letters that wait, keys."""

from marketplace.accounts.queries.keys import platform_keys
from marketplace.accounts.queries.organisations import asker_of, members, organisation, owners, signatories, watched
from marketplace.accounts.queries.sessions import Stranger, is_fresh, user_by_email

__all__ = [
    "Stranger",
    "asker_of",
    "is_fresh",
    "members",
    "organisation",
    "owners",
    "platform_keys",
    "signatories",
    "user_by_email",
    "watched",
]
