"""The database: one session, constraint names, enum columns, row versions, and what differs between engines."""

import fcntl
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from threading import Lock
from typing import Any

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import CheckConstraint, Enum, Integer, MetaData, event
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMING)


db = SQLAlchemy(model_class=Base, session_options={"autoflush": True, "expire_on_commit": False})


class Row(db.Model):  # type: ignore[name-defined, misc]
    """A table with a whole-number key."""

    __abstract__ = True
    id: Mapped[int] = mapped_column(Integer, primary_key=True)


class Versioned(Row):
    """A row that several people may change: of two at once, one gets a refusal."""

    __abstract__ = True
    version: Mapped[int] = mapped_column(Integer, nullable=False, default=1)

    @classmethod
    def __declare_last__(cls) -> None: ...

    __mapper_args__: dict[str, Any] = {}  # noqa: RUF012 - SQLAlchemy's own hook


def enum_column(kind: type[StrEnum], **kwargs: Any) -> Any:
    """A text column that holds one member of `kind` and comes back as that member; the database checks it."""
    return mapped_column(
        Enum(
            kind,
            values_callable=lambda members: [member.value for member in members],
            native_enum=False,
            create_constraint=True,
            validate_strings=True,
            length=32,
            name=kind.__name__.lower(),
        ),
        **kwargs,
    )


def one_of(column: str, values: Iterable[str], name: str) -> CheckConstraint:
    return CheckConstraint(f"{column} in ({', '.join(repr(value) for value in values)})", name=name)


# ── SQLite: durable, one writer at a time, readers never wait ────────────────────────────────────────────────────────

_WRITE_LOCKS: dict[str, Any] = {}
_GUARD = Lock()


def _lock_file(engine: Engine) -> Any:
    """The open lock file of this thread's database; `flock` makes writers queue fairly instead of spinning."""
    path = engine.url.database
    assert path is not None
    return Path(f"{path}.write-lock").open("w")  # noqa: SIM115 - held until the transaction ends


def is_sqlite(connection: Connection | Engine) -> bool:
    return connection.dialect.name == "sqlite"


def prepare_engine(engine: Engine) -> None:
    """Settings of every connection. On SQLite a transaction that writes says so before its first query."""
    if engine.dialect.name != "sqlite":
        return

    @event.listens_for(engine, "connect")
    def _connect(raw: Any, _record: Any) -> None:
        raw.isolation_level = None
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "busy_timeout=10000",
            "foreign_keys=ON",
            "recursive_triggers=ON",
            "trusted_schema=OFF",
            "cache_size=-65536",
            "temp_store=MEMORY",
        ):
            raw.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        if connection.get_execution_options().get("writes"):
            if engine.url.database not in (None, "", ":memory:"):
                lock = _lock_file(engine)
                fcntl.flock(lock, fcntl.LOCK_EX)
                connection.info["write_lock"] = lock
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            connection.exec_driver_sql("BEGIN")

    def _release(connection: Connection) -> None:
        lock = connection.info.pop("write_lock", None)
        if lock is not None:
            lock.close()

    event.listen(engine, "commit", lambda connection: connection.info.update(ending=True))
    event.listen(engine, "rollback", lambda connection: connection.info.update(ending=True))
    event.listen(
        engine.pool, "checkin", lambda _raw, record: (record.info.pop("write_lock", None) or _Nothing()).close()
    )
    del _release


class _Nothing:
    def close(self) -> None: ...
