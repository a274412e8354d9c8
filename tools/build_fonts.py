"""Cut the document fonts down to what Chinese contracts need.

Fetch the two source packages with the ordinary client, in any empty folder:

    npm pack @expo-google-fonts/noto-serif-sc@0.4.3 @expo-google-fonts/noto-sans-sc@0.4.3

then:

    python tools/build_fonts.py FOLDER

Each face keeps GB2312, Latin-1, CJK and full-width punctuation and the signs contracts use. The same
sources and the same uharfbuzz give the same bytes.
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
LICENCE = ("noto-serif-sc", "LICENSE_FONT")
VERSION = "0.4.3"


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


def wanted() -> set[int]:
    """The code points each face keeps."""
    ranges = (
        (0x20, 0x7E),  # ASCII
        (0xA0, 0xFF),  # Latin-1
        (0x2010, 0x2027),  # dashes, quotation marks, ellipsis
        (0x2030, 0x203B),
        (0x2160, 0x216B),  # Ⅰ-Ⅻ
        (0x2460, 0x2473),  # ①-⑳
        (0x3000, 0x3020),  # CJK punctuation
        (0xFF01, 0xFF5E),  # full-width forms
        (0xFFE0, 0xFFE5),
    )
    signs = "㎡㎎㎏㎜㎝㎞≥≤±×÷°‰→←↑↓√≈≠∞□■○●◇◆△▲☆★℃№"
    spread = {code for first, last in ranges for code in range(first, last + 1)}
    return gb2312() | spread | set(map(ord, signs))


def member(folder: Path, package: str, path: str) -> bytes:
    """One file out of a source package."""
    archive = folder / f"expo-google-fonts-{package}-{VERSION}.tgz"
    with tarfile.open(archive) as tar:
        file = tar.extractfile(f"package/{path}")
        if file is None:
            raise FileNotFoundError(f"{archive.name} holds no {path}")
        return file.read()


def cut(font: bytes) -> bytes:
    """The font with only the wanted characters, hints dropped."""
    plan = hb.SubsetInput()
    plan.unicode_set.update(wanted())
    plan.flags = hb.SubsetFlags.NO_HINTING | hb.SubsetFlags.NOTDEF_OUTLINE
    smaller = plan.subset(hb.Face(hb.Blob(font)))
    return bytes(smaller.blob.data)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="where the two source packages lie")
    folder = parser.parse_args().folder
    FONTS.mkdir(exist_ok=True)
    for name, (package, path) in FACES.items():
        data = cut(member(folder, package, path))
        (FONTS / name).write_bytes(data)
        print(f"{name}: {len(data):,} bytes")
    (FONTS / "OFL.txt").write_bytes(member(folder, *LICENCE))


if __name__ == "__main__":
    main()
