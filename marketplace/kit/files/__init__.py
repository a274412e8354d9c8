"""Stored files, named by what is in them; uploads are looked into first. This is the only way to the store.

upload = accept(filename, content, {"pdf", "png"})          # outside the transaction
kept = keep(upload.content, upload.clean_name, upload.media_type, organisation.id, "consent")
row.scan_file, row.scan_name = kept                         # columns: file_column(), name_column()
content(row.scan_file); send(row.scan_file, row.scan_name, called="consent")

What is made outside a transaction is `put` there, and `register`ed in the transaction that refers to it.
"""

from flask import Flask

from marketplace.kit.files.door import (
    KEY,
    Fault,
    FileLost,
    Kept,
    bring_back,
    content,
    folder,
    keep,
    look,
    put,
    register,
    take_back,
    walk,
)
from marketplace.kit.files.models import file_column, file_list_column, name_column
from marketplace.kit.files.named import Broken, Named, broken, file_columns, first_named, named_files
from marketplace.kit.files.names import clean_name
from marketplace.kit.files.sending import send
from marketplace.kit.files.stores import StoreUnusable, fingerprint, is_fingerprint, open_store
from marketplace.kit.files.uploads import MEDIA_TYPES, Upload, accept

__all__ = [
    "MEDIA_TYPES",
    "Broken",
    "Fault",
    "FileLost",
    "Kept",
    "Named",
    "StoreUnusable",
    "Upload",
    "accept",
    "bring_back",
    "broken",
    "clean_name",
    "content",
    "file_column",
    "file_columns",
    "file_list_column",
    "fingerprint",
    "first_named",
    "folder",
    "init_app",
    "is_fingerprint",
    "keep",
    "look",
    "name_column",
    "named_files",
    "put",
    "register",
    "send",
    "take_back",
    "walk",
]


def init_app(app: Flask) -> None:
    """Open the store at FILES_URL. Raises StoreUnusable at start-up, not at the first upload."""
    app.extensions[KEY] = open_store(app.config["FILES_URL"])
