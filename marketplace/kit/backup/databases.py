"""A whole copy of a database that is being written to, and the way back; both kinds of database."""

import fcntl
import os
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, inspect, text

from marketplace.kit.backup.refusals import BackupUnusable
from marketplace.kit.db import db, is_sqlite
from marketplace.kit.transactions import rollback

STILL_RUNNING = (
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    " AND backend_type = 'client backend'"
)


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
        raise BackupUnusable(f"没有找到 {command[0]}", f"{command[0]} is not installed") from error
    if done.returncode:
        said = (done.stderr.strip() or str(done.returncode)).partition("\n")[0]
        raise BackupUnusable(f"{command[0]} 没有做成：{said}", f"{command[0]} failed")


@contextmanager
def copied(engine: Engine, target: Path) -> Iterator[Connection]:
    """Write a copy to `target`; inside, the connection sees exactly what is in the copy."""
    if is_sqlite(engine):
        _copy_sqlite(str(engine.url.database), target)
        frozen = create_engine(f"sqlite:///{target}")
        try:
            with frozen.connect() as connection:
                yield connection
        finally:
            frozen.dispose()
        return
    with engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
        for limit in ("statement_timeout", "idle_in_transaction_session_timeout"):
            connection.execute(text(f"SET LOCAL {limit} = 0"))
        snapshot = connection.execute(text("SELECT pg_export_snapshot()")).scalar_one()
        plain = ("--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}")
        _postgres(engine, "pg_dump", *plain, f"--file={target}", str(engine.url.database))
        yield connection


def _copy_sqlite(path: str, target: Path) -> None:
    """SQLite's own backup, never a copy of the file."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as source, closing(sqlite3.connect(target)) as copy:
        source.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")


def check_copy(engine: Engine, copy: Path) -> None:
    """Raises BackupUnusable when this cannot be a copy of a database of this kind."""
    if not is_sqlite(engine):
        _postgres(engine, "pg_restore", "--list", str(copy))
        return
    broken = BackupUnusable("备份里的数据库已损坏", "the database in the backup is damaged")
    try:
        with closing(sqlite3.connect(f"file:{copy}?mode=ro", uri=True)) as source:
            sound = source.execute("PRAGMA quick_check").fetchone() == ("ok",)
    except sqlite3.DatabaseError as error:
        raise broken from error
    if not sound:
        raise broken


@contextmanager
def stopped(engine: Engine) -> Iterator[None]:
    """Nobody else uses the database while this lasts. Raises BackupUnusable when somebody does."""
    rollback()
    db.session.remove()
    engine.dispose()
    if not is_sqlite(engine):
        _check_alone(engine)
        yield
        return
    with open(f"{engine.url.database}.engine-lock", "w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise BackupUnusable("请先停止服务", "stop the server first") from error
        yield


def _check_alone(engine: Engine) -> None:
    with engine.connect() as connection:
        others = connection.execute(text(STILL_RUNNING)).scalar_one()
    engine.dispose()
    if others:
        raise BackupUnusable(
            f"请先停止服务：数据库还有 {others} 个别的连接",
            f"stop the server first: the database has {others} more users",
        )


def is_empty(engine: Engine) -> bool:
    if is_sqlite(engine) and not Path(str(engine.url.database)).exists():
        return True
    return not inspect(engine).get_table_names()


def load(engine: Engine, copy: Path) -> None:
    """Put the copy in the place of the database: whole, or not at all. Raises BackupUnusable or sqlite3.Error."""
    if not is_sqlite(engine):
        whole = ("--clean", "--if-exists", "--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error")
        _postgres(engine, "pg_restore", *whole, f"--dbname={engine.url.database}", str(copy))
        return
    path = Path(str(engine.url.database))
    was_there = path.exists()
    try:
        with closing(sqlite3.connect(copy)) as source, closing(sqlite3.connect(path)) as target:
            source.backup(target)  # one transaction of the target: undone when it does not come to its end
    except (sqlite3.Error, OSError):
        if not was_there:
            path.unlink(missing_ok=True)
        raise
