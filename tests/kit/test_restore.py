"""Taking backups back: checked before anything is touched, and as it was when it fails."""

import errno
import gzip
import json
import sqlite3
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from marketplace.kit import files, jobs
from marketplace.kit.backup import databases
from marketplace.kit.db import db
from marketplace.kit.jobs.engine import Engine
from marketplace.kit.transactions import transaction
from tests.kit.backups import (
    CONTRACT,
    SIGNED,
    Part,
    changed,
    file_part,
    packed,
    parts_of,
    regular,
    say,
    site,
    state_of,
    with_files,
)
from tests.kit.stored import spoil

Parts = list[Part]
NOTHING = ([], [])


@pytest.fixture
def app(tmp_path: Path) -> Flask:
    return with_files(tmp_path / "old")


@pytest.fixture
def tar(app: Flask, tmp_path: Path) -> Path:
    path = tmp_path / "b.tar.gz"
    assert say(app, "backup", str(path))[0] == 0
    return path


def test_a_full_database_is_replaced_only_on_demand(app: Flask, tar: Path) -> None:
    with app.app_context(), transaction():
        jobs.enqueue("test_timer", "timer:2")
    code, output = say(app, "restore", str(tar))
    assert (code, "--force" in output) == (1, True)
    with app.app_context():
        spoil(files.fingerprint(SIGNED))
    assert say(app, "restore", str(tar), "--force")[0] == 0
    with app.app_context():
        assert db.session.get(jobs.Job, "timer:2") is None
        assert files.content(files.fingerprint(SIGNED)) == SIGNED, "what lay damaged is whole again"


def test_a_running_server_is_stopped_first(app: Flask, tar: Path) -> None:
    engine = Engine(app).start()
    assert engine.ready.wait(10)
    code, output = say(app, "restore", str(tar), "--force")
    engine.stop()
    assert (code, "stop the server" in output) == (1, True)


def test_another_key_is_found_out_before_anything_is_touched(tar: Path, tmp_path: Path) -> None:
    new = site(tmp_path / "new", key="another-key-that-is-long-enough-too")
    code, output = say(new, "restore", str(tar))
    assert (code, "KEY_ENCRYPTION_KEY" in output, "谁也不能签章" in output) == (1, True, True)
    assert state_of(new, tmp_path / "new") == NOTHING
    assert say(new, "restore", str(tar), "--despite-key")[0] == 0


def _link(kind: bytes, target: str) -> Part:
    entry = tarfile.TarInfo("files/" + "0" * 64)
    entry.type, entry.linkname = kind, target
    return entry, b""


def _with_long_name(parts: Parts) -> Parts:
    return [*parts[:2], regular("files/" + "a" * 300, b"x"), *parts[2:]]


def _renamed(parts: Parts, name: str) -> Parts:
    return [*parts[:2], regular(name, CONTRACT), *parts[3:]]


HOSTILE: dict[str, Callable[[Parts], Parts]] = {
    "no header": lambda parts: parts[1:],
    "no database": lambda parts: [parts[0], *parts[2:]],
    "no manifest": lambda parts: parts[:-1],
    "nothing at all": lambda parts: [],
    "header alone": lambda parts: parts[:1],
    "a file is missing": lambda parts: [*parts[:2], *parts[3:]],
    "a file too many": lambda parts: [*parts[:2], file_part(b"0"), *parts[2:]],
    "files out of order": lambda parts: [*parts[:2], parts[3], parts[2], parts[4]],
    "a file twice": lambda parts: [*parts[:3], parts[2], *parts[3:]],
    "two manifests": lambda parts: [*parts, parts[-1]],
    "two databases": lambda parts: [*parts[:2], *parts[1:]],
    "a file after the manifest": lambda parts: [*parts, file_part(b"late")],
    "not what its name says": lambda parts: [*parts[:2], (parts[2][0], b"x" * len(parts[2][1])), *parts[3:]],
    "a path upwards": lambda parts: _renamed(parts, "files/../../../etc/cron.d/x"),
    "an absolute path": lambda parts: _renamed(parts, "/etc/passwd"),
    "a name in capitals": lambda parts: _renamed(parts, "files/" + "A" * 64),
    "a name with control signs": lambda parts: _renamed(parts, "files/\x1b[2J\r\n"),
    "a name beyond the header": _with_long_name,
    "a symbolic link": lambda parts: [*parts[:2], _link(tarfile.SYMTYPE, "/etc/passwd"), *parts[2:]],
    "a hard link": lambda parts: [*parts[:2], _link(tarfile.LNKTYPE, "database"), *parts[2:]],
    "a device": lambda parts: [*parts[:2], _link(tarfile.CHRTYPE, ""), *parts[2:]],
    "a folder": lambda parts: [*parts[:2], _link(tarfile.DIRTYPE, ""), *parts[2:]],
    "no such database": lambda parts: [parts[0], regular("database", b"SQLite format 3\0" + b"x" * 5000), *parts[2:]],
    "a database that is none": lambda parts: _with_database(parts, b"SQLite format 3\0" + b"x" * 5000),
    "another format": lambda parts: changed(parts, "jingzhe.json", lambda it: it.update(format="jingzhe.backup/1")),
    "another engine": lambda parts: changed(parts, "jingzhe.json", lambda it: it.update(engine="postgresql")),
    "an engine with control signs": lambda parts: changed(
        parts, "jingzhe.json", lambda it: it.update(engine="\x1b[2J")
    ),
    "a list for an engine": lambda parts: changed(parts, "jingzhe.json", lambda it: it.update(engine=[])),
    "a number for a day": lambda parts: changed(parts, "jingzhe.json", lambda it: it.update(made_at=5)),
    "no such day": lambda parts: changed(parts, "jingzhe.json", lambda it: it.update(made_at="tomorrow")),
    "no mark of a key": lambda parts: changed(parts, "jingzhe.json", lambda it: it.pop("key_mark")),
    "a list for files": lambda parts: changed(parts, "manifest.json", lambda it: it.update(files=list(it["files"]))),
    "nothing for files": lambda parts: changed(parts, "manifest.json", lambda it: it.update(files=None)),
    "other sizes": lambda parts: changed(parts, "manifest.json", lambda it: it["files"].update({"0" * 64: 1})),
    "another database": lambda parts: changed(parts, "manifest.json", lambda it: it["database"].update(size_bytes=1)),
    "a text for whole": lambda parts: changed(parts, "manifest.json", lambda it: it.update(whole="yes")),
    "a number for lacking": lambda parts: changed(parts, "manifest.json", lambda it: it.update(lacking=3)),
    "a manifest that is a list": lambda parts: [*parts[:-1], regular("manifest.json", b"[]")],
    "a manifest without end": lambda parts: [*parts[:-1], regular("manifest.json", b"[" * 200_000)],
    "a manifest that is no text": lambda parts: [*parts[:-1], regular("manifest.json", b"\xff\xfe\x00")],
    "a huge number": lambda parts: [*parts[:-1], regular("manifest.json", b'{"whole": ' + b"9" * 5000 + b"}")],
    "a huge manifest": lambda parts: [*parts[:-1], regular("manifest.json", b" " * (2 << 20))],
    "a huge header": lambda parts: [regular("jingzhe.json", b" " * (1 << 20)), *parts[1:]],
}


def _with_database(parts: Parts, content: bytes) -> Parts:
    """A database that is what the manifest says, and no database."""
    sha256 = files.fingerprint(content)
    said = {"sha256": sha256, "size_bytes": len(content)}
    return changed(
        [parts[0], regular("database", content), *parts[2:]], "manifest.json", lambda it: it.update(database=said)
    )


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_archive_is_refused_in_one_line_and_changes_nothing(tar: Path, tmp_path: Path, kind: str) -> None:
    tar.write_bytes(packed(HOSTILE[kind](parts_of(tar))))
    refused_plainly(tar, tmp_path)


def refused_plainly(tar: Path, tmp_path: Path) -> None:
    new = site(tmp_path / "new")
    code, output = say(new, "restore", str(tar))
    assert code == 1, output
    assert output.count("\n") == 1, output
    assert " · " in output, "in both languages"
    assert output.strip().isprintable(), ascii(output)
    assert state_of(new, tmp_path / "new") == NOTHING
    assert sorted(path.name for path in tmp_path.iterdir()) == ["b.tar.gz", "new", "old"]
    assert [path.name for path in (tmp_path / "new").iterdir() if path.name.startswith(".restore-")] == []


def test_a_cut_archive_is_refused_wherever_it_is_cut(tar: Path, tmp_path: Path) -> None:
    whole = tar.read_bytes()
    for size in (0, 1, 2, 9, 20, len(whole) // 4, len(whole) // 2, len(whole) - 9, len(whole) - 1):
        tar.write_bytes(whole[:size])
        refused_plainly(tar, tmp_path)


def test_what_is_no_archive_or_goes_on_behind_its_end_is_refused(tar: Path, tmp_path: Path) -> None:
    whole = gzip.decompress(tar.read_bytes())
    for content in (
        b"no archive at all",
        gzip.compress(b""),
        gzip.compress(b"x" * 2048),
        gzip.compress(whole + b"\0" * (1 << 20)),
        gzip.compress(whole + b"more"),
        gzip.compress(b"\xff" * 512 + whole),
        tar.read_bytes()[:-8] + b"\0" * 8,
        tar.read_bytes() + b"trailing",
        json.dumps({"format": "jingzhe.backup/2"}).encode(),
    ):
        tar.write_bytes(content)
        refused_plainly(tar, tmp_path)


def test_what_unpacks_to_more_than_there_is_room_for_is_refused_before_it_is_unpacked(
    tar: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A header may claim what it likes: nothing is written for it, or even read."""
    header = parts_of(tar)[0]
    bomb = tarfile.TarInfo("database")
    bomb.size = 1 << 60
    raw = packed([header])
    start = gzip.decompress(raw)[:1024]
    tar.write_bytes(gzip.compress(start + bomb.tobuf(tarfile.GNU_FORMAT) + b"\0" * (8 << 20)))
    refused_plainly(tar, tmp_path)


def test_a_file_too_large_for_a_stored_file_is_refused(
    tar: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("marketplace.kit.backup.restoring.MOST_FILE_BYTES", 8)
    refused_plainly(tar, tmp_path)


def _no_room(*_words: object) -> None:
    raise OSError(errno.ENOSPC, "no space left")


FAILURES: dict[str, tuple[str, Callable[..., None]]] = {
    "the database does not load": ("marketplace.kit.backup.restoring.databases.load", _no_room),
    "the second file does not fit": ("marketplace.kit.files.stores.os.fsync", _no_room),
}


@pytest.mark.parametrize("what", FAILURES)
def test_a_restore_that_fails_ends_as_it_began(
    app: Flask, tar: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    place, fail = FAILURES[what]
    new = site(tmp_path / "new")
    with new.app_context():
        files.put(CONTRACT)
    known = files.fingerprint(CONTRACT)
    with monkeypatch.context() as patched:
        patched.setattr(place, fail)
        code, output = say(new, "restore", str(tar))
    assert (code, "the disk is full" in output, output.count("\n")) == (1, True, 1)
    assert state_of(new, tmp_path / "new") == ([], [known]), "what was there before stays"
    assert say(new, "restore", str(tar))[0] == 0


class Stopping(sqlite3.Connection):
    """Pours a few pages of a database into another one, and then there is no room."""

    def backup(self, target: sqlite3.Connection, **_options: object) -> None:  # type: ignore[override]
        def stop(_status: int, left: int, pages: int) -> None:
            if left < pages - 3:
                raise OSError(errno.ENOSPC, "no space left")

        super().backup(target, pages=1, progress=stop)


def test_a_load_that_stops_half_way_leaves_the_database_as_it_was(
    app: Flask, tar: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with app.app_context(), transaction():
        jobs.enqueue("test_timer", "timer:2")
    real = sqlite3.connect
    with monkeypatch.context() as patched:
        patched.setattr(databases.sqlite3, "connect", lambda place, **options: real(place, factory=Stopping, **options))
        code, output = say(app, "restore", str(tar), "--force")
    assert (code, "nothing was restored" in output) == (1, True)
    with app.app_context():
        assert db.session.get_one(jobs.Job, "timer:2").is_queued
        assert db.session.connection().exec_driver_sql("PRAGMA quick_check").scalar() == "ok"
