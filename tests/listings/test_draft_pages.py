"""Writing a draft: one thing at a time, nothing chosen for the holder, nothing scolded before it was asked."""

import re
from dataclasses import replace

import pytest

from marketplace.kit.db import db
from marketplace.listings import actions
from marketplace.listings.models import Listing
from marketplace.listings.queries.judging import verdicts_so_far
from marketplace.listings.rules.channel import Channel
from marketplace.listings.rules.fee_plan import FeePlan
from tests.cast import Cast
from tests.listings.conftest import Browser
from tests.listings.market import ENTRY, FREE, LUMP, NOTE, PLAIN, TITLE, TRIAL, make_draft, make_offer, make_patent

CHOSEN = re.compile(r'<input[^>]*\bchecked\b[^>]*name="(\w+)"|<input[^>]*name="(\w+)"[^>]*\bchecked\b')
ROYALTY = {"kind": "royalty", "rate": "3", "statement_cycle": "quarter", "statement_due_days": "30"}
ROYALTY |= {"payment_due_days": "15"}
USE_FIRST = {"has_use_first": "y", "free_months": "12", "scope": "trial"}


def begun(cast: Cast, channel: Channel = Channel.PLATFORM) -> Listing:
    """A draft of which nothing is written yet."""
    return actions.draft(channel, [make_patent(cast.university)], by=cast.university)


def kept_plan(listing: Listing) -> FeePlan:
    plan = db.session.get_one(Listing, listing.id, populate_existing=True).plan
    assert plan is not None
    return plan


def test_the_kind_is_asked_first_and_nothing_is_chosen(cast: Cast, browse: Browser) -> None:
    address, client = f"/listings/{begun(cast).number}/edit/fee", browse(cast.university)
    page = client.get(address).text
    assert not CHOSEN.findall(page)
    assert "先用期" not in page
    answer = client.get(f"{address}?next=1")
    assert answer.status_code == 422
    assert "选一样。" in answer.text
    assert answer.text.index("错误") < answer.text.index("<body")


@pytest.mark.parametrize("kind", ["lump_sum", "instalments", "royalty", "entry_and_royalty"])
def test_use_first_is_off_until_it_is_chosen(cast: Cast, browse: Browser, kind: str) -> None:
    listing = begun(cast)
    page = browse(cast.university).get(f"/listings/{listing.number}/edit/fee?kind={kind}").text
    assert 'name="has_use_first"' in page
    assert not CHOSEN.findall(page)
    assert re.search(r'name="free_months"[^>]*value=""', page)


def test_a_free_licence_is_not_asked_when_it_is_paid(cast: Cast, browse: Browser) -> None:
    listing = begun(cast)
    page = browse(cast.university).get(f"/listings/{listing.number}/edit/fee?kind=free").text
    assert "basis_note" in page
    assert "has_use_first" not in page
    assert "payment_due_days" not in page


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ({"has_use_first": "y"}, {"free_months", "scope", "triggers"}),
        ({**USE_FIRST, "triggers": ["first_sale", "after_months"]}, {"combine"}),
        ({**USE_FIRST, "triggers": ["cum_revenue"]}, {"trigger_sum"}),
        ({**USE_FIRST, "triggers": ["milestone"]}, {"milestone"}),
        ({**USE_FIRST, "triggers": ["fixed_date"]}, {"trigger_day"}),
        ({**USE_FIRST, "triggers": ["first_sale"], "free_months": "十二"}, {"free_months"}),
        ({**USE_FIRST, "triggers": ["first_sale"], "scope": "nonsense"}, {"scope"}),
        # What stands in a question that was not put is no fault.
        ({"free_months": "x", "trigger_sum": "x", "trigger_day": "x"}, set()),
        ({**USE_FIRST, "triggers": ["first_sale"], "trigger_sum": "x"}, set()),
    ],
)
def test_only_what_the_choice_needs_is_asked_for(
    cast: Cast, browse: Browser, typed: dict[str, object], wrong: set[str]
) -> None:
    address = f"/listings/{begun(cast).number}/edit/fee?kind=royalty"
    answer = browse(cast.university).post(address, data={**ROYALTY, **typed})
    assert set(re.findall(r'id="(\w+)-error"', answer.text)) == wrong
    assert answer.status_code == (422 if wrong else 303)


def test_what_is_left_open_is_the_usual(cast: Cast, browse: Browser) -> None:
    listing = begun(cast)
    data = {**ROYALTY, **USE_FIRST, "triggers": ["first_sale"]}
    answer = browse(cast.university).post(f"/listings/{listing.number}/edit/fee?kind=royalty", data=data)
    assert answer.status_code == 303
    terms = kept_plan(listing).use_first
    assert terms is not None
    assert (terms.exit_notice_days, terms.trigger.combine) == (15, "earliest")


def test_a_plan_comes_back_as_it_was_written(cast: Cast, browse: Browser) -> None:
    listing = make_draft(cast.university)
    page = browse(cast.university).get(f"/listings/{listing.number}/edit/fee").text
    chosen = [one or other for one, other in CHOSEN.findall(page)]
    assert sorted(chosen) == ["combine", "has_use_first", "scope", "triggers", "triggers"]
    assert re.search(r'name="free_months"[^>]*value="12"', page)


def test_a_reason_given_once_outlives_another_fee(cast: Cast, browse: Browser) -> None:
    listing = make_draft(cast.university, plan=LUMP)
    actions.set_statement(listing, by=cast.university, commitment=True, over_cap_reason="含全套服务")
    data = {"kind": "lump_sum", "amount": "70000", "payment_due_days": "15"}
    browse(cast.university).post(f"/listings/{listing.number}/edit/fee?kind=lump_sum", data=data)
    assert db.session.get_one(Listing, listing.id, populate_existing=True).over_cap_reason == "含全套服务"


def test_another_kind_keeps_what_both_ask(cast: Cast, browse: Browser) -> None:
    listing = make_draft(cast.university)
    page = browse(cast.university).get(f"/listings/{listing.number}/edit/fee?kind=entry_and_royalty").text
    assert re.search(r'name="rate"[^>]*value="3"', page)
    assert re.search(r'name="free_months"[^>]*value="12"', page)
    assert "合同会这样写" not in page  # of the plan before, which is another


@pytest.mark.parametrize(
    ("section", "data"),
    [
        ("fee?kind=lump_sum", {"kind": "lump_sum", "amount": "70000", "payment_due_days": "15"}),
        ("term", {"term_months": "24", "acts": ["make"]}),
        ("conditions", {"contact_name": "王样例", "contact_phone": "000-0000-0000", "late_penalty": "0.05"}),
        ("check", {"commitment": "y"}),
    ],
)
def test_of_two_who_write_the_second_is_told(
    cast: Cast, browse: Browser, section: str, data: dict[str, object]
) -> None:
    listing = make_draft(cast.university)
    address = f"/listings/{listing.number}/edit/{section}"
    answer = browse(cast.university).post(address, data={**data, "version": "1"})
    assert answer.status_code == 409


@pytest.mark.parametrize("channel", list(Channel))
def test_nothing_is_scolded_before_it_was_asked(cast: Cast, browse: Browser, channel: Channel) -> None:
    listing = begun(cast, channel)
    client = browse(cast.university)
    for section in ("fee", "term", "conditions"):
        page = client.get(f"/listings/{listing.number}/edit/{section}").text
        assert "没有通过" not in page
        assert "是 0 个月" not in page
        assert 'class="failed"' not in page
    plan = ENTRY if channel is Channel.STATUTORY else TRIAL
    actions.set_fee(listing, by=cast.university, plan=plan, basis_note=NOTE)
    assert all(verdict.passed for verdict in verdicts_so_far(listing))
    page = browse(cast.university).get(f"/listings/{listing.number}/edit/term").text
    assert "现在最长能写" in page
    assert 'class="failed"' not in page
    answer = client.post(f"/listings/{listing.number}/edit/term", data={"acts": ["make"]})
    assert answer.status_code == 422
    assert "term_months-error" in answer.text


def test_the_last_page_leaves_out_only_the_promise(cast: Cast) -> None:
    listing = begun(cast, Channel.STATUTORY)
    missing = {verdict.code: verdict.message.zh for verdict in verdicts_so_far(listing, at_the_end=True)}
    assert "专利许可期限" in missing["CONTENT_DEFECT"]
    assert "承诺" not in missing["CONTENT_DEFECT"]
    written = make_draft(cast.university, channel=Channel.STATUTORY, plan=ENTRY, serial=2)
    written.commitment = False
    assert all(verdict.passed for verdict in verdicts_so_far(written, at_the_end=True))


def test_the_last_page_shows_all_that_will_be_published(cast: Cast, browse: Browser) -> None:
    listing = make_draft(cast.university, quota=3, field="泵壳", small_only=True)
    address = f"/listings/{listing.number}/edit"
    page = browse(cast.university).get(f"{address}/check").text
    shown = (
        *(TITLE, f"ZL{listing.patents[0].number}", PLAIN, "平台报价", cast.university.organisation.name),
        *(
            "0 元 先用最多 12 个月",
            "卖出第一笔，或满 12 个月，先到为准，之后净销售额的 3%，一年最少 1.2 万元，封顶 30 万元。",
        ),
        *("先用期最长为12个月", "提前 15 日可以退出", "每季度结束后 30 日内报销售额，报完 15 日内付"),
        *(
            "生效起 60 个月",
            "能制造、使用、许诺销售、销售、进口，限中国境内，只用于泵壳",
            "只给中小微企业",
            "一共 3 家",
        ),
        *("生效后 20 日内给图纸、工艺参数。", "到厂指导 2 次。", "谁改进归谁", "一年最多 1 次，提前 15 日通知"),
        *("按应付的 0.05% 加付", "谈不成去法院", "王样例", "000-0000-0000", "contact@example.org", "点“公布”才上架"),
    )
    for words in shown:
        assert words in page
    questions = ("fee", "fee#has_use_first", "term#term_months", "term#acts", "term#quota", "conditions#materials")
    questions += ("conditions#audit_times_a_year", "conditions#late_penalty", "conditions#dispute")
    for question in (*questions, "conditions#contact_email"):
        assert f'href="{address}/{question}"' in page
    assert f"/patents/{listing.patents[0].number}/plain" in page


def test_the_last_page_of_a_bare_draft_says_what_is_not_written(cast: Cast, browse: Browser) -> None:
    listing = begun(cast)
    page = browse(cast.university).get(f"/listings/{listing.number}/edit/check").text
    assert page.count("还没写") == 3
    assert "没留，不公布" in page


@pytest.mark.parametrize(
    ("channel", "plan", "words"),
    [
        (Channel.STATUTORY, ENTRY, ("法定开放许可", "任何人，不限数量", NOTE, "其他要公告的", "声明已递交")),
        (Channel.PLATFORM, LUMP, ("没有，从合同生效起付", "到期起 15 日内付", "不限几家", "不限企业大小")),
        (Channel.PLATFORM, FREE, ("免费", "内部用，不公布")),
    ],
)
def test_the_last_page_of_other_drafts(
    cast: Cast, browse: Browser, channel: Channel, plan: FeePlan, words: tuple[str, ...]
) -> None:
    listing = make_draft(cast.university, channel=channel, plan=plan)
    page = browse(cast.university).get(f"/listings/{listing.number}/edit/check").text
    for said in words:
        assert said in page
    assert ("报账和付款" in page) is (plan is not FREE)


def test_what_happens_next_is_told_of_each_road(cast: Cast, browse: Browser) -> None:
    checked = make_draft(cast.university, office_check=True)
    out = make_offer(cast.university, serial=2)
    client = browse(cast.university)
    assert "市局看过交省局" in client.get(f"/listings/{checked.number}/edit/check").text
    assert "新的一版当天生效" in client.get(f"/listings/{out.number}/edit/check").text


def test_an_e_mail_address_is_published_only_when_it_was_typed(cast: Cast, browse: Browser) -> None:
    listing = begun(cast)
    assert (listing.contact_name, listing.contact_email) == ("王样例", "")
    client, address = browse(cast.university), f"/listings/{listing.number}/edit/conditions"
    data = {"audit_times_a_year": "1", "audit_notice_days": "15", "late_penalty": "0.05", "dispute": "court"}
    data |= {"contact_name": "王样例", "contact_phone": ""}
    nobody = client.post(address, data=data)
    assert nobody.status_code == 422
    assert "电话和邮箱至少留一个" in nobody.text
    assert client.post(address, data={**data, "contact_phone": "024-0000 0000"}).status_code == 303
    kept = db.session.get_one(Listing, listing.id, populate_existing=True)
    assert (kept.contact_phone, kept.contact_email) == ("024-0000 0000", "")
    shown = make_offer(cast.university, serial=2)
    shown.contact_email = ""
    page = browse(None).get(f"/listings/{shown.number}").text
    assert "mailto:" not in page
    assert "tel:" in page


@pytest.mark.parametrize(
    ("path", "lit"),
    [("/listings", "找专利"), ("/listings/{}", "找专利"), ("/listings/{}/edit/fee", "我的专利"),
     ("/listings/{}/manage", "我的专利"), ("/listings/mine", "我的专利"), ("/listings/new", "我的专利"),
     ("/patents", "我的专利"), ("/rules", "规则"), ("/tasks", "待办")],
)  # fmt: skip
def test_the_menu_lights_the_holders_own_place(cast: Cast, browse: Browser, path: str, lit: str) -> None:
    listing = make_offer(cast.university)
    page = browse(cast.university).get(path.format(listing.number)).text
    menu = page[page.index('class="nav1"') : page.index("</nav>", page.index('class="nav1"'))]
    assert [words.strip() for words in re.findall(r'aria-current="page">\s*([^<\s]+)', menu)] == [lit]


def test_a_listing_waits_for_the_office_among_its_tasks(cast: Cast, browse: Browser) -> None:
    listing = make_draft(cast.university, office_check=True)
    actions.send(listing, by=cast.university)
    page = browse(cast.office).get(f"/listings/{listing.number}/manage").text
    assert re.search(r'href="/tasks" aria-current="page"', page)


@pytest.mark.parametrize("typed", ["abc", "", "三百", "-1", "1e5", "12.345"])
def test_the_simulator_asks_for_a_number_and_reckons_nothing(cast: Cast, browse: Browser, typed: str) -> None:
    listing = make_offer(cast.university)
    page = browse(None).get(f"/listings/{listing.number}", query_string={"sales": typed}).text
    assert "写数字，例如 300。" in page
    assert f'name="sales" inputmode="decimal" value="{typed}"' in page
    assert "一共付" not in page
    assert "卖 80" not in page


def test_the_simulator_says_what_is_too_much(cast: Cast, browse: Browser) -> None:
    listing = make_offer(cast.university)
    assert "最多写 10000000" in browse(None).get(f"/listings/{listing.number}?sales=10000001").text


def test_the_simulator_asks_in_english(cast: Cast, browse: Browser) -> None:
    listing = make_offer(cast.university)
    client = browse(None)
    client.set_cookie("language", "en")
    assert "Write a number, such as 300." in client.get(f"/listings/{listing.number}?sales=many").text


def test_a_refused_plan_is_told_at_its_field_with_the_cure(cast: Cast, browse: Browser) -> None:
    listing = make_draft(cast.university, plan=replace(TRIAL), term_months=12)
    data = {**ROYALTY, **USE_FIRST, "triggers": ["after_months"]}
    answer = browse(cast.university).post(f"/listings/{listing.number}/edit/fee?kind=royalty", data=data)
    assert answer.status_code == 422
    assert "先用 12 个月，许可期 12 个月。先用期至少 1 个月，并短于许可期。" in answer.text
