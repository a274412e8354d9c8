"""The look keeps its promises: nothing inline, a small first page, one sprite, headings that the font can draw."""

import gzip
import re

import pytest

from marketplace.config import ROOT
from marketplace.kit import i18n
from tests.kit.gallery import PAGES, gallery
from tools import build_css, build_display_font

TEMPLATES = ROOT / "templates"
OWN = [path for folder in ("layout", "components", "generic") for path in sorted((TEMPLATES / folder).glob("*.html"))]
EVERY = sorted(TEMPLATES.rglob("*.html"))
FORBIDDEN = re.compile(r"\sstyle=|<style|<script(?![^>]*\ssrc=)|\|\s*safe\b|Markup\(|\son[a-z]+=\"")
MARKED = re.compile(r"""\b_\(\s*(?:"([^"]+)"|'([^']+)')""")
FIXED_HEADING = re.compile(r'heading\(\s*_\("([^"]+)"\)|class="display[^>]*>\s*\{\{ _\("([^"]+)"\)')


@pytest.fixture(scope="module")
def client():
    return gallery().test_client()


@pytest.mark.parametrize("language", ["zh_CN", "en"])
@pytest.mark.parametrize("page", [*PAGES, "error"])
def test_every_component_is_shown_in_both_languages(client, page, language):
    client.set_cookie("language", language)
    answer = client.get(f"/gallery/{page}")
    assert answer.status_code == (409 if page == "error" else 200)
    assert not FORBIDDEN.search(answer.text)
    assert ('lang="en"' if language == "en" else 'lang="zh-CN"') in answer.text


@pytest.mark.parametrize("path", EVERY, ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_no_template_has_inline_style_script_or_unsafe_text(path):
    found = FORBIDDEN.search(path.read_text(encoding="utf-8"))
    assert not found, f"{path.name}: {found and found.group()}"


def test_the_page_says_where_one_stands_and_what_waits(client):
    client.set_cookie("language", "zh_CN")
    text = client.get("/listings").text
    assert re.search(r'href="/listings" aria-current="page">找专利', text)
    assert '3<span class="visually-hidden"> 件等您办' in text
    assert 'href="/language/en?next=/listings"' in text


def test_large_type_is_remembered_by_a_cookie(client):
    client.set_cookie("large_type", "1")
    assert 'class="large"' in client.get("/listings").text
    client.delete_cookie("large_type")
    assert 'class="large"' not in client.get("/listings").text


def test_the_first_page_is_small(client):
    page = client.get("/gallery/front")
    addresses = set(re.findall(r'(?:src|href)="(/static/[^"#]+)', page.text))
    bodies = [page.data, *((ROOT / address.removeprefix("/")).read_bytes() for address in addresses)]
    weight = sum(len(body if body[:4] == b"wOF2" else gzip.compress(body, 9)) for body in bodies)
    assert len(bodies) <= 12
    assert weight <= 110_000, f"{weight} bytes; the field of the front page needs the rest of 120 KB"


def test_the_style_sheet_is_built_from_its_parts():
    built = build_css.BUILT.read_text(encoding="utf-8")
    for path in (
        build_css.CSS / "tokens.css",
        build_css.CSS / "base.css",
        *(build_css.CSS / "components").glob("*.css"),
    ):
        assert build_css.minified(path.read_text(encoding="utf-8")) in built, (
            f"{path.name}: run python tools/build_css.py"
        )
    dropped = (build_css.classes_in_templates() & build_css.bootstrap_classes()) - set(
        build_css.CLASS_NAME.findall(built)
    )
    assert not dropped, f"run python tools/build_css.py: {sorted(dropped)}"


def test_the_display_font_draws_every_fixed_heading():
    words = i18n.catalogue("zh_CN")
    drawable = build_display_font.wanted()
    for path in EVERY:
        for pair in FIXED_HEADING.findall(path.read_text(encoding="utf-8")):
            heading = words.gettext(pair[0] or pair[1])
            missing = {sign for sign in heading if not sign.isspace()} - drawable
            assert not missing, f"{path.name}: «{heading}»: add {missing} to display-characters.txt, build the font"


def test_the_display_font_is_built_from_its_list():
    from fontTools.ttLib import TTFont

    drawn = {chr(code) for code in TTFont(build_display_font.BUILT).getBestCmap()}
    assert build_display_font.wanted() <= drawn
    assert build_display_font.BUILT.stat().st_size <= 80_000


def test_every_icon_is_in_the_sprite():
    sprite = set(re.findall(r'id="i-([\w-]+)"', (ROOT / "static" / "icons.svg").read_text(encoding="utf-8")))
    for path in EVERY:
        used = set(re.findall(r'\bicon\("([\w-]+)"', path.read_text(encoding="utf-8")))
        assert used <= sprite, f"{path.name}: {used - sprite}"


def test_every_text_of_the_layout_and_the_components_is_chinese_first():
    words = i18n.catalogue("zh_CN")
    for path in OWN:
        for double, single in MARKED.findall(path.read_text(encoding="utf-8")):
            text = double or single
            assert words.gettext(text) != text, f"{path.name}: «{text}» is not translated"


def test_components_stay_short():
    for path in [*EVERY, *(ROOT / "static" / "css").rglob("*.css")]:
        if path != build_css.BUILT:
            assert len(path.read_text(encoding="utf-8").splitlines()) <= 300, path.name
