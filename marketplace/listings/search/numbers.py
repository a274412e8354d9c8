"""Patent numbers, listing numbers and IPC codes: one spelling to store, and what a query that looks like one means."""

import re
import unicodedata

_NOISE = re.compile(r"[\s.\-‐-―_/]+")
_LABEL = re.compile(r"^(专利号|申请号|公开号|公告号|编号|挂牌号)[:\s]*")
_NUMBER = re.compile(r"^(ZL|CN|KF|PT)?(\d{4,20}[0-9X]?[A-Z]?\d?)$")
_IPC = re.compile(r"^([A-H]\d{2})(?:([A-Z])(?:\s*(\d{1,4})(?:\s*/\s*(\d{0,6}))?)?)?$")
SURE_DIGITS = 8
LAST = "\uffff"


def folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).upper().strip()


def patent_key(number: str) -> str:
    """ "ZL 2017 1 0013739.X" → "201710013739X"."""
    bare = _NOISE.sub("", folded(number))
    return bare[2:] if bare[:2] in ("ZL", "CN") else bare


def listing_keys(number: str) -> tuple[str, ...]:
    """ "KF-2026-000123" → "KF2026000123" and, for those who leave the letters out, "2026000123"."""
    bare = _NOISE.sub("", folded(number))
    return (bare, bare[2:]) if bare[:2] in ("KF", "PT") else (bare,)


def ipc_key(ipc: str) -> str:
    """ "H01M 4/36" → "H01M4/36"."""
    return re.sub(r"\s+", "", folded(ipc))


def number_asked(text: str) -> tuple[str, bool] | None:
    """(key prefix, sure) when the query is a number. Not sure: few digits and no letters before them."""
    bare = _NOISE.sub("", _LABEL.sub("", folded(text)))
    match = _NUMBER.match(bare)
    if match is None:
        return None
    letters, digits = match.groups()
    key = bare if letters in ("KF", "PT") else digits
    return key, bool(letters) or len(digits) >= SURE_DIGITS


def ipc_asked(text: str) -> tuple[str, ...]:
    """Ranges to try in order, empty when the query is no IPC code.

    "h01m 4/3" → ("H01M4/3",); "H01M4" → the main group first, then every group that begins with 4.
    """
    match = _IPC.match(folded(text))
    if match is None:
        return ()
    key = ipc_key(text)
    return (f"{key}/", key) if match.group(3) and "/" not in key else (key,)
