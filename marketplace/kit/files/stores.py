"""Where the bytes lie: a folder, or an object store, each file under the SHA-256 of what is in it."""

import hashlib
import os
import tempfile
from importlib import import_module
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from marketplace.kit.errors import Missing
from marketplace.kit.words import Words


class StoreUnusable(RuntimeError):
    """The files' address cannot be used, and what to do about it."""


class FileStore(Protocol):
    """Files by content: put twice is put once, and what is there never changes."""

    def put(self, content: bytes) -> str: ...
    def get(self, sha256: str) -> bytes: ...
    def has(self, sha256: str) -> bool: ...
    def open(self, sha256: str) -> BinaryIO: ...


def fingerprint(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def place(sha256: str) -> str:
    """The path of a file inside its store. Raises Missing for what is no fingerprint."""
    if len(sha256) != 64 or not set(sha256) <= set("0123456789abcdef"):
        raise missing(sha256)
    return f"{sha256[:2]}/{sha256[2:4]}/{sha256}"


def missing(sha256: str) -> Missing:
    short = sha256[:12]
    return Missing(Words(f"没有找到文件 {short}…。", f"There is no stored file {short}…."))


class Folder:
    """Files on this machine, each written beside its place, flushed to the disk, then moved there."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def put(self, content: bytes) -> str:
        sha256 = fingerprint(content)
        path = self.root / place(sha256)
        if path.exists():
            return sha256
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
        self._sync(path.parent)
        return sha256

    @staticmethod
    def _sync(folder: Path) -> None:
        """Make the new name itself durable."""
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)

    def get(self, sha256: str) -> bytes:
        with self.open(sha256) as file:
            return file.read()

    def has(self, sha256: str) -> bool:
        return (self.root / place(sha256)).is_file()

    def open(self, sha256: str) -> BinaryIO:
        """The file, open for reading. Raises Missing."""
        try:
            return (self.root / place(sha256)).open("rb")
        except FileNotFoundError as error:
            raise missing(sha256) from error


class Bucket:
    """Files in an object store, reached by fsspec; an object appears there whole or not at all."""

    def __init__(self, url: str) -> None:
        self.system, self.root = _file_system(url)

    def _path(self, sha256: str) -> str:
        return f"{self.root}/{place(sha256)}"

    def put(self, content: bytes) -> str:
        sha256 = fingerprint(content)
        if not self.has(sha256):
            self.system.pipe_file(self._path(sha256), content)
        return sha256

    def get(self, sha256: str) -> bytes:
        try:
            return bytes(self.system.cat_file(self._path(sha256)))
        except FileNotFoundError as error:
            raise missing(sha256) from error

    def has(self, sha256: str) -> bool:
        return bool(self.system.exists(self._path(sha256)))

    def open(self, sha256: str) -> BinaryIO:
        return BytesIO(self.get(sha256))


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
