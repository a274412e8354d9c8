"""How a request is named in the log: by the rule of its address, never by what stands in its place.

Letters carry keys in addresses (`/join/<token>`); whoever reads the log must not find them there.
"""

import re

from flask import request

TOLD = frozenset({"number"})  # parts of an address that are nobody's secret: PT-2026-000123
NUMBER = re.compile(r"[\w.-]{1,24}", re.ASCII)
PLAIN = re.compile(r"[a-z][a-z-]{0,19}")  # no key is so short and so plain


def place() -> dict[str, object]:
    """rule: as it stands in the code; at: the numbers in it, for whoever follows a thing through the log"""
    if request.url_rule is None:
        return {"rule": safe_place(request.path)}
    told = {name: value for name, value in (request.view_args or {}).items() if _is_told(name, value)}
    rule = request.url_rule.rule
    return {"rule": rule, "at": told} if told else {"rule": rule}


def _is_told(name: str, value: object) -> bool:
    return isinstance(value, int) or (name in TOLD and bool(NUMBER.fullmatch(str(value))))


def safe_place(path: str) -> str:
    """An address that nobody knows, as far as it can be told: `/joni/…`."""
    first, *rest = path.strip("/").split("/")
    if PLAIN.fullmatch(first):
        return f"/{first}/…" if rest else f"/{first}"
    return "/…" if first else "/"
