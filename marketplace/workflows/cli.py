"""`flask audit`: prove the history, take it out of the house, and sign what it holds."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import click
from flask import Flask
from flask.cli import AppGroup, with_appcontext

from marketplace.kit import clock, files
from marketplace.kit.db import db
from marketplace.kit.errors import Refusal
from marketplace.workflows import checkpoints, history
from marketplace.workflows.checkpoints import Head, Signer

MEANING = {
    "changed": "is not what was hashed · 内容与指纹不符",
    "missing": "comes after a gap · 前面缺了步骤",
    "unlinked": "does not follow from the step before · 与上一步接不上",
    "strayed": "the object was moved in between by something else · 中间状态被别处改过",
}


class _Tally:
    """Counts steps and objects while they pass."""

    def __init__(self, rows: Iterable[dict[str, Any]]) -> None:
        self._rows, self.steps, self.objects = rows, 0, 0

    def __iter__(self) -> Iterator[dict[str, Any]]:
        last = None
        for row in self._rows:
            self.steps += 1
            if (row["subject_kind"], row["subject_id"]) != last:
                last = (row["subject_kind"], row["subject_id"])
                self.objects += 1
            yield row


def _named(subject: tuple[str, int] | None) -> Iterator[files.Named]:
    """The files that any row names, or those that one object's steps rest on."""
    if subject is None:
        yield from files.named_files(db.session.connection())
        return
    for row in history.rows(*subject):
        for sha256 in row["documents"]:
            yield files.Named(sha256, f"{row['subject_kind']} {row['subject_id']} #{row['seq']}")


def _count_lost(subject: tuple[str, int] | None) -> int:
    """Read the files; those that are missing or damaged are named and counted."""
    lost, seen = 0, set[str]()

    def counted() -> Iterator[files.Named]:
        for one in _named(subject):
            seen.add(one.sha256)
            yield one

    for fault in files.broken(counted()):
        lost += 1
        click.echo(fault.line)
    click.echo(f"{len(seen)} files · {len(seen)} 份文件")
    return lost


@click.command()
@click.option("--subject", type=(str, int), default=None, metavar="KIND ID", help="one object alone")
@click.option("--chains-only", is_flag=True, help="do not read the files · 不看文件")
@with_appcontext
def verify(subject: tuple[str, int] | None, chains_only: bool) -> None:
    """Check every chain and every file that a row names, or one object's; whatever is wrong is named, and any makes
    the command fail."""
    tally, broken = _Tally(history.rows(*subject) if subject else history.rows()), 0
    for fault in history.breaks_in(tally):
        broken += 1
        click.echo(f"{fault.subject_kind} {fault.subject_id} #{fault.seq}: {fault.what}, {MEANING[fault.what]}")
    if subject and not tally.steps:
        raise click.ClickException(f"no history of {subject[0]} {subject[1]} · 没有这件事的记录")
    click.echo(f"{tally.objects} objects · {tally.objects} 件  {tally.steps} steps · {tally.steps} 步")
    lost = 0 if chains_only else _count_lost(subject)
    if broken or lost:
        raise click.ClickException(f"{broken} breaks · {broken} 处对不上  {lost} files lost · {lost} 份文件丢失或损坏")
    click.echo("sound · 完好")


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, allow_dash=True))
@with_appcontext
def export(file: str) -> None:
    """Write the history as canonical JSON, a step a line, for `tools/verify_history.py`; "-" is the screen."""
    written = 0
    with click.open_file(file, "wb", atomic=file != "-") as out:
        for row in history.rows():
            out.write(history.canonical(history.plain(row)) + b"\n")
            written += 1
    click.echo(f"{written} steps · {written} 步", err=True)


def newest(folder: Path) -> Path | None:
    """The last checkpoint in a folder."""
    return max(folder.glob("checkpoint-*.json"), default=None)


def write_checkpoint(folder: Path, made: checkpoints.Checkpoint) -> Path:
    """The signed statement and, beside it, the heads it stands on, one a line."""
    path = folder / f"checkpoint-{made.statement['at'][:26].translate(str.maketrans('', '', '-:.'))}Z.json"
    heads = b"".join(history.canonical(head) + b"\n" for head in made.heads)
    path.with_suffix(".heads.jsonl").write_bytes(heads)
    path.write_bytes(history.canonical(made.to_json()) + b"\n")
    return path


def read_heads(checkpoint: Path) -> list[Head]:
    with checkpoint.with_suffix(".heads.jsonl").open(encoding="utf-8") as lines:
        return [tuple(json.loads(line)) for line in lines]  # type: ignore[misc]


def make_checkpoint(signer: Signer, folder: Path) -> None:
    """Sign the last step of every object and write it to FOLDER, which belongs on another machine."""
    folder.mkdir(parents=True, exist_ok=True)
    before = newest(folder)
    previous = hashlib.sha256(before.read_bytes()).hexdigest() if before else ""
    try:
        made = checkpoints.make(history.heads(), signer(), at=clock.now(), previous=previous)
    except Refusal as refusal:
        raise click.ClickException(f"{refusal.message.en} · {refusal.message.zh}") from refusal
    path = write_checkpoint(folder, made)
    click.echo(f"{path}  {made.statement['objects']} objects, {made.statement['steps']} steps")
    click.echo(f"root · 根 {made.statement['root']}\nkey · 公钥 {made.public_key}")


def prove(subject_kind: str, subject_id: int, checkpoint: Path) -> None:
    """Print that an object's last step stands under a checkpoint's root."""
    try:
        found = checkpoints.proof(read_heads(checkpoint), subject_kind, subject_id)
    except KeyError as error:
        raise click.ClickException(f"not in this checkpoint: {error.args[0]} · 这个存证点里没有") from error
    click.echo(history.canonical(found).decode())


def init_app(app: Flask, *, signer: Signer) -> None:
    """Give an application `flask audit`.

    signer: the platform's key, from a package above this one
    """
    audit = AppGroup("audit", help="The history as evidence. 留痕存证。")
    here = Path(app.config["SETTINGS"].instance) / "checkpoints"
    audit.add_command(verify)
    audit.add_command(export)

    @audit.command("checkpoint", help=make_checkpoint.__doc__)
    @click.option("--out", "folder", type=click.Path(file_okay=False, path_type=Path), default=here, metavar="FOLDER")
    def _checkpoint(folder: Path) -> None:
        make_checkpoint(signer, folder)

    @audit.command("proof", help=prove.__doc__)
    @click.argument("subject_kind")
    @click.argument("subject_id", type=int)
    @click.option("--checkpoint", type=click.Path(exists=True, dir_okay=False, path_type=Path), default=None)
    def _proof(subject_kind: str, subject_id: int, checkpoint: Path | None) -> None:
        chosen = checkpoint or newest(here)
        if chosen is None:
            raise click.ClickException("make a checkpoint first · 还没有存证点")
        prove(subject_kind, subject_id, chosen)

    app.cli.add_command(audit)
