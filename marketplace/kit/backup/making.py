"""Making a backup: database first, then the whole store, each file checked as it is written."""

import os
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from flask import current_app

from marketplace.kit import clock, files, readiness
from marketplace.kit.backup import archive
from marketplace.kit.backup.databases import copied
from marketplace.kit.backup.refusals import BackupUnusable, plainly
from marketplace.kit.db import db
from marketplace.kit.signing import key_mark
from marketplace.kit.transactions import rollback

MOST_TOLD = 1000  # files that the manifest names as lacking
Lacking = files.Broken


@dataclass
class Made:
    """What an archive holds.

    files:   SHA-256 → bytes
    lacking: files that a row names and that are not in it
    strays:  damaged files that no row names: left out, and nobody misses them
    """

    files: dict[str, int] = field(default_factory=dict)
    lacking: list[Lacking] = field(default_factory=list)
    strays: list[str] = field(default_factory=list)
    database_bytes: int = 0


class Incomplete(BackupUnusable):
    """Rows name files that are missing or damaged."""

    def __init__(self, lacking: list[Lacking]) -> None:
        count = len(lacking)
        super().__init__(
            f"{count} 份文件丢失或损坏，备份不完整，没有写。要写下还在的，请加 --despite-damage",
            f"{count} files are missing or damaged; no backup was written. --despite-damage writes what there is",
        )
        self.lacking = lacking

    def format_message(self) -> str:
        return "\n".join([*(one.line for one in self.lacking), self.message])


def own_mark() -> str:
    """What tells this machine's KEY_ENCRYPTION_KEY from another; "" when the stored keys do not open under it."""
    if readiness.finding("keys") is not None:
        return ""
    return key_mark(current_app.config["SETTINGS"].key_encryption_key)


def _header() -> dict[str, str]:
    return {
        "format": archive.FORMAT,
        "made_at": clock.now().isoformat(timespec="seconds"),
        "engine": db.engine.dialect.name,
        "key_mark": own_mark(),
    }


def _add_files(writer: archive.Writer, named: dict[str, str]) -> Made:
    """Walk the store, and then look for what was named and not met."""
    made = Made()
    for sha256 in files.walk():
        content = files.look(sha256)
        if isinstance(content, bytes):
            writer.add_bytes(f"{archive.FILES}{sha256}", content)
            made.files[sha256] = len(content)
        elif sha256 not in named:
            made.strays.append(sha256)
        else:
            made.lacking.append(Lacking(files.Named(sha256, named[sha256]), content))
    told = {one.named.sha256 for one in made.lacking}
    for sha256 in sorted(named.keys() - made.files.keys() - told):
        made.lacking.append(Lacking(files.Named(sha256, named[sha256]), files.Fault.MISSING))
    return made


def _write(out: IO[bytes], folder: Path, *, despite_damage: bool) -> Made:
    dump = folder / archive.DATABASE
    header = _header()
    rollback()
    with copied(db.engine, dump) as connection:
        named = files.first_named(connection)
    with archive.Writer(out) as writer:
        writer.add_json(archive.HEADER, header)
        size = dump.stat().st_size
        with dump.open("rb") as file:
            writer.add(archive.DATABASE, file, size)
        made = _add_files(writer, named)
        made.database_bytes = size
        if made.lacking and not despite_damage:
            raise Incomplete(made.lacking)
        writer.add_json(archive.MANIFEST, _manifest(made, dump))
    return made


def _manifest(made: Made, dump: Path) -> dict[str, object]:
    with dump.open("rb") as file:
        digest = archive.digest_of(file)
    return {
        "whole": not made.lacking,
        "database": {"sha256": digest, "size_bytes": made.database_bytes},
        "files": made.files,
        "lacking": [
            {"sha256": one.named.sha256, "fault": one.fault.value, "row": one.named.row}
            for one in made.lacking[:MOST_TOLD]
        ],
    }


def write_backup(target: Path, *, despite_damage: bool = False) -> Made:
    """Write the archive beside its place, then move it there; nothing half-written is left behind.

    The database first, then the store: what the copy refers to was on the disk before it was committed.
    despite_damage: write what there is although named files are missing or damaged, and say so in the manifest
    Raises Incomplete, naming each such file; BackupUnusable.
    """
    draft = target.with_name(f"{target.name}.part")
    with plainly(f"没有写成 {target}", f"{target} was not written"):
        try:
            with tempfile.TemporaryDirectory(dir=target.parent, prefix=f".{target.name}.") as folder:
                with draft.open("wb") as out:
                    os.fchmod(out.fileno(), 0o600)
                    made = _write(out, Path(folder), despite_damage=despite_damage)
                    out.flush()
                    os.fsync(out.fileno())
                draft.replace(target)
        finally:
            draft.unlink(missing_ok=True)
    return made
