"""Backups of a machine that is being written to: whole, or not called so."""

import errno
import json
from collections.abc import Iterator
from pathlib import Path
from threading import Event, Thread

import pytest
from flask import Flask
from sqlalchemy import func, select

from marketplace.kit import files, jobs
from marketplace.kit.db import db
from marketplace.kit.files.models import StoredFile
from marketplace.kit.transactions import transaction
from tests.kit.backups import CONTRACT, SIGNED, parts_of, say, site, with_files
from tests.kit.stored import place_of, spoil


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    return with_files(tmp_path / "old")


def leftovers(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir() if path.name not in {"old", "new"}]


def test_a_backup_comes_back_whole_on_another_machine(app: Flask, tmp_path: Path) -> None:
    tar = tmp_path / "b.tar.gz"
    code, output = say(app, "backup", str(tar))
    assert (code, "2 files" in output) == (0, True)
    assert leftovers(tmp_path) == ["b.tar.gz"]
    assert tar.stat().st_mode & 0o077 == 0
    new = site(tmp_path / "new")
    assert say(new, "restore", str(tar))[0] == 0
    with new.app_context():
        assert db.session.get_one(jobs.Job, "timer:1").is_queued
        assert files.content(db.session.scalars(select(StoredFile)).one().sha256) == CONTRACT
        assert files.content(files.fingerprint(SIGNED)) == SIGNED, "named by a step, without a row of its own"


def test_files_that_no_row_names_come_too(app: Flask, tmp_path: Path) -> None:
    with app.app_context():
        unnamed = files.put(b"signed a moment before the plug was pulled")
    say(app, "backup", str(tmp_path / "b.tar.gz"))
    assert f"files/{unnamed}" in {entry.name for entry, _content in parts_of(tmp_path / "b.tar.gz")}


def test_nothing_committed_is_lost_when_the_copy_is_made_while_writing(app: Flask, tmp_path: Path) -> None:
    stop, committed = Event(), []

    def write() -> None:
        with app.app_context():
            while not stop.is_set():
                with transaction():
                    key = jobs.enqueue("test_timer", f"timer:{len(committed) + 2}")
                    files.keep(key.encode(), "x", "text/csv", None, "test")
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
        assert list(files.broken(files.named_files(db.session.connection()))) == []


@pytest.mark.parametrize("fault", list(files.Fault))
@pytest.mark.parametrize("content", [CONTRACT, SIGNED], ids=["kept", "named by a step"])
def test_a_backup_is_not_called_whole_without_a_file_that_a_row_names(
    app: Flask, tmp_path: Path, fault: files.Fault, content: bytes
) -> None:
    tar, sha256 = tmp_path / "b.tar.gz", files.fingerprint(content)
    row = f"stored_files {sha256} sha256" if content is CONTRACT else "steps_taken 1 documents"
    with app.app_context():
        spoil(sha256) if fault is files.Fault.DAMAGED else place_of(sha256).unlink()
    code, output = say(app, "backup", str(tar))
    assert code == 1
    assert [line for line in output.splitlines() if f"{sha256}: {fault}" in line and line.endswith(row)]
    assert "--despite-damage" in output
    assert leftovers(tmp_path) == []
    code, output = say(app, "backup", str(tar), "--despite-damage")
    assert (code, "NOT WHOLE" in output, sha256 in output) == (0, True, True)
    manifest = json.loads(parts_of(tar)[-1][1])
    assert manifest["whole"] is False
    assert manifest["lacking"] == [{"sha256": sha256, "fault": fault.value, "row": row}]
    code, output = say(site(tmp_path / "new"), "restore", str(tar))
    assert (code, "NOT WHOLE" in output) == (0, True)


def test_a_damaged_file_that_nobody_names_is_left_out_and_told(app: Flask, tmp_path: Path) -> None:
    with app.app_context():
        stray = files.put(b"stray")
        spoil(stray)
    code, output = say(app, "backup", str(tmp_path / "b.tar.gz"))
    assert (code, stray in output, "NOT WHOLE" in output) == (0, True, False)


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT, errno.EROFS])
def test_a_full_disk_is_said_in_one_line_and_leaves_nothing(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    def full(_handle: int) -> None:
        raise OSError(code, "no")

    tar = tmp_path / "b.tar.gz"
    with monkeypatch.context() as patched:
        patched.setattr("marketplace.kit.backup.making.os.fsync", full)
        status, output = say(app, "backup", str(tar))
    assert (status, "磁盘满了" in output, "the disk is full" in output) == (1, True, True)
    assert output.count("\n") == 1
    assert leftovers(tmp_path) == []


def test_a_backup_that_fails_leaves_the_one_before(app: Flask, tmp_path: Path) -> None:
    tar = tmp_path / "b.tar.gz"
    say(app, "backup", str(tar))
    before = tar.read_bytes()
    with app.app_context():
        spoil(files.fingerprint(CONTRACT))
    assert say(app, "backup", str(tar))[0] == 1
    assert tar.read_bytes() == before


def test_a_folder_that_is_not_there_is_said_in_one_line(app: Flask, tmp_path: Path) -> None:
    code, output = say(app, "backup", str(tmp_path / "nowhere" / "b.tar.gz"))
    assert (code, "was not written" in output, output.count("\n")) == (1, True, 1)
