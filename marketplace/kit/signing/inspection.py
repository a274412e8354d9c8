"""Is this the file both signed?  A reader in a process of its own looks; here its answer becomes a verdict."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from marketplace.kit import clock, reading
from marketplace.kit.signing.verdict import FieldSeen, Finding, Verdict

FINDINGS = {reading.Cause.FAULT: Finding.UNREADABLE}  # whatever limit ends it: could not be judged


def inspect(
    pdf: bytes,
    *,
    fields: Sequence[str],
    registered_sha256s: Sequence[str],
    trusted_roots: Sequence[str],
    asker: reading.Asker = reading.Asker.MEMBER,
) -> Verdict:
    """Judge a file that somebody brings.

    fields:             names of the fields that a finished document has signed
    registered_sha256s: fingerprints of this document's stages, oldest first; the last is the current one;
                        empty when the document is not known here
    trusted_roots:      PEM certificates
    asker:              on whose behalf
    Never raises for a damaged file, nor for one that asks for too much: that is a finding. Raises Busy.
    """
    digest = hashlib.sha256(pdf).hexdigest()
    try:
        seen = reading.inspect_signed(
            pdf,
            asker,
            fields=list(fields),
            registered=list(registered_sha256s),
            trusted_roots=list(trusted_roots),
            now=clock.now().isoformat(),
        )
    except reading.Ended as ended:
        return Verdict((FINDINGS.get(ended.cause, Finding.NOT_JUDGED),), (), digest)
    return Verdict(tuple(map(Finding, seen["findings"])), tuple(map(_field, seen["fields"])), digest)


def _field(seen: dict[str, Any]) -> FieldSeen:
    return FieldSeen(**{**seen, "at": seen["at"] and datetime.fromisoformat(seen["at"])})
