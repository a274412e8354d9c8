"""Law: one door leads to the store, and every column that names a file says so."""

import ast
from pathlib import Path

import sqlalchemy as sa
from flask import Flask

from marketplace.kit import files
from marketplace.kit.db import db
from tests.test_house import ROOT, tracked

INSIDE = "marketplace/kit/files/"
FOR_BACKUPS = frozenset({"bring_back", "take_back", "walk"})
FOR_START_UP = frozenset({"init_app", "open_store"})
HASHES_OF_NO_FILE = frozenset(
    {
        "deals.terms_hash",
        "email_codes.code_hash",
        "invitations.token_hash",
        "known_devices.token_hash",
        "listing_versions.terms_hash",
        "patents.row_hash",
        "steps_taken.hash",
        "steps_taken.previous_hash",
        "user_sessions.token_hash",
    }
)
TEXTS_AS_LONG_AS_A_HASH = frozenset(
    {
        "jobs.kind",
        "jobs.subject_id",
        "jobs.subject_kind",
        "leases.name",
        "signatures.certificate_serial",
        "stored_files.purpose",
    }
)
JSON_WITHOUT_FILES = frozenset(
    {
        "deals.notice",
        "deals.terms",
        "invitations.role_names",
        "jobs.payload",
        "listing_versions.terms",
        "listings.acts",
        "listings.conditions",
        "listings.fee_plan",
        "steps_taken.facts",
        "users.former_hashes",
        "users.role_names",
    }
)


def code() -> list[tuple[str, ast.Module]]:
    """Every module outside the door's own package."""
    paths = [(str(path.relative_to(ROOT)), path) for path in tracked("marketplace/**/*.py", "marketplace/*.py")]
    return [(name, ast.parse(path.read_text(encoding="utf-8"))) for name, path in paths if not name.startswith(INSIDE)]


def imported_from_inside(tree: ast.Module) -> set[str]:
    """What a module takes from below the door, rather than through it."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("marketplace.kit.files."):
            found.add(node.module or "")
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names if alias.name.startswith("marketplace.kit.files.")}
    return found


def taken_from_the_door(tree: ast.Module) -> set[str]:
    """files.<name>, and names imported from marketplace.kit.files."""
    found = {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "files"
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "marketplace.kit.files":
            found |= {alias.name for alias in node.names}
    return found


def words_of(tree: ast.Module) -> set[str]:
    return {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def test_nobody_goes_past_the_door() -> None:
    assert {name: inside for name, tree in code() if (inside := imported_from_inside(tree))} == {}
    keys = [name for name, tree in code() if {"file_store", "stored_files"} & words_of(tree)]
    assert keys == [], "neither the store nor its table is reached by name"


def test_what_only_backups_need_only_backups_use() -> None:
    used = {name: taken_from_the_door(tree) & FOR_BACKUPS for name, tree in code()}
    assert {name for name, names in used.items() if names} <= {
        "marketplace/kit/backup/making.py",
        "marketplace/kit/backup/restoring.py",
    }
    opened = {name for name, tree in code() if taken_from_the_door(tree) & FOR_START_UP}
    assert opened <= {"marketplace/app.py"}


def test_where_the_files_lie_is_read_at_the_door_alone() -> None:
    readers = [name for name, tree in code() if "FILES_URL" in words_of(tree)]
    assert readers == [], "the settings name it; nobody but the door opens that folder"


def _columns() -> dict[str, sa.Column[object]]:
    return {f"{table.name}.{column.name}": column for table in db.metadata.sorted_tables for column in table.columns}


def test_every_column_that_may_name_a_file_says_whether_it_does(app: Flask) -> None:
    declared = {f"{column.table.name}.{column.name}" for column in files.file_columns()}
    as_long = {
        name for name, column in _columns().items() if isinstance(column.type, sa.String) and column.type.length == 64
    }
    lists = {name for name, column in _columns().items() if isinstance(column.type, sa.JSON)}
    assert as_long - declared == HASHES_OF_NO_FILE | TEXTS_AS_LONG_AS_A_HASH
    assert lists - declared == JSON_WITHOUT_FILES
    called = {name for name in _columns() if "sha256" in name or name.endswith(("_file", ".file"))}
    assert called - declared == set()
    assert len(declared) >= 13


def test_a_name_stands_beside_each_file_that_somebody_brought(app: Flask) -> None:
    """What a file is called is the business of the row that refers to it, never of the content."""
    tables = {table.name: set(table.columns.keys()) for table in db.metadata.sorted_tables}
    assert "name" not in tables["stored_files"]
    brought = {
        "deals": "voucher",
        "encumbrances": "consent",
        "listings": "announcement",
        "evaluation_reports": "file",
        "listing_consents": "file",
        "patent_imports": "file",
    }
    for table, what in brought.items():
        assert {f"{what}_name"} <= tables[table], table


def test_the_door_of_this_house_is_where_the_law_looks() -> None:
    assert (Path(ROOT) / INSIDE / "door.py").exists()
    assert len(code()) > 200
