"""Make static/fonts/jingzhe-display.woff2: the few characters that headings need, cut from Noto Serif SC SemiBold.

Maintainers only; the result is committed. The characters are those of static/fonts/display-characters.txt, plus ASCII.
The source is the SemiBold collection of Debian's fonts-noto-cjk-extra (SIL Open Font License):
    apt-get install fonts-noto-cjk-extra
    python tools/build_display_font.py /usr/share/fonts/opentype/noto/NotoSerifCJK-SemiBold.ttc
"""

import sys
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTCollection, TTFont

FONTS = Path(__file__).resolve().parent.parent / "static" / "fonts"
CHARACTERS = FONTS / "display-characters.txt"
BUILT = FONTS / "jingzhe-display.woff2"
FACE = "Noto Serif CJK SC SemiBold"


def wanted() -> set[str]:
    """Characters of the list, without its comment lines, plus ASCII from space to tilde."""
    lines = CHARACTERS.read_text(encoding="utf-8").splitlines()
    listed = set("".join(line for line in lines if not line.startswith("#")))
    return {character for character in listed if not character.isspace()} | {chr(code) for code in range(32, 127)}


def face(source: Path) -> TTFont:
    for font in TTCollection(str(source)).fonts:
        if font["name"].getDebugName(4) == FACE:
            return font
    raise SystemExit(f"{source} has no face “{FACE}”")


def main(source: Path) -> None:
    font = face(source)
    missing = wanted() - {chr(code) for code in font.getBestCmap()}
    if missing:
        raise SystemExit(f"not in the source font: {''.join(sorted(missing))}")
    options = Options(flavor="woff2", layout_features=["kern"], hinting=False, desubroutinize=True)
    options.name_IDs = [0, 1, 2, 4, 5, 6, 13, 14]
    options.drop_tables += ["vhea", "vmtx", "VORG", "BASE"]
    subsetter = Subsetter(options)
    subsetter.populate(text="".join(sorted(wanted())))
    subsetter.subset(font)
    font.flavor = "woff2"
    font.save(BUILT)
    sys.stdout.write(f"{BUILT.name}: {len(wanted())} characters, {BUILT.stat().st_size} bytes\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
