"""A small site with two files, for the tests of backup and restore."""

import gzip
import hashlib
import io
import json
import tarfile
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from flask import Flask

from marketplace.kit import backup, clock, files, jobs
from marketplace.kit.db import db
from marketplace.kit.transactions import transaction
from marketplace.workflows.models import StepTaken
from tests.kit.jobs_app import make_database, small_app

KEY = "a-key-for-tests-that-is-long-enough-to-be-one"
CONTRACT, SIGNED = "合同".encode(), "签过的合同".encode()
Part = tuple[tarfile.TarInfo, bytes]


def site(folder: Path, key: str = KEY) -> Flask:
    """An empty machine."""
    folder.mkdir(exist_ok=True)
    settings = SimpleNamespace(key_encryption_key=key, instance=folder)
    app = small_app(folder, JOBS_INLINE=True, SETTINGS=settings)
    files.init_app(app)
    backup.init_app(app)
    return app


def with_files(folder: Path) -> Flask:
    """A machine with two files: one was kept with its row, the other is named by a step and by nothing else."""
    app = site(folder)
    make_database(app)
    with app.app_context(), transaction():
        files.keep(CONTRACT, "合同.pdf", "application/pdf", 1, "contract")
        db.session.add(step(files.put(SIGNED)))
        jobs.enqueue("test_timer", "timer:1")
    return app


def step(sha256: str) -> StepTaken:
    """A step of the history that rests on a file."""
    words = dict.fromkeys(("source", "target", "party", "actor_name", "previous_hash", "hash"), "")
    return StepTaken(subject_kind="deal", subject_id=1, seq=1, step="sign", at=clock.now(), documents=[sha256], **words)


def say(app: Flask, *words: str) -> tuple[int, str]:
    """A command's exit code and all that it said. One that ends in a traceback fails the test."""
    result = app.test_cli_runner().invoke(args=words)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.output


def state_of(app: Flask, folder: Path) -> tuple[list[str], list[str]]:
    """The tables of a machine, and every file of its store."""
    with app.app_context():
        tables = db.inspect(db.engine).get_table_names()
        db.engine.dispose()
    return tables, sorted(path.name for path in (folder / "files").rglob("*") if path.is_file())


def parts_of(archive: Path) -> list[Part]:
    with tarfile.open(archive, "r:gz") as tar:
        return [(entry, tar.extractfile(entry).read() if entry.isreg() else b"") for entry in tar]  # type: ignore[union-attr]


def packed(parts: list[Part]) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz", format=tarfile.GNU_FORMAT) as tar:
        for entry, content in parts:
            if entry.isreg():
                entry.size = len(content)
            tar.addfile(entry, io.BytesIO(content))
    return out.getvalue()


def regular(name: str, content: bytes) -> Part:
    return tarfile.TarInfo(name), content


def changed(parts: list[Part], name: str, change: Callable[[dict[str, Any]], object]) -> list[Part]:
    """The same archive with another JSON part."""

    def one(entry: tarfile.TarInfo, content: bytes) -> bytes:
        if entry.name != name:
            return content
        value = json.loads(content)
        change(value)
        return json.dumps(value).encode()

    return [(entry, one(entry, content)) for entry, content in parts]


def file_part(content: bytes) -> Part:
    return regular(f"files/{hashlib.sha256(content).hexdigest()}", content)


def repacked(tar: bytes) -> bytes:
    return gzip.compress(tar, 1)
