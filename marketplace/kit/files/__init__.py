"""Stored files, named by what is in them; uploads are looked into first.

upload = accept(filename, content, {"pdf", "png"})          # outside the transaction
row = keep(upload.content, upload.clean_name, upload.media_type, organisation.id, "consent")
row.content(); store().open(row.sha256)
"""

from flask import Flask

from marketplace.kit.files.models import KEY, StoredFile, keep, store
from marketplace.kit.files.names import clean_name
from marketplace.kit.files.stores import FileStore, StoreUnusable, fingerprint, open_store
from marketplace.kit.files.uploads import MEDIA_TYPES, Upload, accept

__all__ = [
    "MEDIA_TYPES",
    "FileStore",
    "StoreUnusable",
    "StoredFile",
    "Upload",
    "accept",
    "clean_name",
    "fingerprint",
    "init_app",
    "keep",
    "open_store",
    "store",
]


def init_app(app: Flask) -> None:
    """Open the store at FILES_URL. Raises StoreUnusable at start-up, not at the first upload."""
    app.extensions[KEY] = open_store(app.config["FILES_URL"])
