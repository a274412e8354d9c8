"""What a browser sends: looked into before it is kept, and refused with the reason by name."""

import stat
import zipfile
import zlib
from collections.abc import Collection
from io import BytesIO
from typing import NamedTuple

import puremagic
from PIL import Image, ImageOps, UnidentifiedImageError

from marketplace.kit.files import pdf_check
from marketplace.kit.files.names import clean_name, suffix_of
from marketplace.kit.files.refusals import refuse

MOST_BYTES = 10 << 20
MOST_PIXELS = 40_000_000
MOST_ENTRIES = 200
MOST_INFLATED_BYTES = 64 << 20
MOST_RATIO = 100
RATIO_FROM_BYTES = 1 << 20  # small parts may shrink as they like
CHUNK_BYTES = 1 << 20
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
NESTED = (".zip", ".xlsx", ".docx", ".jar", ".7z", ".rar", ".gz", ".bin.zip")
VIRUS_MARKS = (b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE",)
ALL_KINDS = frozenset(MEDIA_TYPES)


class Upload(NamedTuple):
    """A file as it will be kept: pictures are drawn anew, without what stood around them."""

    clean_name: str
    media_type: str
    content: bytes


def accept(
    filename: str, content: bytes, allowed: Collection[str] = ALL_KINDS, *, attachments: Collection[str] = ()
) -> Upload:
    """Check a file somebody sent.

    filename:    as the browser gave it
    allowed:     extensions taken here, of pdf, png, jpg, jpeg, webp, xlsx, csv
    attachments: names a PDF may carry inside (a contract sent for verification: "contract.json")
    Raises RuleBroken with a code of refusals.REASONS. Slow for a PDF (a child process): call it outside a transaction.
    """
    name = clean_name(filename)
    suffix = suffix_of(name)
    if suffix not in allowed or suffix not in MEDIA_TYPES:
        raise refuse("FILE_KIND_NOT_TAKEN", name)
    media_type = MEDIA_TYPES[suffix]
    _check_bytes(name, content)
    _check_opening(name, media_type, content)
    if media_type in IMAGE_FORMATS:
        content = _redraw(name, content, IMAGE_FORMATS[media_type])
    elif media_type == XLSX:
        _check_table(name, content)
    elif media_type == "text/csv":
        _check_text(name, content)
    elif code := pdf_check.check(content, attachments):
        raise refuse(code, name)
    return Upload(name, media_type, content)


def _check_bytes(name: str, content: bytes) -> None:
    if not content:
        raise refuse("FILE_EMPTY", name)
    if len(content) > MOST_BYTES:
        raise refuse("FILE_TOO_LARGE", name)
    if any(mark in content for mark in VIRUS_MARKS):
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


def _redraw(name: str, content: bytes, form: str) -> bytes:
    """The picture alone: upright, without camera data, place, comments or anything behind its end."""
    try:
        with Image.open(BytesIO(content), formats=(form,)) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise refuse("IMAGE_TOO_LARGE", name)
            picture.load()
            upright = ImageOps.exif_transpose(picture)
            modes = ("RGB", "L") if form == "JPEG" else ("RGB", "L", "RGBA")
            if upright.mode not in modes:
                upright = upright.convert("RGB" if form == "JPEG" else "RGBA")
            bare = Image.new(upright.mode, upright.size)
            bare.paste(upright)
            drawn = BytesIO()
            bare.save(drawn, form, quality=90)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise refuse("IMAGE_TOO_LARGE", name) from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError) as error:
        raise refuse("FILE_DAMAGED", name) from error
    return drawn.getvalue()


def _is_unsafe(entry: zipfile.ZipInfo) -> bool:
    path = entry.filename.replace("\\", "/")
    return (
        path.startswith("/")
        or ".." in path.split("/")
        or stat.S_ISLNK(entry.external_attr >> 16)
        or bool(entry.flag_bits & 1)  # encrypted
        or path.lower().endswith(NESTED)
        or path.lower().endswith("vbaproject.bin")
    )


def _check_table(name: str, content: bytes) -> None:
    """The directory first, then every part is unpacked once, counting, and thrown away."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            entries = archive.infolist()
            inflated = sum(entry.file_size for entry in entries)
            if len(entries) > MOST_ENTRIES or inflated > MOST_INFLATED_BYTES or any(map(_swells, entries)):
                raise refuse("TABLE_TOO_LARGE_INSIDE", name)
            if any(map(_is_unsafe, entries)):
                raise refuse("TABLE_UNSAFE", name)
            if not {"[Content_Types].xml", "xl/workbook.xml"} <= {entry.filename for entry in entries}:
                raise refuse("FILE_NOT_WHAT_IT_SAYS", name)
            for entry in entries:
                _read_part(name, archive, entry)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError) as error:
        raise refuse("FILE_DAMAGED", name) from error


def _swells(entry: zipfile.ZipInfo) -> bool:
    return entry.file_size > RATIO_FROM_BYTES and entry.file_size > MOST_RATIO * max(entry.compress_size, 1)


def _read_part(name: str, archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    """Its real size and check sum must be those the directory promised."""
    with archive.open(entry) as part:
        seen = 0
        while chunk := part.read(CHUNK_BYTES):
            seen += len(chunk)
            if any(mark in chunk for mark in VIRUS_MARKS):
                raise refuse("FILE_DANGEROUS", name)
    if seen != entry.file_size:
        raise refuse("FILE_DAMAGED", name)


def _check_text(name: str, content: bytes) -> None:
    encodings = ("utf-16",) if content[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not any(ord(sign) < 32 and sign not in "\t\r\n" for sign in text):
            return
    raise refuse("TEXT_UNREADABLE", name)
