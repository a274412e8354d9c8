"""The last page of a draft shows all that will be published, and what happens next."""

from dataclasses import replace

import pytest

from marketplace.kit.db import db
from marketplace.listings import actions
from marketplace.listings.queries.judging import verdicts_so_far
from marketplace.listings.rules.channel import Channel
from marketplace.listings.rules.fee_plan import FeeKind, FeePlan
from marketplace.listings.rules.fee_plan.use_first import Combine, Condition, ConditionKind, Scope, Trigger, UseFirst
from tests.cast import Cast
from tests.listings.conftest import Browser
from tests.listings.market import ENTRY, FREE, LUMP, NOTE, PLAIN, TITLE, TRIAL, begun, make_draft, make_offer

ENDLESS = replace(
    TRIAL, use_first=UseFirst(12, Scope.TRIAL, Trigger(Combine.EARLIEST, (Condition(ConditionKind.FIRST_SALE),)))
)


def test_the_last_page_leaves_out_only_the_promise(cast: Cast) -> None:
    listing = begun(cast.university, Channel.STATUTORY)
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
    listing = begun(cast.university)
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


@pytest.mark.parametrize(("data", "said"), [({"over_cap_reason": ""}, "勾上这一格"), ({"commitment": "y"}, "写明理由")])
def test_the_last_page_is_not_left_without_promise_and_reason(
    cast: Cast, browse: Browser, data: dict[str, str], said: str
) -> None:
    listing = make_draft(cast.university, plan=ENDLESS)
    address = f"/listings/{listing.number}"
    client = browse(cast.university)
    answer = client.post(f"{address}/edit/check", data=data)
    assert answer.status_code == 422
    assert said in answer.text
    page = client.get(f"{address}/publish").text
    assert "加一个“满若干个月，先到为准”" in page  # the cure stands where the step is refused
    reason = {"commitment": "y", "over_cap_reason": "先看卖不卖得动"}
    assert client.post(f"{address}/edit/check", data=reason).headers["Location"] == f"{address}/publish"
    assert "没有通过" not in client.get(f"{address}/publish").text


def test_leaving_does_not_bring_an_entry_fee_back(cast: Cast, browse: Browser) -> None:
    listing = make_draft(cast.university, plan=replace(ENDLESS, kind=FeeKind.ENTRY_AND_ROYALTY, entry_fee_fen=30_000))
    page = browse(cast.university).get(f"/listings/{listing.number}/edit/check").text
    assert "可以退出，入门费不退，别的不付。" in page


def test_a_reason_given_is_no_warning_to_buyers(cast: Cast, browse: Browser) -> None:
    plan = replace(ENDLESS, kind=FeeKind.ENTRY_AND_ROYALTY, entry_fee_fen=30_000)
    listing = make_draft(cast.university, plan=plan)
    client = browse(cast.university)
    assert "先到为准”，或者写明理由" in client.get(f"/listings/{listing.number}/manage").text
    actions.set_statement(listing, by=cast.university, commitment=True, over_cap_reason="先看卖不卖得动")
    actions.publish(listing, by=cast.university)
    db.session.commit()
    for address in (f"/listings/{listing.number}", f"/listings/{listing.number}/manage"):
        assert "没有通过" not in client.get(address).text
    assert "停用、退还资料，入门费不退，别的不用付。" in client.get(f"/listings/{listing.number}").text
