"""Migrations: our tables only; on SQLite foreign keys rest while a table is rebuilt and are checked after."""

from typing import Any

from alembic import context
from flask import current_app
from sqlalchemy import text
from sqlalchemy.engine import Connection

from marketplace.kit.db import db
from marketplace.kit.jobs import ENGINE_TABLES, prepare_store
from marketplace.kit.moment import Moment

NOT_OURS = ("fts_", "listing_search", "listing_facets", "listing_numbers", "listing_ipc", "search_")
target_metadata = db.metadatas[None]


def include_object(thing: Any, name: str | None, type_: str, _reflected: bool, _compare_to: Any) -> bool:
    """Leave alone what the job engine and the search index keep for themselves."""
    table = name if type_ == "table" else getattr(getattr(thing, "table", None), "name", "")
    return not (table in ENGINE_TABLES or str(table).startswith((*NOT_OURS, "sqlite_")))


def render_item(type_: str, thing: Any, autogen_context: Any) -> str | bool:
    """Our own column types by their short names."""
    if type_ == "type" and isinstance(thing, Moment):
        autogen_context.imports.add("from marketplace.kit.moment import Moment")
        return "Moment()"
    return False


def _configure(**kwargs: Any) -> None:
    context.configure(
        target_metadata=target_metadata,
        include_object=include_object,
        render_as_batch=True,
        compare_type=True,
        render_item=render_item,
        **kwargs,
    )


def _broken_references(connection: Connection) -> list[Any]:
    return list(connection.execute(text("PRAGMA foreign_key_check")))


def _migrate(connection: Connection) -> None:
    _configure(connection=connection)
    with context.begin_transaction():
        context.run_migrations()


def run_online() -> None:
    with db.engine.connect() as connection:
        if connection.dialect.name != "sqlite":
            _migrate(connection)
            connection.commit()
            return
        raw = connection.connection.driver_connection
        assert raw is not None
        raw.execute("PRAGMA foreign_keys=OFF")
        _migrate(connection)
        if _broken_references(connection):
            raise RuntimeError("the migration left rows that point to nothing")
        connection.commit()
        raw.execute("PRAGMA foreign_keys=ON")


run_online()
if not current_app.config["JOBS_INLINE"]:
    prepare_store(db.engine.url.render_as_string(hide_password=False))
