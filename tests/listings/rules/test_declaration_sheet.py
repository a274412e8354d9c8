"""The declaration form: every field of the law, struck out when empty, typed text printed as it is."""

from datetime import date
from pathlib import Path

import pytest
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from marketplace.kit.words import Words
from marketplace.listings.rules.declaration_sheet import Declaration, build_declaration_sheet

TEMPLATES = Path(__file__).parents[3] / "templates"


def declaration(**more):
    given = {
        "number": "KF-2026-000007",
        "is_sample": True,
        "patent_number": "ZL201710013739.X",
        "title": "一种微弧氧化装置 {{ title }}",
        "kind": "invention",
        "main_ipc": "C25D11/02",
        "filed_on": date(2017, 1, 9),
        "granted_on": date(2019, 4, 16),
        "expires_on": date(2037, 1, 8),
        "patentees": ("北岚装备集团有限公司", "沈阳浑河工业大学"),
        "fee_method": Words("一次总付", "Lump sum"),
        "fee_standard": (Words("固定费用一。", "Fixed fee one."), Words("第二段。", "Second.")),
        "term": Words("60个月", "60 months"),
        "contact": "赵岩 024-0000-0000",
        "fee_basis_note": "参照同行业统计。\n<script>",
    }
    return Declaration(**(given | more))


def test_the_form_has_every_field_of_the_law():
    rows = dict(build_declaration_sheet(declaration(), "zh").rows)
    assert rows["专利权人姓名或者名称"] == "北岚装备集团有限公司、沈阳浑河工业大学"
    assert rows["许可使用费支付方式"] == "一次总付"
    assert rows["许可使用费标准"] == "固定费用一。\n第二段。"
    assert rows["专利许可期限"] == "60个月"
    assert rows["其他需要明确的事项"] == rows["专利代理机构"] == "／"
    assert len(rows) == 18


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_the_form_prints_typed_text_as_it_is(language):
    environment = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined)
    sheet = build_declaration_sheet(declaration(), language)
    page = environment.get_template("documents/listings/declaration.html").render(sheet=sheet)
    assert "一种微弧氧化装置 {{ title }}" in page
    assert "参照同行业统计。<br>&lt;script&gt;" in page
    assert 'id="sig-patentee"' in page
    assert "style=" not in page


def test_a_real_declaration_carries_no_sample_mark():
    assert build_declaration_sheet(declaration(is_sample=False), "zh").head_number == "KF-2026-000007"
