"""Characters as PDF paths, so that a seal needs no font inside the file."""

from functools import cache, lru_cache
from threading import Lock
from typing import Any, NamedTuple

from fontTools.pens.basePen import BasePen
from fontTools.ttLib import TTFont

from marketplace.kit.pdf.typefaces import MATHEMATICS, RARE_SERIF, SERIF, SERIF_BOLD, SIGNS, SIGNS_BOLD

PATHS = {
    "regular": (SERIF, SIGNS, MATHEMATICS, RARE_SERIF),
    "bold": (SERIF_BOLD, SIGNS_BOLD, MATHEMATICS, RARE_SERIF),
}


class Glyph(NamedTuple):
    """A character on a square of 1 × 1: its path as PDF operators, and its advance."""

    path: bytes
    advance: float


class PathPen(BasePen):
    """Writes an outline as PDF path operators."""

    def __init__(self, glyphs: Any, units: int) -> None:
        super().__init__(glyphs)
        self.scale, self.operators = 1 / units, []

    def _write(self, operator: str, *points: tuple[float, float]) -> None:
        numbers = " ".join(f"{value * self.scale:.4f}" for point in points for value in point)
        self.operators.append(f"{numbers} {operator}".strip())

    def _moveTo(self, pt: tuple[float, float]) -> None:  # noqa: N802
        self._write("m", pt)

    def _lineTo(self, pt: tuple[float, float]) -> None:  # noqa: N802
        self._write("l", pt)

    def _curveToOne(self, pt1: tuple[float, float], pt2: tuple[float, float], pt3: tuple[float, float]) -> None:  # noqa: N802
        self._write("c", pt1, pt2, pt3)

    def _closePath(self) -> None:  # noqa: N802
        self._write("h")

    operators: list[str]


@cache
def _fonts(weight: str) -> tuple[tuple[Any, dict[int, str]], ...]:
    opened = (TTFont(path, lazy=True) for path in PATHS[weight])
    return tuple((font, font.getBestCmap()) for font in opened)


_reading = Lock()  # a font reads its tables when they are first asked for, and two threads must not do it at once


@lru_cache(maxsize=2048)
def glyph(character: str, weight: str = "regular") -> Glyph:
    """The outline of one character; an empty one of half width when no font has it."""
    with _reading:
        return _drawn(character, weight)


def _drawn(character: str, weight: str) -> Glyph:
    for font, names in _fonts(weight):
        name = names.get(ord(character))
        if name:
            glyphs = font.getGlyphSet()
            units = font["head"].unitsPerEm
            pen = PathPen(glyphs, units)
            glyphs[name].draw(pen)
            return Glyph(" ".join(pen.operators).encode(), glyphs[name].width / units)
    return Glyph(b"", 0.5)


def line_width(text: str, size: float, weight: str = "regular") -> float:
    return sum(glyph(character, weight).advance for character in text) * size


def line(text: str, x: float, y: float, size: float, weight: str = "regular", width: float = 0) -> bytes:
    """A line of text from (x, y) as filled paths; pressed together when it would be wider than `width`."""
    natural = line_width(text, size, weight)
    press = min(1.0, width / natural) if width and natural else 1.0
    drawn = []
    for character in text:
        shape = glyph(character, weight)
        if shape.path:
            drawn.append(b"q %.4f 0 0 %.4f %.3f %.3f cm %b f Q" % (size * press, size, x, y, shape.path))
        x += shape.advance * size * press
    return b"\n".join(drawn)
