"""Public identifiers that cannot be guessed: 26 characters, lower case, no look-alikes."""

import secrets

ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


def public_id() -> str:
    """26 random characters, about 128 bits."""
    return "".join(secrets.choice(ALPHABET) for _ in range(26))
