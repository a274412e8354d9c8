"""`flask backup` and `flask restore`: the database and every stored file in one tar, each with its fingerprint."""

import fcntl
import hashlib
import json
import os
import sqlite3
import subprocess
import tarfile
import tempfile
from contextlib import closing
from io import BytesIO
from pathlib import Path
from typing import IO, Any

import click
from flask import Flask
from flask.cli import with_appcontext
from sqlalchemy import Engine, inspect, select

from marketplace.kit import clock
from marketplace.kit.db import db, is_sqlite
from marketplace.kit.files import StoredFile, store
from marketplace.kit.transactions import rollback

FORMAT = "jingzhe.backup/1"
MANIFEST, DATABASE = "manifest.json", "database"
CHUNK_BYTES = 1 << 20


class BackupUnusable(click.ClickException):
    """The backup cannot be made or taken back; nothing was changed."""


def copy_sqlite(path: str, target: Path) -> None:
    """A whole copy of a database that is being written to: SQLite's own backup, never a copy of the file."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as source, closing(sqlite3.connect(target)) as copy:
        source.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")


def _postgres(engine: Engine, *command: str) -> None:
    """Run one of PostgreSQL's tools; the password goes in the environment, not in the list of processes."""
    url = engine.url
    address = {
        "PGHOST": url.host or url.query.get("host"),
        "PGPORT": url.port,
        "PGUSER": url.username,
        "PGPASSWORD": url.password,
    }
    given = {name: str(value) for name, value in address.items() if value}
    try:
        done = subprocess.run(command, env={**os.environ, **given}, capture_output=True, text=True, check=False)  # noqa: S603
    except FileNotFoundError as error:
        raise BackupUnusable(f"没有找到 {command[0]} · {command[0]} is not installed") from error
    if done.returncode:
        raise BackupUnusable(done.stderr.strip())


def _dump(engine: Engine, target: Path) -> None:
    if is_sqlite(engine):
        copy_sqlite(str(engine.url.database), target)
    else:
        _postgres(engine, "pg_dump", "--format=custom", "--no-owner", f"--file={target}", str(engine.url.database))


def _digest(file: IO[bytes]) -> str:
    digest = hashlib.sha256()
    while chunk := file.read(CHUNK_BYTES):
        digest.update(chunk)
    return digest.hexdigest()


def _add(archive: tarfile.TarFile, name: str, content: IO[bytes], size: int) -> None:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode, entry.mtime = size, 0o600, int(clock.now().timestamp())
    archive.addfile(entry, content)


def write_backup(target: Path) -> dict[str, Any]:
    """Write the tar beside its place, then move it there. Returns its manifest.

    The database first, then the files: what the copy refers to was on the disk before it was committed.
    """
    engine = db.engine
    draft = target.with_name(f"{target.name}.part")
    with tempfile.TemporaryDirectory(dir=target.parent) as folder:
        dump = Path(folder) / DATABASE
        _dump(engine, dump)
        rollback()
        rows = db.session.execute(select(StoredFile.sha256, StoredFile.size_bytes))
        files = {row.sha256: row.size_bytes for row in rows}
        rollback()
        with dump.open("rb") as file:
            digest = _digest(file)
        manifest = {
            "format": FORMAT,
            "made_at": clock.now().isoformat(timespec="seconds"),
            "engine": engine.dialect.name,
            "database": {"sha256": digest, "size_bytes": dump.stat().st_size},
            "files": files,
        }
        content = json.dumps(manifest, sort_keys=True).encode()
        with draft.open("wb") as out:
            os.fchmod(out.fileno(), 0o600)
            with tarfile.open(fileobj=out, mode="w:gz") as archive, dump.open("rb") as file:
                _add(archive, MANIFEST, BytesIO(content), len(content))
                _add(archive, DATABASE, file, dump.stat().st_size)
                for sha256, size in sorted(files.items()):
                    with store().open(sha256) as stored:
                        _add(archive, f"files/{sha256}", stored, size)
            out.flush()
            os.fsync(out.fileno())
    draft.replace(target)
    return manifest


def _member(archive: tarfile.TarFile, name: str, sha256: str) -> IO[bytes]:
    """One part of the tar, checked against its fingerprint, at its beginning."""
    try:
        part = archive.extractfile(name)
    except KeyError as error:
        raise BackupUnusable(f"备份不完整：缺 {name} · the backup lacks {name}") from error
    if part is None or _digest(part) != sha256:
        raise BackupUnusable(f"备份已损坏：{name} · the backup is damaged at {name}")
    part.seek(0)
    return part


def _read_manifest(archive: tarfile.TarFile) -> dict[str, Any]:
    first = archive.next()
    part = archive.extractfile(first) if first is not None and first.name == MANIFEST else None
    manifest: dict[str, Any] = json.load(part) if part is not None else {}
    if manifest.get("format") != FORMAT:
        raise BackupUnusable("这不是惊蛰的备份 · this is not a backup of Jingzhe")
    if manifest["engine"] != db.engine.dialect.name:
        raise BackupUnusable(f"备份来自 {manifest['engine']} 数据库 · the backup comes from {manifest['engine']}")
    return manifest


def read_backup(source: Path, *, force: bool = False) -> dict[str, Any]:
    """Check the whole tar, then put back the files, then the database.

    force: replace a database that already holds tables
    Raises BackupUnusable, having changed nothing, for a bad tar, a full database or a running server.
    """
    engine = db.engine
    if not force and inspect(engine).get_table_names():
        raise BackupUnusable("数据库不是空的；要替换请加 --force · the database is not empty; replace it with --force")
    try:
        with tarfile.open(source, "r:gz") as archive, tempfile.TemporaryDirectory() as folder:
            manifest = _read_manifest(archive)
            dump = Path(folder) / DATABASE
            dump.write_bytes(_member(archive, DATABASE, manifest["database"]["sha256"]).read())
            for sha256 in manifest["files"]:
                _member(archive, f"files/{sha256}", sha256)
            for sha256 in manifest["files"]:
                store().put(_member(archive, f"files/{sha256}", sha256).read())
            _load(engine, dump)
    except (tarfile.TarError, EOFError, OSError) as error:
        raise BackupUnusable(f"备份读不出来 · the backup cannot be read: {error}") from error
    return manifest


def _load(engine: Engine, dump: Path) -> None:
    rollback()
    db.session.remove()
    engine.dispose()
    if is_sqlite(engine):
        _load_sqlite(Path(str(engine.url.database)), dump)
    else:
        options = ("--clean", "--if-exists", "--no-owner", "--single-transaction", "--exit-on-error")
        _postgres(engine, "pg_restore", *options, f"--dbname={engine.url.database}", str(dump))


def _load_sqlite(path: Path, dump: Path) -> None:
    """Pour the copy into the place of the database while no server holds it."""
    with open(f"{path}.engine-lock", "w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise BackupUnusable("请先停止服务 · stop the server first") from error
        with closing(sqlite3.connect(dump)) as source, closing(sqlite3.connect(path)) as target:
            if source.execute("PRAGMA quick_check").fetchone() != ("ok",):
                raise BackupUnusable("备份里的数据库已损坏 · the database in the backup is damaged")
            source.backup(target)


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@with_appcontext
def backup(file: Path) -> None:
    """Write database and files into FILE (.tar.gz). 备份数据库和文件。"""
    manifest = write_backup(file.absolute())
    click.echo(f"{file}: {len(manifest['files'])} files, database {manifest['database']['size_bytes']} bytes")
    click.echo("KEY_ENCRYPTION_KEY 不在备份里，请另行保管 · the key encryption key is not in it: keep it apart")


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--force", is_flag=True, help="replace a database that already holds tables · 覆盖现有数据库")
@with_appcontext
def restore(file: Path, force: bool) -> None:
    """Bring back what `flask backup` wrote; stop the server first. 恢复备份。"""
    manifest = read_backup(file, force=force)
    click.echo(f"{manifest['made_at']}: {len(manifest['files'])} files · 已恢复")


def init_app(app: Flask) -> None:
    app.cli.add_command(backup)
    app.cli.add_command(restore)
