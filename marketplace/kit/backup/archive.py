"""The archive: plain files in a gzipped tar, in one order, each of which can be checked as it passes.

jingzhe.json   format, when and from which kind of database it was made, the mark of the key
database       a whole copy of the database
files/<sha256> each stored file, in order
manifest.json  what the archive holds, and whether that is everything: it comes last, so that a cut archive has none

Reading trusts nothing: headers are taken one by one, so that no link, folder or long name is ever followed or built.
"""

import gzip
import hashlib
import json
import tarfile
import zlib
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import IO, Any, Self

from marketplace.kit import clock
from marketplace.kit.backup.refusals import BackupUnusable

FORMAT = "jingzhe.backup/2"
HEADER, DATABASE, FILES, MANIFEST = "jingzhe.json", "database", "files/", "manifest.json"
CHUNK_BYTES = 1 << 20
BLOCK_BYTES = tarfile.BLOCKSIZE
MOST_PADDING_BYTES = 4 * tarfile.RECORDSIZE


def damaged(where: str) -> BackupUnusable:
    shown = ascii(where)[:100]
    return BackupUnusable(f"备份已损坏：{shown}", f"the backup is damaged at {shown}")


def cut() -> BackupUnusable:
    return BackupUnusable("备份不完整，后面被截断了", "the backup is cut off")


def foreign() -> BackupUnusable:
    return BackupUnusable("这不是惊蛰的备份", "this is not a backup of Jingzhe")


def digest_of(file: IO[bytes]) -> str:
    """SHA-256 of the rest of a file."""
    return hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]


class Writer:
    """Writes the parts one after another."""

    def __init__(self, out: IO[bytes]) -> None:
        self._tar = tarfile.open(fileobj=out, mode="w:gz", format=tarfile.GNU_FORMAT, compresslevel=6)  # noqa: SIM115
        self._at = int(clock.now().timestamp())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._tar.close()

    def add(self, name: str, content: IO[bytes], size: int) -> None:
        entry = tarfile.TarInfo(name)
        entry.size, entry.mode, entry.mtime = size, 0o600, self._at
        self._tar.addfile(entry, content)

    def add_bytes(self, name: str, content: bytes) -> None:
        self.add(name, BytesIO(content), len(content))

    def add_json(self, name: str, value: dict[str, Any]) -> None:
        self.add_bytes(name, json.dumps(value, sort_keys=True, ensure_ascii=False).encode())


class _Stream:
    """The unpacked tar, read exactly."""

    def __init__(self, packed: gzip.GzipFile) -> None:
        self._packed = packed

    def some(self, most: int) -> bytes:
        try:
            return self._packed.read(most)
        except EOFError as error:
            raise cut() from error
        except (gzip.BadGzipFile, zlib.error) as error:
            raise damaged(str(error)) from error

    def exactly(self, size: int) -> bytes:
        content = self.some(size)
        while len(content) < size:
            more = self.some(size - len(content))
            if not more:
                raise cut()
            content += more
        return content


class Part:
    """One file of the archive, to be read before the next one is asked for."""

    def __init__(self, name: str, size: int, stream: _Stream) -> None:
        self.name, self.size, self._stream, self._left = name, size, stream, size

    def chunks(self) -> Iterator[bytes]:
        """The rest of it, a chunk at a time."""
        while self._left:
            chunk = self._stream.exactly(min(CHUNK_BYTES, self._left))
            self._left -= len(chunk)
            yield chunk

    def content(self, most: int) -> bytes:
        """All of it. Raises BackupUnusable beyond `most` bytes, before anything is read."""
        if self.size > most:
            raise BackupUnusable(
                f"备份里的 {ascii(self.name)[:100]} 有 {self.size} 字节，太大",
                f"{ascii(self.name)[:100]} in the backup is too large, {self.size} bytes",
            )
        return b"".join(self.chunks())

    def digest(self) -> str:
        """SHA-256 of the rest of it."""
        digest = hashlib.sha256()
        for chunk in self.chunks():
            digest.update(chunk)
        return digest.hexdigest()

    def finish(self) -> None:
        """Pass over what nobody read, and what fills the last block."""
        for _chunk in self.chunks():
            pass
        self._stream.exactly(-self.size % BLOCK_BYTES)


def _next_part(stream: _Stream) -> Part | None:
    block = stream.exactly(BLOCK_BYTES)
    if not block.strip(b"\0"):
        return None
    try:
        entry = tarfile.TarInfo.frombuf(block, "utf-8", "strict")
    except (tarfile.TarError, ValueError) as error:
        raise damaged("tar") from error
    if entry.type not in (tarfile.REGTYPE, tarfile.AREGTYPE) or entry.size < 0:
        raise damaged(entry.name)
    return Part(entry.name, entry.size, stream)


def parts(source: Path) -> Iterator[Part]:
    """The parts of an archive in their order. Raises BackupUnusable where it is cut, damaged, or no such archive."""
    with source.open("rb") as file:
        if file.read(2) != b"\x1f\x8b":
            raise foreign()
        file.seek(0)
        with gzip.GzipFile(fileobj=file) as packed:
            stream = _Stream(packed)
            while (part := _next_part(stream)) is not None:
                yield part
                part.finish()
            _check_end(stream)


def _check_end(stream: _Stream) -> None:
    """Nothing but zeros follows the last part."""
    rest = stream.some(MOST_PADDING_BYTES)
    while len(rest) < MOST_PADDING_BYTES and (more := stream.some(MOST_PADDING_BYTES - len(rest))):
        rest += more
    if len(rest) >= MOST_PADDING_BYTES or rest.strip(b"\0"):
        raise damaged("end")


def read_json(part: Part, most: int) -> dict[str, Any]:
    """A part that is one JSON object. Raises BackupUnusable for anything else."""
    try:
        value = json.loads(part.content(most))
    except (ValueError, RecursionError) as error:
        raise damaged(part.name) from error
    if not isinstance(value, dict):
        raise damaged(part.name)
    return value
