"""Where the bytes lie: a folder, or an object store, each file under the SHA-256 of what is in it."""

import hashlib
import os
import tempfile
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol

from marketplace.kit.errors import Missing
from marketplace.kit.storage import needing_room
from marketplace.kit.words import Words

HEX = frozenset("0123456789abcdef")


class StoreUnusable(RuntimeError):
    """The files' address cannot be used, and what to do about it."""


class FileStore(Protocol):
    """Files by content: put twice is put once, and what is there never changes.

    put:    bytes that lie damaged under the same name are replaced; raises StorageFull
    get:    as they lie there, whole or not; raises Missing
    size:   in bytes; raises Missing
    walk:   every fingerprint there is, in order
    remove: only for what a restore that failed had brought
    """

    def put(self, content: bytes) -> str: ...
    def get(self, sha256: str) -> bytes: ...
    def has(self, sha256: str) -> bool: ...
    def size(self, sha256: str) -> int: ...
    def walk(self) -> Iterator[str]: ...
    def remove(self, sha256: str) -> None: ...
    def folder(self) -> Path | None: ...


def fingerprint(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def is_fingerprint(name: str) -> bool:
    return len(name) == 64 and set(name) <= HEX


def place(sha256: str) -> str:
    """The path of a file inside its store. Raises Missing for what is no fingerprint."""
    if not is_fingerprint(sha256):
        raise missing(sha256)
    return f"{sha256[:2]}/{sha256[2:4]}/{sha256}"


def missing(sha256: str) -> Missing:
    short = sha256[:12]
    return Missing(Words(f"没有找到文件 {short}…。", f"There is no stored file {short}…."))


def _sync(folder: Path) -> None:
    """Make the names in a folder themselves durable."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


class Folder:
    """Files on this machine, each written beside its place, flushed to the disk, then moved there."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def folder(self) -> Path:
        return self.root

    def put(self, content: bytes) -> str:
        sha256 = fingerprint(content)
        path = self.root / place(sha256)
        with needing_room():
            if not path.exists() or fingerprint(path.read_bytes()) != sha256:
                self._write(path, content)
        return sha256

    def _write(self, path: Path, content: bytes) -> None:
        made = [folder for folder in (path.parent, path.parent.parent, self.root) if not folder.exists()]
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, draft = tempfile.mkstemp(dir=path.parent, prefix=".draft-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            Path(draft).chmod(0o440)
            Path(draft).replace(path)
        finally:
            Path(draft).unlink(missing_ok=True)
        for folder in (path.parent, *(one.parent for one in made)):
            _sync(folder)

    def get(self, sha256: str) -> bytes:
        try:
            return (self.root / place(sha256)).read_bytes()
        except FileNotFoundError as error:
            raise missing(sha256) from error

    def has(self, sha256: str) -> bool:
        return (self.root / place(sha256)).is_file()

    def size(self, sha256: str) -> int:
        try:
            return (self.root / place(sha256)).stat().st_size
        except FileNotFoundError as error:
            raise missing(sha256) from error

    def walk(self) -> Iterator[str]:
        for path in sorted(self.root.glob("??/??/*")):
            if is_fingerprint(path.name) and path == self.root / place(path.name):
                yield path.name

    def remove(self, sha256: str) -> None:
        (self.root / place(sha256)).unlink(missing_ok=True)


class Bucket:
    """Files in an object store, reached by fsspec; an object appears there whole or not at all."""

    def __init__(self, url: str) -> None:
        self.system, self.root = _file_system(url)

    def folder(self) -> None:
        """An object store has no disk that could be full."""

    def _path(self, sha256: str) -> str:
        return f"{self.root}/{place(sha256)}"

    def put(self, content: bytes) -> str:
        sha256 = fingerprint(content)
        with needing_room():
            if not self.has(sha256) or fingerprint(self.get(sha256)) != sha256:
                self.system.pipe_file(self._path(sha256), content)
        return sha256

    def get(self, sha256: str) -> bytes:
        try:
            return bytes(self.system.cat_file(self._path(sha256)))
        except FileNotFoundError as error:
            raise missing(sha256) from error

    def has(self, sha256: str) -> bool:
        return bool(self.system.exists(self._path(sha256)))

    def size(self, sha256: str) -> int:
        try:
            return int(self.system.size(self._path(sha256)))
        except FileNotFoundError as error:
            raise missing(sha256) from error

    def walk(self) -> Iterator[str]:
        names = (str(path).rpartition("/")[2] for path in self.system.find(self.root))
        yield from sorted(name for name in names if is_fingerprint(name))

    def remove(self, sha256: str) -> None:
        if self.has(sha256):
            self.system.rm_file(self._path(sha256))


def _file_system(url: str) -> tuple[Any, str]:
    scheme = url.partition("://")[0]
    wanted = ("fsspec", "s3fs") if scheme == "s3" else ("fsspec",)
    absent = [name for name in wanted if find_spec(name) is None]
    if absent:
        raise StoreUnusable(
            f"FILES_URL={scheme}://… 需要 {'、'.join(absent)}：pip install 'jingzhe[s3]'。 "
            f"FILES_URL={scheme}://… needs {', '.join(absent)}: pip install 'jingzhe[s3]'."
        )
    system, root = import_module("fsspec").core.url_to_fs(url)
    return system, str(root).rstrip("/")


def open_store(url: str) -> FileStore:
    """The store at `url`: a folder, file:///folder, or s3://bucket/prefix.

    Raises StoreUnusable, one line, when an object store's client is not installed.
    """
    if "://" in url and not url.startswith("file://"):
        return Bucket(url)
    return Folder(Path(url.removeprefix("file://")))
