"""Takes in a file somebody sent: only six kinds, looked into and not believed, pictures made anew.

Kinds: pdf, png, jpg, webp, xlsx, csv. What is refused is named: ARCHIVE_*, FILE_*, PDF_*, PICTURE_*.
"""

import hashlib
import re
import unicodedata
import warnings
import zlib
from collections.abc import Collection
from io import BytesIO
from typing import NamedTuple

import pikepdf
import puremagic
from PIL import Image, UnidentifiedImageError

from marketplace.kit.archives import check_archive
from marketplace.kit.errors import RuleBroken
from marketplace.kit.words import Words

MAX_BYTES = 10 * 1024 * 1024
MAX_PAGES = 500
MAX_PIXELS = 40_000_000
MAX_OBJECTS_BYTES = 64 * 1024 * 1024
OWN_ATTACHMENT = "contract.json"  # the one file a contract of ours carries

MEDIA_TYPES = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpg": "image/jpeg",
    "webp": "image/webp",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv",
}
_PICTURES = {"png": "PNG", "jpg": "JPEG", "webp": "WEBP"}
_FORBIDDEN = frozenset(("/JavaScript", "/JS", "/Launch", "/RichMedia", "/XFA"))
_OBJECT_STREAM = re.compile(rb"/ObjStm[^\x00]{0,400}?stream\r?\n")
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?")
_UNFIT = re.compile(r'[/\\:*?"<>|]+')
_EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR"


class Upload(NamedTuple):
    """An accepted file: its cleaned name, kind, media type, content to store, and that content's SHA-256."""

    name: str
    kind: str
    media_type: str
    content: bytes
    sha256: str


def _refuse(zh: str, en: str, code: str) -> RuleBroken:
    return RuleBroken(Words(f"没有收下这个文件：{zh}。", f"The file was not taken: {en}."), code=code)


def clean_name(name: str) -> str:
    """A name safe to show and to download under: no path, no control or direction characters, at most 120 long."""
    base = _UNFIT.sub(" ", name.replace("\\", "/").rsplit("/", 1)[-1])
    visible = "".join(c for c in base if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp"))
    visible = " ".join(unicodedata.normalize("NFC", visible).split()).strip(" .")
    if not visible or _RESERVED.fullmatch(visible):
        visible = f"file {visible}".strip()
    stem, dot, ending = visible.rpartition(".")
    return f"{stem[:110]}.{ending[:9]}" if dot else visible[:120]


def accept(name: str, content: bytes, kinds: Collection[str] = tuple(MEDIA_TYPES)) -> Upload:
    """The file as it may be stored.

    kinds: which of the six are wanted here
    Raises RuleBroken naming what is wrong. Pictures come back drawn anew, without EXIF or anything hidden behind them.
    """
    if not content:
        raise _refuse("文件是空的", "it is empty", "FILE_EMPTY")
    if len(content) > MAX_BYTES:
        raise _refuse("超过 10 MB", "it is larger than 10 MB", "FILE_SIZE")
    if _EICAR in content:
        raise _refuse("含有病毒特征", "it carries a virus signature", "FILE_VIRUS")
    kind = _kind(name, content)
    if kind not in kinds:
        wanted = "、".join(kinds)
        raise _refuse(f"这里只收 {wanted}", f"only {', '.join(kinds)} can be sent here", "FILE_KIND")
    content = _looked_into(kind, content)
    cleaned = clean_name(name)
    if not cleaned.lower().endswith(f".{kind}"):
        cleaned = f"{cleaned.rpartition('.')[0] or cleaned}.{kind}"
    return Upload(cleaned, kind, MEDIA_TYPES[kind], content, hashlib.sha256(content).hexdigest())


def _looked_into(kind: str, content: bytes) -> bytes:
    """The content to keep, after a real opening."""
    if kind in _PICTURES:
        return _drawn_anew(content, kind)
    if kind == "pdf":
        _check_pdf(content)
    if kind == "xlsx" and "xl/workbook.xml" not in check_archive(BytesIO(content)):
        raise _refuse("这不是 Excel 文件", "this is not an Excel file", "FILE_KIND")
    return content


def _kind(name: str, content: bytes) -> str:
    """The kind by content; it must agree with the ending."""
    ending = name.rpartition(".")[2].lower().replace("jpeg", "jpg")
    found = _by_content(content)
    if found == "text" and ending == "csv":
        return "csv"
    if found != ending:
        shown = ending if ending in MEDIA_TYPES else "?"
        raise _refuse(
            f"内容与扩展名 .{shown} 不符，或不是可收的类型", "its content is not what its name says", "FILE_KIND"
        )
    return found


def _by_content(content: bytes) -> str:
    try:
        best = puremagic.from_string(content[:65_536] + content[-1_024:]).lstrip(".")
    except (puremagic.PureError, ValueError):
        best = ""
    starts = {b"%PDF-": "pdf", b"\x89PNG\r\n\x1a\n": "png", b"\xff\xd8\xff": "jpg", b"PK\x03\x04": "xlsx"}
    for magic, kind in starts.items():
        if content.startswith(magic):
            return kind
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "webp"
    return "text" if best in ("", "csv", "txt") else best


def _drawn_anew(content: bytes, kind: str) -> bytes:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(BytesIO(content), formats=[_PICTURES[kind]]) as picture:
                if picture.width * picture.height > MAX_PIXELS:
                    raise _refuse("图片超过 4000 万像素", "the picture has more than 40 megapixels", "PICTURE_SIZE")
                picture.load()
                fresh = picture.convert("RGBA" if picture.has_transparency_data and kind != "jpg" else "RGB")
                plain = Image.new(fresh.mode, fresh.size)
                plain.paste(fresh)
                out = BytesIO()
                plain.save(out, _PICTURES[kind], **({"quality": 90} if kind != "png" else {}))
                return out.getvalue()
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        raise _refuse("图片超过 4000 万像素", "the picture has more than 40 megapixels", "PICTURE_SIZE") from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError) as error:
        raise _refuse("图片已损坏", "the picture is damaged", "PICTURE_FORM") from error


def _check_pdf(content: bytes) -> None:
    _check_object_streams(content)
    try:
        with pikepdf.open(BytesIO(content)) as pdf:
            pages, attached = len(pdf.pages), set(pdf.attachments)
            acts = {act for thing in pdf.objects for act in _acts(thing)}
    except pikepdf.PasswordError as error:
        raise _refuse("PDF 有密码", "the PDF is protected by a password", "PDF_PASSWORD") from error
    except (pikepdf.PdfError, RuntimeError, ValueError) as error:
        raise _refuse("PDF 已损坏", "the PDF is damaged", "PDF_FORM") from error
    if not 0 < pages <= MAX_PAGES:
        raise _refuse(
            f"PDF 有 {pages} 页，最多 {MAX_PAGES} 页", f"the PDF has {pages} pages of at most 500", "PDF_PAGES"
        )
    if acts:
        found = "、".join(sorted(acts))
        raise _refuse(f"PDF 含有可执行内容 {found}", f"the PDF holds active content {found}", "PDF_ACTIVE")
    if attached - {OWN_ATTACHMENT}:
        raise _refuse("PDF 带有附件", "the PDF carries attachments", "PDF_ATTACHMENT")


def _check_object_streams(content: bytes) -> None:
    """Opening a PDF unpacks its object streams: refuse when one of them unpacks beyond measure."""
    left = MAX_OBJECTS_BYTES
    for found in _OBJECT_STREAM.finditer(content):
        try:
            left -= len(zlib.decompressobj().decompress(content[found.end() :], left + 1))
        except zlib.error:
            continue
        if left < 0:
            raise _refuse("PDF 展开后超过 64 MB", "the PDF unpacks to more than 64 MB", "PDF_SIZE")


def _acts(thing: pikepdf.Object) -> set[str]:
    """The forbidden things an object does, itself or in what is written inside it."""
    acts, waiting = set[str](), [thing]
    while waiting:
        here = waiting.pop()
        if isinstance(here, pikepdf.Array):
            waiting.extend(child for child in here.as_list() if not getattr(child, "is_indirect", True))
        elif isinstance(here, pikepdf.Dictionary | pikepdf.Stream):
            for key, child in here.items():
                if key in _FORBIDDEN or (key == "/S" and str(child) in _FORBIDDEN):
                    acts.add(key if key in _FORBIDDEN else str(child))
                if not getattr(child, "is_indirect", True):
                    waiting.append(child)
    return acts
