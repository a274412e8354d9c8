"""Looks into a zip file (an .xlsx is one) before anything unpacks it: how much is in it, and whether that is true."""

import zlib
from pathlib import Path
from stat import S_ISLNK
from typing import IO
from zipfile import BadZipFile, ZipFile, ZipInfo

from marketplace.kit.errors import RuleBroken
from marketplace.kit.words import Words

MAX_ENTRIES = 200
MAX_BYTES = 64 * 1024 * 1024
MAX_RATIO = 100
_CHUNK = 1 << 20
_NESTED = (".zip", ".xlsx", ".docx", ".pptx", ".7z", ".rar", ".gz", ".jar", ".exe", ".dll")


def _refuse(zh: str, en: str, code: str) -> RuleBroken:
    return RuleBroken(Words(f"没有读取这个文件：{zh}。", f"The file was not read: {en}."), code=code)


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


def check_archive(source: Path | IO[bytes]) -> frozenset[str]:
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
