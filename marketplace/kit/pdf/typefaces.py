"""The typefaces of printed documents, and which characters they can print."""

import unicodedata
from functools import cache
from pathlib import Path

import pylopdf_fonts_zh_cn
from fontTools.ttLib import TTFont

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
    found: set[int] = set()
    for path in (SERIF, SIGNS, MATHEMATICS, RARE_SERIF):
        with TTFont(path, lazy=True) as font:
            found.update(font.getBestCmap())
    return frozenset(found)


def glyphs_missing(text: str) -> str:
    """The characters of `text` that would print as an empty box, each once, in order; "" when all print."""
    unknown = {character for character in set(text) if _is_box(character)}
    return "".join(dict.fromkeys(filter(unknown.__contains__, text))) if unknown else ""


def _is_box(character: str) -> bool:
    if ord(character) in covered() or character.isspace():
        return False
    return unicodedata.category(character) not in UNSEEN
