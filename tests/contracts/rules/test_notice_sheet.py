"""The written notice that takes up an open licence."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from marketplace.contracts.rules.notice_sheet import build_notice
from marketplace.contracts.rules.wording import UNVERIFIED
from tests.contracts.rules import samples
from tests.contracts.rules.printing import html

RECEIVED = datetime(2026, 11, 20, 16, 30, 5, tzinfo=UTC)


def notice(source, language="zh", **more):
    given = {"number": "TZ-2026-000001", "products": "铝合金壳体<b>", "starts_on": date(2026, 12, 1)}
    return build_notice(samples.terms(source), language, sent_on=date(2026, 11, 21), **(given | more))


def test_a_notice_names_declaration_patent_sender_products_payment_and_start():
    one = notice(samples.statutory(), received_at=RECEIVED)
    facts = dict(one.facts)
    assert facts["开放许可声明编号"] == "样例-2026-0007"
    assert facts["专利号"] == "ZL201710013739.X"
    assert facts["拟实施的产品或者方法"] == "铝合金壳体<b>"
    assert facts["计划开始实施日（不是生效日）"] == "2026年12月1日"
    assert facts["通知到达时间"] == "2026年11月21日 00:30:05（北京时间）"
    assert "入门费" in facts["选择的支付方式"]
    assert one.addressee == "北岚装备集团有限公司"
    assert ("统一社会信用代码", "91350100M000100Y43") in one.party.facts
    assert "接受公告的全部条件，不附加其他条件" in one.statements[0]


def test_a_chosen_way_of_paying_is_printed_instead():
    assert dict(notice(samples.statutory(), payment="一次付清").facts)["选择的支付方式"] == "一次付清"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_notice_escapes_what_was_typed(language):
    page = html("contracts/notice.html", notice(samples.statutory(), language))
    assert "铝合金壳体&lt;b&gt;" in page
    assert 'id="sig-licensee"' in page


def test_there_is_no_notice_on_the_platform_channel():
    with pytest.raises(ValueError, match="announced"):
        notice(samples.platform())


def test_the_foot_is_there_when_the_notice_can_be_verified():
    around = {"verify_url": "https://jingzhe.example/v/x", "short_code": "x", "fingerprint": "ab" * 32}
    assert 'class="foot"' in html("contracts/notice.html", notice(samples.statutory(), **around))
    assert 'class="foot"' not in html("contracts/notice.html", notice(samples.statutory()))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_sender_that_was_not_verified_is_named_as_such_beside_its_name(language):
    """Patent Law art. 50: any unit or person may take it; the paper says what the platform does not vouch for."""
    given = {"number": "TZ-2026-000001", "products": "壳体", "starts_on": date(2026, 12, 1)}
    terms = samples.terms(samples.statutory())
    known, unknown = (
        build_notice(replace(terms, licensee_verified=verified), language, sent_on=date(2026, 11, 21), **given)
        for verified in (True, False)
    )
    said = UNVERIFIED.say(language)
    assert said not in dict(known.party.facts).values()
    assert said in dict(unknown.party.facts).values()
