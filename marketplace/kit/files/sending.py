"""A stored file on its way to a browser, under the name that belongs to whoever asks for it."""

import mimetypes
from io import BytesIO

from flask import Response, send_file

from marketplace.kit.errors import Missing
from marketplace.kit.files import door


def send(sha256: str | None, name: str, *, called: str) -> Response:
    """The file, as the row that refers to it calls it.

    name:   what its own uploader called it; "" when nobody did
    called: what it is, for a file without a name ("XK-2026-000123 voucher"); the ending follows from its kind
    Raises Missing when there is none; FileLost when it is damaged.
    """
    if not sha256:
        raise Missing
    media_type = door.media_type_of(sha256)
    shown = name or f"{called}{mimetypes.guess_extension(media_type) or ''}"
    return send_file(BytesIO(door.content(sha256)), mimetype=media_type, download_name=shown, etag=sha256)
