"""Looks into a zip file (an .xlsx is one) before anything unpacks it: how much is in it, and whether that is true."""

import zlib
from stat import S_ISLNK
from typing import IO
from zipfile import BadZipFile, ZipFile, ZipInfo

from marketplace.kit.errors import RuleBroken
from marketplace.kit.reading.complaint import Complaint
from marketplace.kit.reading.virus import has_mark
from marketplace.kit.words import Words

MAX_ENTRIES = 200
MAX_BYTES = 64 * 1024 * 1024
MAX_RATIO = 100
_CHUNK = 1 << 20
RATIO_FROM_BYTES = 1 << 20  # small parts of a workbook may shrink as they like
WORKBOOK_PARTS = frozenset({"[Content_Types].xml", "xl/workbook.xml"})
_MACROS = "vbaproject.bin"
_NESTED = (".zip", ".xlsx", ".docx", ".pptx", ".7z", ".rar", ".gz", ".jar", ".exe", ".dll")


def _refuse(zh: str, en: str, code: str) -> RuleBroken:
    cure = Words("请在 Excel 里另存为普通 .xlsx 再传。", "Save it as a plain .xlsx in Excel and send that.")
    return RuleBroken(Words(f"没有读取这个文件：{zh}。", f"The file was not read: {en}."), code=code, cure=cure)


def _escapes(entry: ZipInfo) -> bool:
    name = entry.orig_filename.replace("\\", "/")
    return name.startswith("/") or ":" in name or ".." in name.split("/") or S_ISLNK(entry.external_attr >> 16)


def _check_directory(entries: list[ZipInfo]) -> None:
    if len(entries) > MAX_ENTRIES:
        raise _refuse(f"里面超过 {MAX_ENTRIES} 个条目", f"it holds more than {MAX_ENTRIES} entries", "ARCHIVE_ENTRIES")
    inflated, packed = sum(e.file_size for e in entries), sum(e.compress_size for e in entries)
    if inflated > MAX_BYTES:
        raise _refuse("展开后超过 64 MB", "it unpacks to more than 64 MB", "ARCHIVE_SIZE")
    if inflated > MAX_RATIO * max(packed, 1):
        raise _refuse("压缩比超过 100 倍", "it is packed more than a hundredfold", "ARCHIVE_RATIO")
    if any(e.flag_bits & 1 for e in entries):
        raise _refuse("文件有密码", "it is protected by a password", "ARCHIVE_PASSWORD")
    if any(_escapes(e) for e in entries):
        raise _refuse("里面有越出文件夹的路径", "a path in it leads out of its folder", "ARCHIVE_PATH")
    if any(e.filename.lower().endswith(_NESTED) for e in entries):
        raise _refuse("里面还有压缩包或程序", "it holds another archive or a program", "ARCHIVE_NESTED")
    if len({e.filename for e in entries}) < len(entries):
        raise _refuse("里面有重名条目", "two entries have the same name", "ARCHIVE_FORM")


def check_archive(source: IO[bytes]) -> frozenset[str]:
    """The names in a zip file that is safe to unpack: read once in small pieces, so a lying directory is found out.

    Raises RuleBroken: ARCHIVE_FORM, _ENTRIES, _SIZE, _RATIO, _PASSWORD, _PATH, _NESTED.
    """
    try:
        with ZipFile(source) as archive:
            entries = archive.infolist()
            _check_directory(entries)
            for entry in entries:
                with archive.open(entry) as file:
                    while file.read(_CHUNK):
                        pass
            return frozenset(entry.filename for entry in entries)
    except (BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError) as error:
        raise _refuse("文件已损坏", "it is damaged", "ARCHIVE_FORM") from error


def judge_workbook(file: IO[bytes]) -> None:
    """The directory of an .xlsx first, then every part is unpacked once, counting, and thrown away.

    Raises Complaint: TABLE_TOO_LARGE_INSIDE, TABLE_UNSAFE, FILE_NOT_WHAT_IT_SAYS, FILE_DANGEROUS, FILE_DAMAGED.
    """
    try:
        with ZipFile(file) as archive:
            entries = archive.infolist()
            _judge_directory(entries)
            for entry in entries:
                _judge_part(archive, entry)
    except (BadZipFile, zlib.error, EOFError, NotImplementedError, OSError) as error:
        raise Complaint("FILE_DAMAGED") from error


def _judge_directory(entries: list[ZipInfo]) -> None:
    inflated = sum(entry.file_size for entry in entries)
    if len(entries) > MAX_ENTRIES or inflated > MAX_BYTES or any(map(_swells, entries)):
        raise Complaint("TABLE_TOO_LARGE_INSIDE")
    if any(map(_is_unsafe, entries)):
        raise Complaint("TABLE_UNSAFE")
    if not {entry.filename for entry in entries} >= WORKBOOK_PARTS:
        raise Complaint("FILE_NOT_WHAT_IT_SAYS")


def _swells(entry: ZipInfo) -> bool:
    return entry.file_size > RATIO_FROM_BYTES and entry.file_size > MAX_RATIO * max(entry.compress_size, 1)


def _is_unsafe(entry: ZipInfo) -> bool:
    name = entry.filename.lower()
    return bool(entry.flag_bits & 1) or _escapes(entry) or name.endswith((*_NESTED, _MACROS))


def _judge_part(archive: ZipFile, entry: ZipInfo) -> None:
    """Its real size and check sum must be those the directory promised."""
    with archive.open(entry) as part:
        seen = 0
        while chunk := part.read(_CHUNK):
            seen += len(chunk)
            if has_mark(chunk):
                raise Complaint("FILE_DANGEROUS")
    if seen != entry.file_size:
        raise Complaint("FILE_DAMAGED")
