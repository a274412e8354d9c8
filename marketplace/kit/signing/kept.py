"""Verdicts on files that are asked for again and again: a file is judged once for what it holds.

The key is the fingerprint of the bytes just read, and all that they were judged against. A file that changes in its
place, a signature more or another root has another key, so no verdict outlives what it was given for.
"""

import hashlib
from collections import OrderedDict
from collections.abc import Sequence
from threading import Lock

from marketplace.kit.reading import Asker
from marketplace.kit.signing.inspection import inspect
from marketplace.kit.signing.verdict import Verdict

MOST_VERDICTS = 1000  # about 2 KB each
Key = tuple[str, tuple[str, ...], tuple[str, ...], tuple[str, ...]]

_verdicts: OrderedDict[Key, Verdict] = OrderedDict()
_lock = Lock()


def inspect_once(
    pdf: bytes, *, fields: Sequence[str], registered_sha256s: Sequence[str], trusted_roots: Sequence[str]
) -> Verdict:
    """As `inspect`; from memory when these very bytes were judged against the same before."""
    key = (hashlib.sha256(pdf).hexdigest(), tuple(fields), tuple(registered_sha256s), tuple(trusted_roots))
    with _lock:
        known = _verdicts.get(key)
        if known is not None:
            _verdicts.move_to_end(key)
            return known
    verdict = inspect(
        pdf,
        fields=fields,
        registered_sha256s=registered_sha256s,
        trusted_roots=trusted_roots,
        asker=Asker.HOUSE,
    )
    if not verdict.is_judged:
        return verdict
    with _lock:
        _verdicts[key] = verdict
        while len(_verdicts) > MOST_VERDICTS:
            _verdicts.popitem(last=False)
    return verdict
