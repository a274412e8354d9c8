"""Names of owners as registers and tables write them: when two of them are the same."""

import re
import unicodedata
from collections.abc import Iterable

_BRACKETS = str.maketrans("［〔【〖｛{[］〕】〗｝}]", "(((((((" + ")))))))")
_BLANKS = re.compile(r"\s+")


def owner_key(name: str) -> str:
    """The form two owners' names are compared in: full-width forms, kinds of bracket, blanks and case do not count."""
    return _BLANKS.sub("", unicodedata.normalize("NFKC", name).translate(_BRACKETS)).casefold()


def is_among(name: str, owners: Iterable[str]) -> bool:
    """Whether an organisation of this name is one of the owners."""
    key = owner_key(name)
    return bool(key) and any(name == owner or owner_key(owner) == key for owner in owners)
