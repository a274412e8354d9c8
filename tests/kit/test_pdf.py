"""Printed documents: what stands on them, what they carry, and that they are the same each time."""

import hashlib
import os
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pikepdf
import pypdf
import pytest

from marketplace.kit import pdf
from tests.kit.pdf_samples import TERMS, WHEN, contract, printed

ROOT = Path(__file__).parents[2]
AGAIN = """
import hashlib
from tests.kit.pdf_samples import contract, printed
print(hashlib.sha256(printed(contract(clauses=2)).pdf).hexdigest())
"""


@pytest.fixture(scope="module")
def paper() -> pdf.Printed:
    return printed(contract())


def text_of(document: bytes) -> list[str]:
    return [page.extract_text() for page in pypdf.PdfReader(BytesIO(document)).pages]


def flat(text: str) -> str:
    return "".join(text.split())


def test_every_page_has_head_foot_and_its_number(paper: pdf.Printed) -> None:
    pages = text_of(paper.pdf)
    assert len(pages) == paper.pages == 8
    for number, page in enumerate(pages, 1):
        assert "专利实施许可合同" in page
        assert "XK-2026-000088" in page
        assert f"第{number}页，共8页" in flat(page)
        assert "指纹0c6d71fe2288" in flat(page)


def test_the_text_can_be_copied_out(paper: pdf.Printed) -> None:
    text = flat("".join(text_of(paper.pdf)))
    assert "壹万贰仟元整" in text
    assert "ZL201710000020.X" in text
    assert "10.5自触发日起" in text


def test_english_pages_are_numbered_in_english() -> None:
    html = contract(clauses=1).replace('lang="zh-CN"', 'lang="en"')
    assert "Page 1 of" in " ".join(text_of(printed(html).pdf)[0].split())


def test_only_our_own_fonts_are_used_and_all_are_embedded(paper: pdf.Printed) -> None:
    with pikepdf.open(BytesIO(paper.pdf)) as document:
        descriptors = [
            item for item in document.objects if getattr(item, "get", None) and item_type(item) == "/FontDescriptor"
        ]
        names = {str(item["/FontName"]) for item in descriptors}
        assert {name.partition("+")[2] for name in names} == {"Contract-Serif", "Contract-Serif-Bold"}
        assert all({"/FontFile2", "/FontFile3"} & set(item.keys()) for item in descriptors)


def item_type(item: pikepdf.Object) -> str:
    return str(item.get("/Type", "")) if isinstance(item, pikepdf.Dictionary) else ""


def test_rare_names_print_from_the_second_fonts() -> None:
    paper = printed("<p>王堃 李喆 张㛃 龚䶮 钟𬬭</p>")
    assert "王堃李喆张㛃龚䶮钟𬬭" in flat(text_of(paper.pdf)[0])


def test_the_file_is_an_archive_pdf_that_carries_its_terms(paper: pdf.Printed) -> None:
    with pikepdf.open(BytesIO(paper.pdf)) as document:
        with document.open_metadata() as about:
            assert (about["pdfaid:part"], about["pdfaid:conformance"]) == ("3", "U")
            assert about["dc:title"] == "专利实施许可合同"
        intent = document.Root["/OutputIntents"][0]
        assert intent["/S"] == "/GTS_PDFA1"
        assert document.trailer["/ID"]
        files = {str(item["/F"]): item for item in document.Root["/AF"]}
        assert str(files["contract.json"]["/AFRelationship"]) == "/Data"
        content = files["contract.json"]["/EF"]["/F"]
        assert content.read_bytes() == TERMS
        assert str(content["/Params"]["/CreationDate"]).startswith("D:20261028110000")
        assert list(document.attachments) == ["contract.json"]


def test_signature_boxes_stand_side_by_side_on_the_last_page(paper: pdf.Printed) -> None:
    licensor, licensee = paper.boxes["sig-licensor"], paper.boxes["sig-licensee"]
    assert licensor.page == licensee.page == paper.pages - 1
    assert licensor.y1 == licensee.y1 > 100
    assert licensor.x2 < licensee.x1 < licensee.x2 < 595
    assert licensor.x2 - licensor.x1 == pytest.approx(80 * 72 / 25.4, abs=1)


def test_the_same_document_is_the_same_bytes_here_and_in_another_process() -> None:
    html = contract(clauses=2)
    here = hashlib.sha256(printed(html).pdf).hexdigest()
    assert hashlib.sha256(printed(html).pdf).hexdigest() == here
    surroundings = {**os.environ, "PYTHONHASHSEED": "4711", "TZ": "America/Lima", "PYTHONPATH": str(ROOT)}
    there = subprocess.run([sys.executable, "-c", AGAIN], cwd=ROOT, env=surroundings, capture_output=True, check=True)
    assert there.stdout.decode().strip() == here


def test_another_moment_or_another_word_is_another_file() -> None:
    first = printed("<p>甲</p>").pdf
    assert printed("<p>乙</p>").pdf != first
    assert printed("<p>甲</p>", created=WHEN.replace(hour=12)).pdf != first


def test_plain_papers_need_no_foot() -> None:
    paper = printed("<h1>通知</h1><p>许可自通知到达之日生效。</p>", css="plain", attachment=None)
    assert "1/1" in flat(text_of(paper.pdf)[0])
    with pikepdf.open(BytesIO(paper.pdf)) as document:
        assert not document.attachments


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("沈阳晨犁精工有限公司 No.1 ①②③ ㎡ ≥ ‰ Ⅻ", ""),
        ("堃喆㛃䶮𬬭\n\t\u3000", ""),
        ("发\U0001f600财\U0001f600", "\U0001f600"),
        ("\U00030ede 与 \x01", "\U00030ede\x01"),
    ],
)
def test_characters_that_do_not_print_are_named_at_entry(text: str, missing: str) -> None:
    assert pdf.glyphs_missing(text) == missing
