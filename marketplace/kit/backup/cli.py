"""`flask backup` and `flask restore`."""

from pathlib import Path

import click
from flask.cli import with_appcontext

from marketplace.kit import readiness
from marketplace.kit.backup.making import own_mark, write_backup
from marketplace.kit.backup.restoring import read_backup


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--despite-damage", is_flag=True, help="write what there is, and say so · 有文件丢失或损坏也写")
@with_appcontext
def backup(file: Path, despite_damage: bool) -> None:
    """Write database and files into FILE (.tar.gz). 备份数据库和文件。"""
    made = write_backup(file.absolute(), despite_damage=despite_damage)
    for one in made.lacking:
        click.echo(one.line)
    for sha256 in made.strays:
        click.echo(f"{sha256}  没有记录用到的损坏文件，没有写 · damaged, named by no row, left out")
    click.echo(f"{file}: {len(made.files)} files, database {made.database_bytes} bytes")
    if made.lacking:
        click.echo(f"备份不完整：缺 {len(made.lacking)} 份文件 · NOT WHOLE: {len(made.lacking)} files are lacking")
    if not own_mark():
        click.echo(
            "签章密钥在这里打不开，恢复时要加 --despite-key · the signing keys do not open: restore with --despite-key"
        )
    click.echo("KEY_ENCRYPTION_KEY 不在备份里，请另行保管 · the key encryption key is not in it: keep it apart")


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--force", is_flag=True, help="replace a database that already holds tables · 覆盖现有数据库")
@click.option("--despite-key", is_flag=True, help="although nobody will be able to sign · 钥匙不同也恢复")
@with_appcontext
def restore(file: Path, force: bool, despite_key: bool) -> None:
    """Bring back what `flask backup` wrote; stop the server first. 恢复备份。"""
    contents = read_backup(file, force=force, despite_key=despite_key)
    click.echo(f"{contents.made_at.isoformat()}: {len(contents.files)} files · 已恢复")
    if not contents.whole:
        click.echo(
            f"备份本来就不完整：缺 {contents.lacking} 份文件 · the backup was NOT WHOLE: {contents.lacking} lacking"
        )
    if (locked := readiness.finding("keys")) is not None:
        click.echo(f"{locked.zh} · {locked.en}")
