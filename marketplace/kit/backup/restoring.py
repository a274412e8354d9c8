"""Taking a backup back: the whole archive is checked before anything is touched, and a failure undoes what was done."""

import hashlib
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from flask import current_app
from sqlalchemy import Engine

from marketplace.kit import files
from marketplace.kit.backup import archive, databases
from marketplace.kit.backup.refusals import BackupUnusable, plainly
from marketplace.kit.db import db, is_sqlite
from marketplace.kit.signing import key_mark

MOST_HEADER_BYTES = 64 << 10
MOST_FILE_BYTES = 256 << 20
MANIFEST_BYTES = 1 << 20  # and so many for each file
MANIFEST_BYTES_A_FILE = 200


@dataclass(frozen=True)
class Contents:
    """What an archive that was checked from end to end holds.

    made_at: when, with its zone
    whole:   whether every file that a row names is in it
    files:   SHA-256 → bytes
    """

    made_at: datetime
    whole: bool
    files: dict[str, int]
    lacking: int


@dataclass
class _Room:
    """How many bytes may still be unpacked; None: nobody can say."""

    left: int | None

    @classmethod
    def on(cls, folder: Path | None) -> "_Room":
        if folder is None:
            return cls(None)
        there = next(path for path in (folder, *folder.parents) if path.exists())
        return cls(shutil.disk_usage(there).free)

    def take(self, size: int) -> None:
        if self.left is None:
            return
        if size > self.left:
            raise BackupUnusable(
                f"空间不足：备份展开还要 {size} 字节，只剩 {self.left}",
                f"not enough room: the backup unpacks to {size} more bytes, {self.left} are left",
            )
        self.left -= size


def _text(value: dict[str, Any], name: str) -> str:
    found = value.get(name)
    if not isinstance(found, str):
        raise archive.damaged(archive.HEADER)
    return found


def _header(part: archive.Part | None) -> dict[str, str]:
    if part is None or part.name != archive.HEADER:
        raise archive.foreign()
    value = archive.read_json(part, MOST_HEADER_BYTES)
    if value.get("format") != archive.FORMAT:
        raise archive.foreign()
    return {name: _text(value, name) for name in ("made_at", "engine", "key_mark")}


def _made_at(header: dict[str, str]) -> datetime:
    try:
        return datetime.fromisoformat(header["made_at"])
    except ValueError as error:
        raise archive.damaged(archive.HEADER) from error


def _check_fits(header: dict[str, str], *, despite_key: bool) -> None:
    """Raises BackupUnusable for another kind of database, or a key that would not open the signing keys in it."""
    here = db.engine.dialect.name
    if header["engine"] != here:
        shown = ascii(header["engine"])[:40]
        raise BackupUnusable(f"备份来自 {shown} 数据库，这里是 {here}", f"the backup is of {shown}, this is {here}")
    mine = key_mark(current_app.config["SETTINGS"].key_encryption_key)
    if header["key_mark"] != mine and not despite_key:
        raise BackupUnusable(
            "KEY_ENCRYPTION_KEY 和做备份时的不同，恢复后谁也不能签章。请设回原来的值；找不回来了，才加 --despite-key",
            "KEY_ENCRYPTION_KEY is not the one of the backup; nobody could sign. Set it to what it was, or add "
            "--despite-key if it is lost for good",
        )


def _copy_database(part: archive.Part | None, target: Path, room: _Room) -> tuple[str, int]:
    """Write the copy of the database out; its SHA-256 and size."""
    if part is None or part.name != archive.DATABASE:
        raise archive.damaged(part.name if part else archive.DATABASE)
    room.take(part.size)
    digest = hashlib.sha256()
    with target.open("wb") as out:
        for chunk in part.chunks():
            digest.update(chunk)
            out.write(chunk)
    return digest.hexdigest(), part.size


def _check_file(part: archive.Part, previous: str, room: _Room) -> str:
    """The SHA-256 of a stored file that is what its name says, and comes after the one before."""
    sha256 = part.name.removeprefix(archive.FILES)
    if part.name == sha256 or not files.is_fingerprint(sha256) or sha256 <= previous or part.size > MOST_FILE_BYTES:
        raise archive.damaged(part.name)
    room.take(part.size)
    if part.digest() != sha256:
        raise archive.damaged(part.name)
    return sha256


def _files_and_manifest(parts: Iterator[archive.Part], room: _Room) -> tuple[dict[str, int], dict[str, Any]]:
    met, previous = dict[str, int](), ""
    for part in parts:
        if part.name == archive.MANIFEST:
            manifest = archive.read_json(part, MANIFEST_BYTES + MANIFEST_BYTES_A_FILE * len(met))
            for more in parts:
                raise archive.damaged(more.name)
            return met, manifest
        previous = _check_file(part, previous, room)
        met[previous] = part.size
    raise archive.cut()


def check(source: Path, dump: Path, *, despite_key: bool = False) -> Contents:
    """Read an archive from end to end, and write the copy of the database that is in it to `dump`.

    Raises BackupUnusable for whatever it does not hold together.
    """
    parts = archive.parts(source)
    header = _header(next(parts, None))
    made_at = _made_at(header)
    _check_fits(header, despite_key=despite_key)
    digest, size = _copy_database(next(parts, None), dump, _Room.on(dump.parent))
    met, manifest = _files_and_manifest(parts, _Room.on(files.folder()))
    lacking = manifest.get("lacking")
    if manifest.get("database") != {"sha256": digest, "size_bytes": size} or manifest.get("files") != met:
        raise archive.damaged(archive.MANIFEST)
    if not isinstance(manifest.get("whole"), bool) or not isinstance(lacking, list):
        raise archive.damaged(archive.MANIFEST)
    databases.check_copy(db.engine, dump)
    return Contents(made_at, manifest["whole"], met, len(lacking))


class _Brought:
    """The files that were not there before, taken out again unless everything comes to its end."""

    def __init__(self) -> None:
        self.new: list[str] = []

    def __enter__(self) -> "_Brought":
        return self

    def __exit__(self, kind: type[BaseException] | None, *_rest: object) -> None:
        if kind is not None:
            for sha256 in self.new:
                files.take_back(sha256)

    def bring(self, source: Path, known: dict[str, int]) -> None:
        """Put every file of the archive into the store. Raises BackupUnusable when it is no longer what was checked."""
        for part in archive.parts(source):
            sha256 = part.name.removeprefix(archive.FILES)
            if part.name == sha256:
                continue
            content = part.content(known.get(sha256, 0))
            if files.fingerprint(content) != sha256:
                raise archive.damaged(part.name)
            if files.bring_back(content):
                self.new.append(sha256)


def _work_folder(engine: Engine) -> Path:
    """Where the copy of the database is unpacked: beside the database, or where temporary files go."""
    if not is_sqlite(engine):
        return Path(tempfile.gettempdir())
    folder = Path(str(engine.url.database)).parent
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def read_backup(source: Path, *, force: bool = False, despite_key: bool = False) -> Contents:
    """Check the whole archive, then put back the files, then the database.

    force:       replace a database that already holds tables
    despite_key: take it although its signing keys will not open here
    Raises BackupUnusable, with database and files as they were: for a bad archive, another key, a full database, a
    running server, a full disk, or a database that does not load.
    """
    engine = db.engine
    with plainly("备份没有恢复，一切照旧", "nothing was restored, all is as it was"), databases.stopped(engine):
        if not force and not databases.is_empty(engine):
            raise BackupUnusable(
                "数据库不是空的；要替换请加 --force", "the database is not empty; replace it with --force"
            )
        with tempfile.TemporaryDirectory(dir=_work_folder(engine), prefix=".restore-") as folder:
            dump = Path(folder) / archive.DATABASE
            contents = check(source, dump, despite_key=despite_key)
            with _Brought() as brought:
                brought.bring(source, contents.files)
                databases.load(engine, dump)
    return contents
