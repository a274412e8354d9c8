"""Which files are kept, and what each one is."""

from datetime import datetime

from flask import current_app
from sqlalchemy import BigInteger, Integer, String
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.kit import clock
from marketplace.kit.db import db, is_sqlite
from marketplace.kit.files.stores import FileStore, fingerprint
from marketplace.kit.moment import Moment

KEY = "file_store"


class StoredFile(db.Model):  # type: ignore[name-defined, misc]
    """One content, kept once; who may see it is decided by what refers to it."""

    __tablename__ = "stored_files"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    size_bytes: Mapped[int] = mapped_column(BigInteger)
    media_type: Mapped[str] = mapped_column(String(128))
    name: Mapped[str] = mapped_column(String(255))
    organisation_id: Mapped[int | None] = mapped_column(Integer)  # whoever brought it first
    purpose: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(Moment)

    def content(self) -> bytes:
        return store().get(self.sha256)


def store() -> FileStore:
    """The store of this application."""
    found: FileStore = current_app.extensions[KEY]
    return found


def keep(content: bytes, name: str, media_type: str, organisation_id: int | None, purpose: str) -> StoredFile:
    """Store a file and its row; the same content again gives the row that is there.

    The bytes are on the disk before the row is committed: a rollback leaves bytes nobody refers to, never a row
    without bytes.
    """
    sha256 = fingerprint(content)
    store().put(content)
    dialect = sqlite if is_sqlite(db.engine) else postgresql
    row = dialect.insert(StoredFile).values(
        sha256=sha256,
        size_bytes=len(content),
        media_type=media_type,
        name=name,
        organisation_id=organisation_id,
        purpose=purpose,
        created_at=clock.now(),
    )
    db.session.execute(row.on_conflict_do_nothing())
    return db.session.get_one(StoredFile, sha256)
