"""A picture that stands for a scanned paper: white, a few lines, and the word 样例 across it."""

from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

SIZE = (620, 440)
TYPEFACE = Path(__file__).parent / "fonts" / "Contract-Serif-Regular.ttf"
INK, GREY, LINE = 20, 205, 46  # shades of grey, and points


def sample_scan(*lines: str) -> bytes:
    """A PNG; the same lines give the same bytes."""
    picture = Image.new("L", SIZE, 255)
    draw = ImageDraw.Draw(picture)
    draw.text((150, 120), "样例", font=ImageFont.truetype(TYPEFACE, 160), fill=GREY)
    face = ImageFont.truetype(TYPEFACE, 26)
    for place, line in enumerate(lines):
        draw.text((48, 48 + place * LINE), line, font=face, fill=INK)
    drawn = BytesIO()
    picture.save(drawn, "PNG")
    return drawn.getvalue()
