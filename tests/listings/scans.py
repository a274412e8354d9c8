"""Scanned papers for tests."""

from io import BytesIO

from PIL import Image

from marketplace.kit import files


def scan(colour: str = "white") -> bytes:
    """A small picture."""
    drawn = BytesIO()
    Image.new("RGB", (40, 30), colour).save(drawn, "PNG")
    return drawn.getvalue()


def store_scan(name: str = "同意书.png", colour: str = "white") -> str:
    """The SHA-256 of a picture that is kept."""
    upload = files.accept(name, scan(colour), {"png"})
    return files.keep(upload.content, upload.clean_name, upload.media_type, None, "test").sha256
