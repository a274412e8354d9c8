"""Signs of patent titles and abstracts: each is text in the file and a drawn glyph in a typeface of ours."""

import re
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pypdf
import pytest
from fontTools.pens.boundsPen import BoundsPen
from fontTools.ttLib import TTFont

from marketplace.kit import pdf
from marketplace.kit.pdf import typefaces
from marketplace.kit.signing.outlines import glyph
from tests.kit.pdf_samples import printed

SIGNS = {
    "units": "℃℉±°′″‰㎡㎥㎜㎝㎞㎏㎎㏄㏑ΩμµÅ",
    "comparisons": "×÷≤≥≦≧≈≠≡∝∞√∛∑∫∂∇∈∩∪⊥∠⌀",
    "arrows": "→←↑↓↔⇒⇔⇌",
    "raised and lowered": "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿ₀₁₂₃₄₅₆₇₈₉₊₋",
    "numbers": "½¼¾⅓ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩⅪⅫⅰⅱⅲⅳⅴ①②③⑩⑳⑴⒈㈠",
    "Greek": "αβγδεζηθικλμνξοπρσςτυφχψωΓΔΘΛΞΠΣΦΨ",
    "marks": "™®©№℗§※◆■□●○▲△★☆€£￥",
    "names": "堃喆㛃䶮𬬭𬭎龘őşžłäé",
}
PAGE = '<html lang="zh-CN"><body><p>{0}</p><p><b>{0}</b></p><table><thead><tr><th>{0}</th></tr></thead></table></body>'
PAIR = re.compile(r"<([0-9a-fA-F]{4})> <([0-9a-fA-F]+)>")


def characters(font: Any) -> dict[int, str]:
    """Glyph → the text it stands for, as a reader copies it out."""
    table = font["/ToUnicode"].read_bytes().decode("latin-1")
    return {int(glyph_, 16): bytes.fromhex(text).decode("utf-16-be") for glyph_, text in PAIR.findall(table)}


def drawn(font: Any) -> set[str]:
    """The characters for which the embedded font holds an outline."""
    descriptor = font["/DescendantFonts"][0]["/FontDescriptor"]
    file = descriptor.get("/FontFile2") or descriptor.get("/FontFile3")
    opened = TTFont(BytesIO(file.read_bytes()))
    order, glyphs, found = opened.getGlyphOrder(), opened.getGlyphSet(), set()
    for number, text in characters(font).items():
        bounds = BoundsPen(glyphs)
        glyphs[order[number]].draw(bounds)
        if number and bounds.bounds is not None:
            found.add(text)
    return found


def fonts(document: pikepdf.Pdf) -> list[Any]:
    entries = [entry for entry in document.objects if isinstance(entry, pikepdf.Dictionary)]
    return [entry for entry in entries if entry.get("/Subtype") == "/Type0"]


@pytest.mark.parametrize("signs", SIGNS.values(), ids=SIGNS)
def test_every_sign_is_text_and_a_glyph(signs: str) -> None:
    assert pdf.glyphs_missing(signs) == ""
    paper = printed(PAGE.format(signs), attachment=None).pdf
    copied = "".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(paper)).pages)
    assert set(signs) <= set(copied)
    with pikepdf.open(BytesIO(paper)) as document:
        found = fonts(document)
        assert set(signs) <= set().union(*map(drawn, found))
        assert {str(font["/BaseFont"]).partition("+")[2].partition("-")[0] for font in found} <= {"Contract", "Noto"}


@pytest.mark.parametrize("sign", "₂ő⌀堃℉")
@pytest.mark.parametrize("blank", [" ", "\u00a0", "\u2003", "\u3000"])
def test_a_blank_may_follow_every_sign(sign: str, blank: str) -> None:
    """Regression: layout takes the blank behind a sign from the sign's typeface, and that had none."""
    assert printed(PAGE.format(f"膜{sign}{blank}层"), attachment=None).pages == 1


@pytest.mark.parametrize("path", [typefaces.SERIF, typefaces.SIGNS, typefaces.MATHEMATICS, typefaces.RARE_SERIF])
def test_what_a_font_has_is_read_as_the_library_reads_it(path: Path) -> None:
    with TTFont(path, lazy=True) as font:
        assert typefaces.characters_in(path) == set(font.getBestCmap())


def test_what_no_typeface_has_is_refused_by_name_and_never_a_box() -> None:
    assert pdf.glyphs_missing("野家𠮷与𪚔") == "𠮷𪚔"
    with pytest.raises(pdf.PdfRefused, match="𠮷") as refused:
        printed("<p>𠮷野家</p>", attachment=None)
    assert refused.value.code == "PDF_GLYPHS"


@pytest.mark.parametrize("weight", ["regular", "bold"])
def test_a_seal_draws_rare_names_and_signs(weight: str) -> None:
    assert all(glyph(character, weight).path for character in "堃喆ő₂⌀")
