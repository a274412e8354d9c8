"""Cut the document fonts down to what Chinese contracts need.

Fetch the source packages with the ordinary client, in any empty folder:

    npm pack @expo-google-fonts/noto-serif-sc@0.4.3 @expo-google-fonts/noto-sans-sc@0.4.3 \
             @expo-google-fonts/noto-serif@0.4.2 @expo-google-fonts/noto-sans-math@0.4.2

then:

    python tools/build_fonts.py FOLDER

The Chinese faces keep GB2312, Latin-1, CJK and full-width punctuation, units, signs and circled numbers. They have no
₂ and no ⁻⁶ at all: those, and letters with accents, come from Noto Serif, ⌀ and ∛ from Noto Sans Math, each only with
what the faces before it lack. The same sources and the same uharfbuzz give the same bytes.
"""

import argparse
import tarfile
from pathlib import Path

import uharfbuzz as hb

FONTS = Path(__file__).parent.parent / "marketplace" / "kit" / "fonts"
FACES = {
    "Contract-Serif-Regular.ttf": ("noto-serif-sc", "400Regular/NotoSerifSC_400Regular.ttf"),
    "Contract-Serif-Bold.ttf": ("noto-serif-sc", "700Bold/NotoSerifSC_700Bold.ttf"),
    "Contract-Sans-Bold.ttf": ("noto-sans-sc", "700Bold/NotoSansSC_700Bold.ttf"),
}
SIGN_FACES = {
    "Contract-Signs-Regular.ttf": ("noto-serif", "400Regular/NotoSerif_400Regular.ttf"),
    "Contract-Signs-Bold.ttf": ("noto-serif", "700Bold/NotoSerif_700Bold.ttf"),
    "Contract-Math-Regular.ttf": ("noto-sans-math", "400Regular/NotoSansMath_400Regular.ttf"),
}
LICENCE = "LICENSE_FONT"
VERSIONS = {"noto-serif-sc": "0.4.3", "noto-sans-sc": "0.4.3", "noto-serif": "0.4.2", "noto-sans-math": "0.4.2"}
Ranges = tuple[tuple[int, int], ...]
CHINESE: Ranges = (
    (0x20, 0x7E),  # ASCII
    (0xA0, 0xFF),  # Latin-1
    (0x0370, 0x03FF),  # Greek
    (0x2010, 0x205E),  # dashes, quotation marks, ellipsis, per mille, primes
    (0x20A0, 0x20BF),  # currencies
    (0x2100, 0x218F),  # ℃ ℉ № ™ Ω Å, fractions, Ⅰ-Ⅻ, ⅰ-ⅻ
    (0x2190, 0x22FF),  # arrows, mathematics
    (0x2460, 0x24FF),  # ① ⑴ ⒈ ⓐ
    (0x2500, 0x266F),  # lines, blocks, ■ ○ ★ ♀
    (0x2713, 0x2713),  # ✓
    (0x3000, 0x30FF),  # CJK punctuation, kana
    (0x3200, 0x32CF),  # ㈠ ㊣ ㉟
    (0x3371, 0x33FF),  # ㎡ ㎥ ㏑
    (0xFE30, 0xFE6F),  # small and upright punctuation
    (0xFF01, 0xFF5E),  # full-width forms
    (0xFFE0, 0xFFE6),
)
BLANK = {0x20, 0xA0}  # in every face: layout takes the blank behind a sign from the sign's own typeface
SIGNS: Ranges = (
    (0x0100, 0x024F),  # letters with accents
    (0x0300, 0x036F),  # accents
    (0x0370, 0x052F),  # Greek, Cyrillic
    (0x1E00, 0x1EFF),
    (0x2000, 0x209F),  # blanks of every width, ₂ ⁻ ⁶
    (0x20A0, 0x22FF),
    (0x2300, 0x23FF),  # ⌀ ⌒
)


def gb2312() -> set[int]:
    """All characters of GB2312, by decoding every two-byte code."""
    found: set[int] = set()
    for high in range(0xA1, 0xFF):
        for low in range(0xA1, 0xFF):
            try:
                found.update(map(ord, bytes((high, low)).decode("gb2312")))
            except UnicodeDecodeError:
                continue
    return found


def spread(ranges: Ranges) -> set[int]:
    return {code for first, last in ranges for code in range(first, last + 1)}


def member(folder: Path, package: str, path: str) -> bytes:
    """One file out of a source package."""
    archive = folder / f"expo-google-fonts-{package}-{VERSIONS[package]}.tgz"
    with tarfile.open(archive) as tar:
        file = tar.extractfile(f"package/{path}")
        if file is None:
            raise FileNotFoundError(f"{archive.name} holds no {path}")
        return file.read()


def cut(font: bytes, wanted: set[int]) -> tuple[bytes, set[int]]:
    """The font with only the wanted characters, hints dropped; and which of them it has."""
    plan = hb.SubsetInput()
    plan.unicode_set.update(wanted)
    plan.flags = hb.SubsetFlags.NO_HINTING | hb.SubsetFlags.NOTDEF_OUTLINE
    smaller = plan.subset(hb.Face(hb.Blob(font)))
    return bytes(smaller.blob.data), set(smaller.unicodes)


def licence(folder: Path) -> str:
    """The one licence of all sources, under the copyright line of each."""
    texts = [member(folder, package, LICENCE).decode().partition("\n") for package in VERSIONS]
    copyrights = dict.fromkeys(first.strip() for first, _, _ in texts)
    return "\n".join(copyrights) + "\n" + texts[0][2]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="where the source packages lie")
    folder = parser.parse_args().folder
    FONTS.mkdir(exist_ok=True)
    chinese, had = gb2312() | spread(CHINESE), {"Regular": set[int](), "Bold": set[int]()}
    for name, (package, path) in {**FACES, **SIGN_FACES}.items():
        weight = name.removesuffix(".ttf").rpartition("-")[2]
        wanted = chinese if name in FACES else BLANK | spread(SIGNS) - had[weight]
        data, held = cut(member(folder, package, path), wanted)
        had[weight] |= held if "Sans" not in name else set()
        (FONTS / name).write_bytes(data)
        print(f"{name}: {len(held):,} characters, {len(data):,} bytes")
    (FONTS / "OFL.txt").write_text(licence(folder), encoding="utf-8")


if __name__ == "__main__":
    main()
