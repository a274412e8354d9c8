"""Addresses: where a person may be sent after signing in, and which network a request came from."""

import re
from ipaddress import IPv6Address, ip_address, ip_network
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


def network_of(address: str | None) -> str:
    """The network an address is counted under: /24, for IPv6 /64; the text itself when it is no address.

    An IPv4 address written as IPv6 (::ffff:203.0.113.9) counts as what it is: all of them are one /64.
    """
    try:
        found = ip_address((address or "").partition("%")[0])
    except ValueError:
        return (address or "unknown")[:40]
    if isinstance(found, IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped
    return str(ip_network(f"{found}/{24 if found.version == 4 else 64}", strict=False))


def normal_email(text: str) -> str:
    """The spelling an account is found by."""
    return text.strip().casefold()
