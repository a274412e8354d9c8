"""File names as they may be shown and offered for download."""

import re
import unicodedata

LONGEST_NAME = 120  # characters
LONGEST_BYTES = 240  # in UTF-8: file systems take 255
UNNAMED = "文件"
_FORBIDDEN = re.compile(r'[<>:"|?*]')
_DEVICES = re.compile(r"^(con|prn|aux|nul|com\d|lpt\d|conin\$|conout\$)$", re.IGNORECASE)


def clean_name(name: str) -> str:
    """The name without path, control and direction marks, reserved signs and device names, short enough to save.

    "..\\x/合同.pdf" → "合同.pdf"; "CON.pdf" → "_CON.pdf"; "" → "文件".
    """
    name = unicodedata.normalize("NFC", name)
    name = "".join(sign for sign in name if not unicodedata.category(sign).startswith(("C", "Zl", "Zp")))
    name = _FORBIDDEN.sub("_", re.split(r"[/\\]", " ".join(name.split()))[-1]).strip(" .")
    stem, dot, suffix = name.rpartition(".")
    if not dot or len(suffix) > 10:
        stem, dot, suffix = name, "", ""
    if _DEVICES.match(stem.split(".")[0].strip()):
        stem = f"_{stem}"
    stem = _shorten(stem.strip(), len(f"{dot}{suffix}".encode()))
    return f"{stem or UNNAMED}{dot}{suffix}"


def suffix_of(name: str) -> str:
    """The last extension in lower case, "" without one."""
    stem, dot, suffix = name.rpartition(".")
    return suffix.lower() if dot and stem else ""


def _shorten(stem: str, taken_bytes: int) -> str:
    stem = stem[: LONGEST_NAME - taken_bytes]
    while len(stem.encode()) + taken_bytes > LONGEST_BYTES:
        stem = stem[:-1]
    return stem.rstrip(" .")
