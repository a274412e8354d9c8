"""The database: one session, constraint names, enum columns, row versions, and what differs between engines."""

import fcntl
from contextvars import ContextVar
from enum import StrEnum
from io import TextIOWrapper
from itertools import count
from time import monotonic
from typing import Any

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Enum, Integer, MetaData, event, text
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMING)


db = SQLAlchemy(model_class=Base, session_options={"expire_on_commit": False})


class Row(db.Model):  # type: ignore[name-defined, misc]
    """A table with a whole-number key."""

    __abstract__ = True
    id: Mapped[int] = mapped_column(Integer, primary_key=True)


class Versioned(Row):
    """A row that several people may change: of two at once, one is refused."""

    __abstract__ = True
    version: Mapped[int] = mapped_column(Integer, nullable=False, default=1)

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805 - SQLAlchemy hands the class in
        return {"version_id_col": cls.version}


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


def is_sqlite(bind: Connection | Engine) -> bool:
    return bind.dialect.name == "sqlite"


# ── SQLite: durable, one writer at a time, readers never wait ───────────────────────────────────────────────────────

writes: ContextVar[bool] = ContextVar("writes", default=False)  # set by kit/transactions before the first query
_held: ContextVar[TextIOWrapper | None] = ContextVar("held", default=None)

PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "busy_timeout=10000",
    "wal_autocheckpoint=8000",  # pages, 32 MB: whoever commits then carries the log over, while others wait
    "foreign_keys=ON",
    "recursive_triggers=ON",
    "trusted_schema=OFF",
    "cache_size=-65536",
    "temp_store=MEMORY",
)


def take_write_lock(engine: Engine) -> None:
    """Queue behind other writers of this database: SQLite's own waiting is unfair, a file lock is not."""
    path = engine.url.database
    if path in (None, "", ":memory:") or _held.get() is not None:
        return
    lock = open(f"{path}.write-lock", "w")  # noqa: SIM115 - held until release_write_lock
    fcntl.flock(lock, fcntl.LOCK_EX)
    _held.set(lock)


def release_write_lock() -> None:
    lock = _held.get()
    if lock is not None:
        _held.set(None)
        lock.close()


RESTED = "rested since"
REST_SECONDS = 5.0


def _wake_gently(engine: Engine) -> None:
    """A connection that has rested is asked whether it still lives before it is used; one in steady use is not:
    a question of that kind costs as much as a real one."""

    @event.listens_for(engine, "checkin")
    def _rest(_raw: Any, record: Any) -> None:
        record.info[RESTED] = monotonic()

    @event.listens_for(engine, "checkout")
    def _wake(raw: Any, record: Any, _fairy: Any) -> None:
        if monotonic() - record.info.get(RESTED, monotonic()) < REST_SECONDS:
            return
        try:
            engine.dialect.do_ping(raw)
        except engine.dialect.loaded_dbapi.Error as error:
            raise InvalidatePoolError from error


def prepare_engine(engine: Engine) -> None:
    """Settings of every connection; on SQLite a transaction that writes says so before its first query."""
    _wake_gently(engine)
    if not is_sqlite(engine):
        return

    @event.listens_for(engine, "connect")
    def _connect(raw: Any, _record: Any) -> None:
        raw.isolation_level = None
        for pragma in PRAGMAS:
            raw.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        if writes.get():
            take_write_lock(engine)
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            connection.exec_driver_sql("BEGIN")
        connection.info[CHANGES] = _raw(connection).total_changes


# ── Whether anything was committed since ────────────────────────────────────────────────────────────────────────────

CHANGES = "changes at the beginning"
PLACE = "place"
_places = count(1)


def _raw(connection: Connection) -> Any:
    return connection.connection.driver_connection


def database_mark(connection: Connection) -> tuple[str, str] | None:
    """(place, mark): while a place gives the same mark, nothing at all has been committed to the database.

    On SQLite each connection is a place and counts for itself, on PostgreSQL all see the same.
    Returns None in a transaction that has written: what it sees may be undone.
    """
    if not is_sqlite(connection):
        asked = text("SELECT CAST(pg_current_snapshot() AS text), pg_current_xact_id_if_assigned() IS NULL")
        snapshot, only_reads = connection.execute(asked).one()
        return ("server", snapshot) if only_reads else None
    changes = _raw(connection).total_changes
    if connection.info.get(CHANGES) != changes:
        return None
    place = connection.info.setdefault(PLACE, str(next(_places)))
    return place, f"{connection.exec_driver_sql('PRAGMA data_version').scalar()}-{changes}"


def append_only(connection: Connection, table: str) -> None:
    """Make a table refuse every change of what stands in it (the hash chain is the proof, this is the lock)."""
    if is_sqlite(connection):
        for verb in ("UPDATE", "DELETE"):
            connection.execute(
                text(
                    f"CREATE TRIGGER IF NOT EXISTS {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
                )
            )
        return
    connection.execute(
        text(
            "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"
        )
    )
    connection.execute(
        text(
            f"CREATE OR REPLACE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
    )
    connection.execute(
        text(
            f"CREATE OR REPLACE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
    )
