"""Addresses: where a person may be sent after signing in, and how an e-mail address is spelt."""

import re
from urllib.parse import urlsplit

_LOCAL = re.compile(r"/(?![/\\])[\x21-\x5b\x5d-\x7e]*")
NEVER = ("/sign-in", "/sign-out")


def safe_next(target: str | None, fallback: str = "/") -> str:
    """`target` when it is a path on this site, else `fallback`.

    Another host, a scheme, //host, /\\host, control characters and anything but plain ASCII are refused.
    """
    if not target or not _LOCAL.fullmatch(target):
        return fallback
    parts = urlsplit(target)
    if parts.scheme or parts.netloc or parts.path.startswith(NEVER):
        return fallback
    return target


def normal_email(text: str) -> str:
    """The spelling an account is found by."""
    return text.strip().casefold()
