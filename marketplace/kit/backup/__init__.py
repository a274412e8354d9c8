"""Backups: the database and the whole store in one archive, each file with its fingerprint, and the way back."""

from flask import Flask

from marketplace.kit.backup import cli
from marketplace.kit.backup.making import Incomplete, Made, write_backup
from marketplace.kit.backup.refusals import BackupUnusable
from marketplace.kit.backup.restoring import Contents, read_backup

__all__ = ["BackupUnusable", "Contents", "Incomplete", "Made", "init_app", "read_backup", "write_backup"]


def init_app(app: Flask) -> None:
    app.cli.add_command(cli.backup)
    app.cli.add_command(cli.restore)
