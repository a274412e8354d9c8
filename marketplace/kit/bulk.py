"""Rows the quickest way: many by one prepared statement on SQLite or COPY on PostgreSQL, one by one INSERT."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import Table, insert, text
from sqlalchemy.orm import make_transient_to_detached
from sqlalchemy.orm.attributes import set_committed_value

from marketplace.kit.db import Row, db, is_sqlite

T = TypeVar("T")


def chunks(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """Lists of `size` items, the last one shorter."""
    source = iter(items)
    while chunk := list(islice(source, size)):
        yield chunk


def one_at_a_time(name: str) -> None:
    """Let other transactions that want the same duty wait until this one ends; on SQLite writers wait anyway."""
    if not is_sqlite(db.engine):
        db.session.execute(text("SELECT pg_advisory_xact_lock(hashtext(:name))"), {"name": name})


def next_ids(table: Table, count: int) -> range | list[int]:
    """`count` unused keys of a table, in the caller's writing transaction."""
    if is_sqlite(db.engine):
        last = db.session.execute(text(f"SELECT coalesce(max(id), 0) FROM {table.name}")).scalar_one()  # noqa: S608
        return range(last + 1, last + 1 + count)
    drawn = text("SELECT nextval(pg_get_serial_sequence(:name, 'id')) FROM generate_series(1, :count)")
    return list(db.session.execute(drawn, {"name": table.name, "count": count}).scalars())


def _plain(value: Any) -> Any:
    """As SQLite keeps it: days and instants are texts there."""
    if isinstance(value, datetime):
        return value.replace(tzinfo=None).isoformat(" ", "microseconds")
    return value.isoformat() if isinstance(value, date) else value


def insert_rows(table: Table, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Insert rows of plain values, in the caller's transaction. Every column without a value must be nullable.

    rows: in the order of `columns`; instants are in UTC
    """
    if not rows:
        return
    names = ", ".join(columns)
    connection = db.session.connection()
    if is_sqlite(db.engine):
        marks = ", ".join("?" * len(columns))
        plain = [tuple(map(_plain, row)) for row in rows]
        connection.exec_driver_sql(f"INSERT INTO {table.name} ({names}) VALUES ({marks})", plain)  # noqa: S608
        return
    raw: Any = connection.connection.driver_connection
    with raw.cursor() as cursor, cursor.copy(f"COPY {table.name} ({names}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def insert_new(row: Row) -> None:
    """Write a new row whose key is known, now, without the unit of work; it is in the session as if read back.

    Columns that were not given get their defaults; what the database fills in is read when asked for.
    Raises IntegrityError as the database does.
    """
    table: Any = type(row).__table__
    given = {column.name: row.__dict__[column.name] for column in table.columns if column.name in row.__dict__}
    written: Any = db.session.connection().execute(insert(table), given).last_inserted_params()
    for name in written.keys() - given.keys():
        set_committed_value(row, name, written[name])
    make_transient_to_detached(row)
    db.session.add(row)
