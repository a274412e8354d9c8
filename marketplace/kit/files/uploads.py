"""What a browser sends: looked into before it is kept, and refused with the reason by name."""

from collections.abc import Collection
from typing import NamedTuple

import puremagic

from marketplace.kit import reading
from marketplace.kit.files.names import clean_name, suffix_of
from marketplace.kit.files.refusals import refuse
from marketplace.kit.reading.virus import has_mark

MOST_BYTES = 10 << 20
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MEDIA_TYPES = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "webp": "image/webp",
    "xlsx": XLSX,
    "csv": "text/csv",
}
IMAGE_FORMATS = {"image/png": "PNG", "image/jpeg": "JPEG", "image/webp": "WEBP"}
OPENINGS = {
    "image/png": b"\x89PNG\r\n\x1a\n",
    "image/jpeg": b"\xff\xd8\xff",
    "application/pdf": b"%PDF-",
    XLSX: b"PK\x03\x04",
}
ALL_KINDS = frozenset(MEDIA_TYPES)
TABLES = frozenset({XLSX, "text/csv"})


class Upload(NamedTuple):
    """A file as it will be kept: pictures are drawn anew, without what stood around them."""

    clean_name: str
    media_type: str
    content: bytes


def accept(
    filename: str,
    content: bytes,
    allowed: Collection[str] = ALL_KINDS,
    *,
    attachments: Collection[str] = (),
    asker: reading.Asker = reading.Asker.MEMBER,
) -> Upload:
    """Check a file somebody sent.

    filename:    as the browser gave it
    allowed:     extensions taken here, of pdf, png, jpg, jpeg, webp, xlsx, csv
    attachments: names a PDF may carry inside (a contract sent for verification: "contract.json")
    asker:       on whose behalf: a newcomer or member at a page, a job or command
    Raises RuleBroken with a code of refusals.REASONS or `reading.too_much`, Busy when others are having theirs read.
    Slow (a child process reads it): call it outside a transaction.
    """
    name = clean_name(filename)
    suffix = suffix_of(name)
    if suffix not in allowed or suffix not in MEDIA_TYPES:
        raise refuse("FILE_KIND_NOT_TAKEN", name)
    media_type = MEDIA_TYPES[suffix]
    _check_bytes(name, content)
    _check_opening(name, media_type, content)
    try:
        return Upload(name, media_type, _looked_into(media_type, content, attachments, asker))
    except reading.Complaint as complaint:
        raise refuse(complaint.code, name) from complaint
    except reading.Ended as ended:
        raise reading.too_much(ended, name, "table" if media_type in TABLES else "file") from ended


def _looked_into(media_type: str, content: bytes, attachments: Collection[str], asker: reading.Asker) -> bytes:
    """The content as it is kept. Raises Complaint, Ended."""
    if media_type in IMAGE_FORMATS:
        return reading.redraw(content, IMAGE_FORMATS[media_type], asker)
    if media_type == XLSX:
        reading.judge_workbook(content, asker)
    elif media_type == "text/csv":
        reading.judge_text(content, asker)
    else:
        reading.judge_pdf(content, asker, attachments)
    return content


def _check_bytes(name: str, content: bytes) -> None:
    if not content:
        raise refuse("FILE_EMPTY", name)
    if len(content) > MOST_BYTES:
        raise refuse("FILE_TOO_LARGE", name)
    if has_mark(content):
        raise refuse("FILE_DANGEROUS", name)


def _check_opening(name: str, media_type: str, content: bytes) -> None:
    """The first bytes say what the name says; text has none to say, but must not be something else."""
    if media_type == "text/csv":
        if any(content.startswith(opening) for opening in OPENINGS.values()):
            raise refuse("FILE_NOT_WHAT_IT_SAYS", name)
        return
    opening = OPENINGS.get(media_type)
    is_webp = content[:4] == b"RIFF" and content[8:12] == b"WEBP"
    if not (content.startswith(opening) if opening else is_webp):
        raise refuse("FILE_NOT_WHAT_IT_SAYS", name)
    try:
        found = {match.extension.lstrip(".") for match in puremagic.magic_string(content)}
    except puremagic.PureError as error:
        raise refuse("FILE_NOT_WHAT_IT_SAYS", name) from error
    if not any(MEDIA_TYPES.get(extension) == media_type for extension in found):
        raise refuse("FILE_NOT_WHAT_IT_SAYS", name)
