"""Why a backup is not made or not taken back: one line, in both languages."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import click

from marketplace.kit.storage import FULL_SQLITE, StorageFull, is_full


class BackupUnusable(click.ClickException):
    """The backup cannot be made or taken back; nothing was changed."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(f"{zh} · {en}")


def _without_room(error: Exception) -> bool:
    if isinstance(error, sqlite3.Error):
        return getattr(error, "sqlite_errorcode", None) in FULL_SQLITE
    return isinstance(error, StorageFull) or is_full(error)


@contextmanager
def plainly(zh: str, en: str) -> Iterator[None]:
    """What the system or a database raises inside becomes one line; a full disk says so.

    zh, en: what could not be done
    """
    try:
        yield
    except (OSError, sqlite3.Error, StorageFull) as error:
        if _without_room(error):
            raise BackupUnusable(
                f"{zh}：磁盘满了或不能写；腾出地方再来", f"{en}: the disk is full or cannot be written; make room first"
            ) from error
        first = str(error).strip().partition("\n")[0]
        raise BackupUnusable(f"{zh}（{first}）", f"{en} ({first})") from error
