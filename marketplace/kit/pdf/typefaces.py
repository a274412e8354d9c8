"""The typefaces of printed documents, and which characters they can print."""

import struct
import unicodedata
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import pylopdf_fonts_zh_cn
from fontTools.ttLib import TTFont

from marketplace.kit.words import Words

FOLDER = Path(__file__).parent.parent / "fonts"
SERIF = FOLDER / "Contract-Serif-Regular.ttf"
SERIF_BOLD = FOLDER / "Contract-Serif-Bold.ttf"
SANS_BOLD = FOLDER / "Contract-Sans-Bold.ttf"
SIGNS = FOLDER / "Contract-Signs-Regular.ttf"
SIGNS_BOLD = FOLDER / "Contract-Signs-Bold.ttf"
MATHEMATICS = FOLDER / "Contract-Math-Regular.ttf"
RARE_FOLDER = Path(pylopdf_fonts_zh_cn.__file__).parent
RARE_SERIF = RARE_FOLDER / "NotoSerifSC-Regular.otf"
UNSEEN = {"Cf", "Zl", "Zp"}

FONTS_CONF = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>{rare}</dir>
  <cachedir>{cache}</cachedir>
</fontconfig>
"""


def write_fonts_conf(folder: Path) -> Path:
    """A private list of fonts: the rare characters and nothing the computer happens to have."""
    path = folder / "fonts.conf"
    path.write_text(FONTS_CONF.format(rare=RARE_FOLDER, cache=folder / "fontconfig"), encoding="utf-8")
    return path


@cache
def covered() -> frozenset[int]:
    """Every code point that prints, ours first, then the rare ones."""
    return frozenset().union(*map(characters_in, (SERIF, SIGNS, MATHEMATICS, RARE_SERIF)))


def characters_in(path: Path) -> set[int]:
    """The code points a font can draw.

    Read from its table alone: naming every glyph too, as the library does, would hold up the first acceptance.
    """
    with TTFont(path, lazy=True) as font:
        table: bytes = font.reader["cmap"]
    found: set[int] = set()
    for place in range(struct.unpack_from(">H", table, 2)[0]):
        at = struct.unpack_from(">I", table, 8 + 8 * place)[0]
        kind = struct.unpack_from(">H", table, at)[0]
        segments = {4: _short_segments, 12: _long_segments}.get(kind, _none)(table, at)
        found.update(*(range(first, last + 1) for first, last in segments))
    return found - {0xFFFF}


def _short_segments(table: bytes, at: int) -> Iterable[tuple[int, int]]:
    """Format 4: the last code points, two bytes between, the first ones."""
    count = struct.unpack_from(">H", table, at + 6)[0] // 2
    lasts = struct.unpack_from(f">{count}H", table, at + 14)
    return zip(struct.unpack_from(f">{count}H", table, at + 16 + 2 * count), lasts, strict=True)


def _long_segments(table: bytes, at: int) -> Iterable[tuple[int, int]]:
    """Format 12: first, last, glyph."""
    count = struct.unpack_from(">I", table, at + 12)[0]
    groups = struct.iter_unpack(">III", table[at + 16 : at + 16 + 12 * count])
    return ((first, last) for first, last, _glyph in groups)


def _none(_table: bytes, _at: int) -> Iterable[tuple[int, int]]:
    return ()


def glyphs_missing(text: str) -> str:
    """The characters of `text` that would print as an empty box, each once, in order; "" when all print."""
    unknown = {chr(point) for point in set(map(ord, text)) - covered() if _is_box(chr(point))}
    return "".join(dict.fromkeys(filter(unknown.__contains__, text))) if unknown else ""


def named(characters: str) -> Words:
    """Characters with their code points, so that the one who adds them to a font knows which are meant."""
    points = [(character, f"U+{ord(character):04X}") for character in characters]
    return Words(
        "、".join(f"{character}（{point}）" for character, point in points),
        ", ".join(f"{character} ({point})" for character, point in points),
    )


def _is_box(uncovered: str) -> bool:
    return not uncovered.isspace() and unicodedata.category(uncovered) not in UNSEEN
