"""Where a reader may be sent back to: pages of this house only."""

from urllib.parse import urlsplit


def local(address: str | None) -> str:
    """The path and query of `address` when it names a page of this house, the front page otherwise."""
    if not address or any(ord(sign) < 33 or sign == "\\" for sign in address):
        return "/"
    if not address.startswith("/") or address.startswith("//"):
        return "/"
    parts = urlsplit(address)
    if parts.scheme or parts.netloc:
        return "/"
    return address.partition("#")[0]
