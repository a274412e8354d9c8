"""Backups of a database that is being written to, and their way back."""

import gzip
from collections.abc import Iterator
from pathlib import Path
from threading import Event, Thread

import pytest
from flask import Flask
from sqlalchemy import func, select

from marketplace.kit import backup, files, jobs
from marketplace.kit.db import db
from marketplace.kit.jobs.engine import Engine
from marketplace.kit.transactions import transaction
from tests.kit.jobs_app import make_database, small_app


def site(folder: Path) -> Flask:
    folder.mkdir(exist_ok=True)
    app = small_app(folder, JOBS_INLINE=True)
    files.init_app(app)
    backup.init_app(app)
    return app


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    app = site(tmp_path / "old")
    make_database(app)
    with app.app_context(), transaction():
        files.keep("合同".encode(), "合同.pdf", "application/pdf", 1, "contract")
        jobs.enqueue("test_timer", "timer:1")
    return app


def say(app: Flask, *words: str) -> tuple[int, str]:
    result = app.test_cli_runner().invoke(args=words)
    return result.exit_code, f"{result.output}{result.exception!r}"


def test_a_backup_comes_back_whole_on_another_machine(app: Flask, tmp_path: Path) -> None:
    tar = tmp_path / "b.tar.gz"
    code, output = say(app, "backup", str(tar))
    assert (code, "1 files" in output) == (0, True)
    assert [path.name for path in tmp_path.iterdir() if "part" in path.name] == []
    assert tar.stat().st_mode & 0o077 == 0
    new = site(tmp_path / "new")
    assert say(new, "restore", str(tar))[0] == 0
    with new.app_context():
        assert db.session.get_one(jobs.Job, "timer:1").is_queued
        assert db.session.scalars(select(files.StoredFile)).one().content().decode() == "合同"


def test_nothing_committed_is_lost_when_the_copy_is_made_while_writing(app: Flask, tmp_path: Path) -> None:
    stop, committed = Event(), []

    def write() -> None:
        with app.app_context():
            while not stop.is_set():
                with transaction():
                    key = jobs.enqueue("test_timer", f"timer:{len(committed) + 2}")
                committed.append(key)

    writer = Thread(target=write, daemon=True)
    writer.start()
    while len(committed) < 20:
        stop.wait(0.01)
    before = len(committed)
    assert say(app, "backup", str(tmp_path / "b.tar.gz"))[0] == 0
    stop.set()
    writer.join()
    new = site(tmp_path / "new")
    assert say(new, "restore", str(tmp_path / "b.tar.gz"))[0] == 0
    with new.app_context():
        assert (db.session.scalar(select(func.count()).select_from(jobs.Job)) or 0) >= before + 1


def test_a_full_database_is_replaced_only_on_demand(app: Flask, tmp_path: Path) -> None:
    tar = str(tmp_path / "b.tar.gz")
    say(app, "backup", tar)
    with app.app_context(), transaction():
        jobs.enqueue("test_timer", "timer:2")
    code, output = say(app, "restore", tar)
    assert (code, "--force" in output) == (1, True)
    assert say(app, "restore", tar, "--force")[0] == 0
    with app.app_context():
        assert db.session.get(jobs.Job, "timer:2") is None


def test_a_damaged_or_foreign_backup_changes_nothing(app: Flask, tmp_path: Path) -> None:
    tar = tmp_path / "b.tar.gz"
    say(app, "backup", str(tar))
    content = gzip.decompress(tar.read_bytes())
    for bad in (content.replace("合同".encode(), "合伙".encode()), content[: len(content) // 2], b"", b"x" * 2048):
        tar.write_bytes(gzip.compress(bad))
        new = site(tmp_path / "new")
        assert say(new, "restore", str(tar))[0] == 1
        with new.app_context():
            assert db.inspect(db.engine).get_table_names() == []
    tar.write_bytes(b"no archive at all")
    assert say(site(tmp_path / "new"), "restore", str(tar))[0] == 1


def test_a_running_server_is_stopped_first(app: Flask, tmp_path: Path) -> None:
    tar = str(tmp_path / "b.tar.gz")
    say(app, "backup", tar)
    engine = Engine(app).start()
    assert engine.ready.wait(10)
    code, output = say(app, "restore", tar, "--force")
    engine.stop()
    assert (code, "stop the server" in output) == (1, True)
