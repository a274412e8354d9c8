"""The schema: one head, up and down with rows in between, the same as the models, its locks in place."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import downgrade, upgrade

from marketplace.config import ROOT
from marketplace.kit.db import db, is_sqlite
from marketplace.kit.jobs import ENGINE_TABLES

SCRIPTS = ScriptDirectory(str(ROOT / "migrations"))
REVISIONS = [script.revision for script in reversed(list(SCRIPTS.walk_revisions()))]
VALUES: dict[type, Any] = {
    sa.Boolean: True,
    sa.JSON: {},
    sa.LargeBinary: b"x",
    sa.Date: date(2026, 11, 24),
    sa.DateTime: datetime(2026, 11, 24, tzinfo=UTC),
    sa.Integer: 1,
    sa.Numeric: 1,
    sa.String: "x",
}
LOCKS = {
    "sqlite": {("steps_taken", "steps_taken_no_delete"), ("steps_taken", "steps_taken_no_update")},
    "postgresql": {("steps_taken", "steps_taken_no_change"), ("steps_taken", "steps_taken_no_truncate")},
}


def value_for(column: sa.Column[Any]) -> Any:
    if isinstance(column.type, sa.Enum):
        return column.type.enums[0] if column.type.enum_class is None else next(iter(column.type.enum_class))
    kind = getattr(column.type, "impl", column.type)
    return next(value for type_, value in VALUES.items() if isinstance(kind, type_))


def fill() -> list[str]:
    """One row in every table of ours, each pointing to the first row of those it refers to."""
    tables = db.metadata.sorted_tables
    with db.engine.begin() as connection:
        for table in tables:
            connection.execute(table.insert().values({column: value_for(column) for column in table.columns}))
    return [table.name for table in tables]


def standing() -> set[str]:
    """Our tables that there are now."""
    return set(sa.inspect(db.engine).get_table_names()) & {table.name for table in db.metadata.sorted_tables}


def rows_of(tables: set[str]) -> dict[str, int]:
    with db.engine.connect() as connection:
        return {name: connection.scalar(sa.select(sa.func.count()).select_from(sa.table(name))) or 0 for name in tables}


def locks() -> set[tuple[str, str]]:
    sqlite = "SELECT tbl_name, name FROM sqlite_master WHERE type = 'trigger'"
    postgres = "SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE NOT tgisinternal"
    with db.engine.connect() as connection:
        found = connection.execute(sa.text(sqlite if is_sqlite(connection) else postgres))
        return {(table, name) for table, name in found if table not in ENGINE_TABLES}


@pytest.fixture
def database(own_app: Flask) -> Iterator[Flask]:
    with own_app.app_context():
        yield own_app


def test_there_is_one_head_and_its_name_fits() -> None:
    assert len(SCRIPTS.get_heads()) == 1
    assert [name for name in REVISIONS if len(name) > 32 or not re.match(r"\d{4}_[a-z0-9_]+$", name)] == []
    assert [path.stem for path in sorted(Path(SCRIPTS.versions).glob("0*.py"))] == REVISIONS


@pytest.mark.own_database
def test_each_step_down_and_up_again_keeps_the_rows_of_the_others(database: Flask) -> None:
    assert set(fill()) == standing()
    full, below = standing(), [None, *REVISIONS]
    for at in range(len(REVISIONS) - 1, 0, -1):
        downgrade(revision=below[at])
        others = dict.fromkeys(standing(), 1)
        assert rows_of(standing()) == others, f"{REVISIONS[at]} down"
        upgrade(revision=REVISIONS[at])
        assert others.items() <= rows_of(standing()).items(), f"{REVISIONS[at]} up"
        downgrade(revision=below[at])
        assert rows_of(standing()) == others, f"{REVISIONS[at]} down again"
    downgrade(revision="base")
    assert standing() == set()
    assert locks() == set()
    upgrade()
    assert set(fill()) == full
    assert rows_of(full) == dict.fromkeys(full, 1)


@pytest.mark.own_database
def test_the_migrated_schema_is_that_of_the_models(database: Flask) -> None:
    result = database.test_cli_runner().invoke(args=["db", "check"])
    assert result.exit_code == 0, result.output[-2000:]


@pytest.mark.own_database
def test_every_state_a_row_may_have_is_one_the_code_knows(database: Flask) -> None:
    checked, inspector = 0, sa.inspect(db.engine)
    for table in db.metadata.sorted_tables:
        checks = {check["name"]: check["sqltext"] for check in inspector.get_check_constraints(table.name)}
        for column in table.columns:
            if isinstance(column.type, sa.Enum):
                name = f"ck_{table.name}_{column.type.name}"
                assert set(re.findall(r"'([^']*)'", checks[name])) == set(column.type.enums), name
                assert column.name in checks[name], name
                checked += 1
    assert checked >= 10


@pytest.mark.own_database
def test_the_locks_stand_on_the_migrated_database(database: Flask) -> None:
    assert locks() == LOCKS[db.engine.dialect.name]


@pytest.mark.own_database
@pytest.mark.parametrize("verb", ["UPDATE steps_taken SET reason = ''", "DELETE FROM steps_taken"])
def test_a_lock_holds_for_rows_that_were_there_before(database: Flask, verb: str) -> None:
    fill()
    with db.engine.connect() as connection, pytest.raises(sa.exc.DBAPIError, match="append-only"):
        connection.execute(sa.text(verb))
