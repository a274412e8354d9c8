"""The printed contract: its values, its pages, and what hostile text does to them (nothing)."""

from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO

import pypdf
import pytest
from markupsafe import escape

from marketplace.contracts.rules.blanks import Effect
from marketplace.contracts.rules.sheet import build_sheet, minutes_to_read
from marketplace.contracts.rules.snapshot import terms_hash
from marketplace.kit import pdf
from tests.contracts.rules import samples
from tests.contracts.rules.printing import html

HOSTILE = (
    "{{ v.name }}",
    "{% for x in y %}",
    "{0.__class__}",
    "{licensor}",
    "%(x)s",
    "${7*7}",
    "<script>alert(1)</script>",
    '<img src="file:///etc/passwd">',
    "</td></tr></table><style>@page{size:1mm}</style>",
)


def sheet(source=None, language="zh", **more):
    terms = samples.terms(source)
    return build_sheet(
        terms,
        language,
        verify_url="https://jingzhe.example/v/",
        short_code="01JZ Q8M4",
        fingerprint=terms_hash(terms),
        **more,
    )


def printed(source=None, language="zh", **more):
    return html("contracts/licence.html", sheet(source, language, **more))


def clause(one, name):
    return " ".join(part.text for part in next(c for c in (*one.clauses, *one.annexes) if c.id == name).paragraphs)


def test_the_cover_tells_who_what_how_long_and_what_is_due():
    facts = dict(sheet().cover)
    assert facts["合同编号"] == "XK-2026-000001"
    assert facts["专利号"] == "ZL201710013739.X 等2件"
    assert facts["许可期限"] == "60个月（5年）"
    assert facts["签署后即付"] == "人民币0.00元（大写：人民币零元整）"
    assert "法定代表人（负责人）：周明远" in facts["许可人（甲方）"]


def test_the_list_of_patents_has_what_the_civil_code_asks():
    row = sheet().patents[1]
    assert row.number == "ZL202022360603.6"
    assert (row.filed_on, row.granted_on, row.expires_on) == ("2020-10-21", "2021-06-18", "2030-10-20")
    assert row.patentees == "北岚装备集团有限公司、沈阳浑河工业大学"
    assert row.kind == "实用新型"


def test_the_fee_clause_is_the_one_the_plan_printed():
    terms = samples.terms()
    for language in ("zh", "en"):
        paragraphs = [one.text for one in sheet(language=language).clauses[4].paragraphs]
        assert paragraphs[: len(terms.fee_clause)] == [words.say(language) for words in terms.fee_clause]


def test_the_use_first_annex_is_there_only_when_the_plan_has_it():
    assert [one.id for one in sheet().annexes] == ["platform_terms", "use_first"]
    assert [one.id for one in sheet(samples.platform(samples.LUMP_SUM)).annexes] == ["platform_terms"]


@pytest.mark.parametrize(
    ("conditions", "present", "absent"),
    [
        ({"dispute": "court", "dispute_body": ""}, "有管辖权的人民法院", "仲裁裁决"),
        ({"dispute": "court", "dispute_body": "沈阳市中级人民法院"}, "向沈阳市中级人民法院提起诉讼", "仲裁裁决"),
        ({"dispute": "arbitration", "dispute_body": "沈阳仲裁委员会"}, "提交沈阳仲裁委员会", "提起诉讼"),
    ],
)
def test_a_contract_takes_court_or_arbitration_never_both(conditions, present, absent):
    source = samples.platform()
    source["conditions"] |= conditions
    text = clause(sheet(source), "disputes")
    assert present in text
    assert absent not in text


def test_a_free_licence_speaks_of_no_payment_and_no_penalty():
    one = sheet(samples.platform(samples.FREE))
    assert "违约金" not in clause(one, "fee")
    assert "账户" not in clause(one, "fee")


def test_the_last_signature_forms_the_contract_and_a_click_does_not():
    assert "最后一方签署之时成立" in clause(sheet(), "effect")
    assert "仅开启签署程序，不成立合同" in clause(sheet(), "effect")


def test_a_confirmation_takes_effect_on_the_later_day():
    one = sheet(samples.statutory(), effect=Effect(date(2026, 11, 20), date(2026, 11, 23)))
    assert one.title == "专利开放许可实施确认书"
    assert dict(one.cover)["许可生效日"] == "2026年11月23日"
    assert "许可生效日：2026年11月23日" in clause(one, "effect")
    assert "样例-2026-0007" in clause(one, "definitions")
    assert one.annexes == ()


def test_a_free_confirmation_takes_effect_on_notice():
    assert Effect(date(2026, 11, 20), None).effective_on == date(2026, 11, 20)
    assert "核实" in clause(sheet(samples.statutory(samples.FREE)), "effect")


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("attack", HOSTILE)
def test_hostile_text_prints_literally(attack, language):
    source = samples.platform()
    source["licensee"]["name"] = attack
    source["patents"][0]["title"] = attack
    source["licence"]["field"] = attack
    source["conditions"] |= dict.fromkeys(("materials", "support", "other", "dispute_body"), attack)
    one = sheet(source, language)
    assert attack in clause(one, "materials")
    assert attack in clause(one, "disputes")
    page = html("contracts/licence.html", one)
    assert "<script" not in page
    assert "<style" not in page
    assert "<img" not in page
    assert page.count(str(escape(attack))) >= 8


def test_the_page_has_the_parts_the_printer_looks_for():
    page = printed(qr="data:image/svg+xml,%3Csvg/%3E")
    for part in ('id="sig-licensor"', 'id="sig-licensee"', 'class="foot-page"', 'class="patents dense"'):
        assert page.count(part) == 1
    assert '<img class="foot-qr" alt="" src="data:image/svg+xml,%3Csvg/%3E">' in page
    assert "XK-2026-000001 · 样例" in page
    assert "style=" not in page
    assert '<html lang="en">' in printed(language="en")


def test_plain_words_are_never_printed():
    one, page = sheet(), printed()
    assert all(part.plain not in page and part.source not in page for part in (*one.clauses, *one.annexes))


def test_a_real_deal_carries_no_sample_mark():
    real = samples.platform() | {"sample": False}
    assert "样例　" not in printed(real)
    assert sheet(real).head_number == "XK-2026-000001"


def test_lines_a_person_typed_stay_lines():
    source = samples.platform()
    source["conditions"]["materials"] = "图纸\n<b>配方</b>"
    assert "图纸<br>&lt;b&gt;配方&lt;/b&gt;" in printed(source)


def test_words_from_the_terms_are_marked_for_the_reader():
    pieces = next(c for c in sheet().clauses if c.id == "grant").paragraphs[2].pieces
    assert [piece.is_term for piece in pieces] == [False, True, False]


def made(source=None, language="zh"):
    one = replace(sheet(source, language), qr="")
    when = datetime(2026, 11, 24, tzinfo=UTC)
    return pdf.render(html("contracts/licence.html", one), css="contract", title=one.title, created=when)


def test_the_contract_prints_with_both_seal_boxes_on_the_last_page():
    done = made(language="zh_CN")
    assert {box.page for box in done.boxes.values()} == {done.pages - 1}
    assert done.boxes["sig-licensor"].y1 == done.boxes["sig-licensee"].y1
    assert 8 <= done.pages <= 12


@pytest.mark.parametrize("language", ["zh", "en"])
def test_days_and_numbers_of_patents_are_not_broken_over_lines(language):
    """A hyphen is where a narrow column breaks a day in two."""
    pages = pypdf.PdfReader(BytesIO(made(language=language).pdf)).pages
    text = "".join(page.extract_text() for page in pages)
    for row in sheet(language=language).patents:
        assert all(one in text for one in (row.number, row.filed_on, row.granted_on, row.expires_on))


@pytest.mark.parametrize(
    ("source", "language", "told"),
    [
        (samples.platform(), "en", "this translation bears no signatures"),
        (samples.statutory(), "zh", "生效不以签章为条件"),
        (samples.statutory(), "en", "the licence takes effect without a signature"),
    ],
)
def test_what_is_not_sealed_has_no_room_for_seals(source, language, told):
    assert made(source, language).boxes == {}
    assert told in printed(source, language)


def test_an_address_not_known_leaves_no_empty_line_on_the_cover():
    source = samples.platform()
    source["licensee"] |= {"address": " ", "representative": ""}
    one = sheet(source)
    assert dict(one.cover)["被许可人（乙方）"] == source["licensee"]["name"]
    assert dict(one.parties[1].facts)["地址"] == "／"


def test_how_long_reading_takes_grows_with_the_text():
    source = samples.platform()
    short, english = minutes_to_read(sheet(source)), minutes_to_read(sheet(source, "en"))
    source["conditions"]["other"] = "另行约定的事项。" * 250
    assert 3 <= short <= english <= 30
    assert minutes_to_read(sheet(source)) == short + 4
    assert minutes_to_read(replace(sheet(source), clauses=(), annexes=())) == 1
