"""Which contents are kept; and the columns of other tables that name one."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.kit.db import db
from marketplace.kit.moment import Moment

NAMES_FILES = "files"  # in a column's info: what stands in it are fingerprints of stored files
LONGEST_NAME = 255


def file_column(**kwargs: Any) -> Any:
    """A column that names a stored file by its SHA-256. Backups and proofs find it by this declaration."""
    return mapped_column(String(64), info={NAMES_FILES: True}, **kwargs)


def file_list_column() -> Any:
    """A column that names any number of stored files, as a JSON list of SHA-256."""
    return mapped_column(JSON, default=list, info={NAMES_FILES: True})


def name_column() -> Any:
    """What whoever brought a file calls it; stands beside the column that names the file. "" where nobody did."""
    return mapped_column(String(LONGEST_NAME), default="")


class StoredFile(db.Model):  # type: ignore[name-defined, misc]
    """One content, kept once. Who may see it, and what it is called, is a matter of the row that refers to it:
    another organisation may have brought the same bytes under another name."""

    __tablename__ = "stored_files"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True, info={NAMES_FILES: True})
    size_bytes: Mapped[int] = mapped_column(BigInteger)
    media_type: Mapped[str] = mapped_column(String(128))
    organisation_id: Mapped[int | None] = mapped_column(Integer)  # whoever brought it first; never shown
    purpose: Mapped[str] = mapped_column(String(64))  # what it was first brought for
    created_at: Mapped[datetime] = mapped_column(Moment)
