"""Draws a picture anew: upright, without camera data, place, comments or anything behind its end."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any, BinaryIO

from PIL import Image, ImageOps, UnidentifiedImageError

from marketplace.kit.reading.complaint import Complaint

MOST_PIXELS = 40_000_000
Image.MAX_IMAGE_PIXELS = None  # ours stands below and is looked at first


def read(file: BinaryIO, options: dict[str, Any]) -> Iterator[object]:
    """options: form, PNG, JPEG or WEBP. Answers the new picture. Raises Complaint: IMAGE_TOO_LARGE, FILE_DAMAGED."""
    try:
        yield redrawn(file, options["form"])
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError) as error:
        raise Complaint("FILE_DAMAGED") from error


def redrawn(file: BinaryIO, form: str) -> bytes:
    with Image.open(file, formats=(form,)) as picture:
        if picture.width * picture.height > MOST_PIXELS:
            raise Complaint("IMAGE_TOO_LARGE")
        picture.load()
        upright = ImageOps.exif_transpose(picture)
    modes = ("RGB", "L") if form == "JPEG" else ("RGB", "L", "RGBA")
    if upright.mode not in modes:
        upright = upright.convert("RGB" if form == "JPEG" else "RGBA")
    bare = Image.new(upright.mode, upright.size)
    bare.paste(upright)
    del upright
    drawn = BytesIO()
    bare.save(drawn, form, quality=90)
    return drawn.getvalue()
