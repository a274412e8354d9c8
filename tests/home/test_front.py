"""The front page in both languages, small, with every figure a link."""

import gzip
import re

import pytest

from marketplace.config import ROOT
from marketplace.home.queries import figures
from marketplace.kit import transactions
from tests.home.market import make_market


@pytest.fixture
def market(cast):
    make_market(cast.university.organisation, cast.workshop.organisation)
    transactions.commit()
    return figures.figures()


def test_the_front_page_searches_first(app, cast, market):
    page = app.test_client().get("/").text
    assert "睡着的专利，" in page
    assert page.index('role="search"') < page.index('class="field"')


def test_each_trade_is_a_link_into_the_catalogue_with_its_figures(app, cast, market):
    page = app.test_client().get("/").text
    assert re.search(
        r'href="/listings\?industry=welding" aria-label="焊接与表面：3 份许可在用，4 份报价可用，0 件专利沉睡"', page
    )
    wide = page[page.index('class="only-l" viewBox') : page.index('class="only-s" viewBox')]
    assert len(re.findall(r"\?industry=", wide)) == 12
    assert len(re.findall('class="lf[12]"', wide)) == 5


def test_the_totals_are_the_rows(app, cast, market):
    page = app.test_client().get("/").text
    legend = re.findall(r"<strong>([\d,]+)</strong>", page)
    assert legend == ["5", "7", "6"]
    assert "（一片叶 1 份）" in page


def test_the_strip_shows_a_real_offer_and_the_cards_the_newest(app, cast, market):
    page = app.test_client().get("/").text
    assert "以报价“大型不锈钢焊接构件洁净清洗检查焊接缺陷的方法和系统”为例（样例）" in page
    assert page.count('class="card-o"') == 3
    assert "先用后付，就是这么付" in page


def test_an_empty_market_says_what_to_do_next(app, cast):
    page = app.test_client().get("/").text
    assert "还没有报价。" in page
    assert "先用后付，就是这么付" not in page


def test_the_english_page_has_no_chinese_of_ours(app, cast):
    client = app.test_client()
    client.set_cookie("language", "en")
    page = client.get("/").text
    main = page[page.index("<main") : page.index("</main>")]
    assert "Patents asleep," in main
    assert not re.findall(r"[\u4e00-\u9fff]", main)


def test_the_quarters_figures_open_to_their_rows(app, cast, market):
    client = app.test_client()
    page = client.get("/").text
    for address in set(re.findall(r'href="(/numbers/deals[^"]+)"', page)):
        rows = client.get(address.replace("&amp;", "&"))
        assert rows.status_code == 200
        assert rows.text.count("XK-2") == (3 if "use_first" in address else 4)
        assert cast.workshop.organisation.name not in rows.text
    assert client.get("/numbers/deals?quarter=2026-Q9").status_code == 404


def test_the_table_holds_the_same_figures(app, cast, market):
    page = app.test_client().get("/numbers").text
    assert re.search(r'焊接与表面</th><td>3</td><td><a [^>]*industry=welding">4</a></td><td>0</td>', page)
    assert re.search(r"其他</th><td>0</td><td><a [^>]+>0</a></td><td>1</td>", page)
    assert re.search(r"合计</th><td>5</td><td>7</td><td>6</td>", page)


def test_the_first_view_is_light(app, cast, market):
    page = app.test_client().get("/")
    addresses = set(re.findall(r'(?:src|href|srcset)="/static/([^"#?]+)', page.text))
    bodies = [page.data, *((ROOT / "static" / address).read_bytes() for address in addresses)]
    weight = sum(len(body if body[:4] == b"wOF2" else gzip.compress(body, 9)) for body in bodies)
    assert len(bodies) <= 12
    assert weight <= 120_000


@pytest.mark.parametrize("address", ["/about/use-first", "/about/channels", "/privacy", "/accessibility"])
@pytest.mark.parametrize(("language", "lang"), [("zh_CN", "zh-CN"), ("en", "en")])
def test_pages_that_explain_are_there_in_both_languages(app, cast, market, address, language, lang):
    client = app.test_client()
    client.set_cookie("language", language)
    page = client.get(address)
    assert page.status_code == 200
    assert f'<html lang="{lang}"' in page.text
