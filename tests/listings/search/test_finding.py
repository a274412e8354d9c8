"""What is found, in which order, and what a query may look like."""

from datetime import date

import pytest

from marketplace.kit.errors import RuleBroken
from marketplace.listings.search import Query, put, put_many, remove, search
from tests.listings.search.conftest import make_entry


@pytest.fixture
def market(engine):
    entries = [
        make_entry(1, "一种石墨烯电池的制备方法", abstract="电极。"),
        make_entry(
            2, "锂离子电池负极", abstract="负极采用石墨烯材料包覆，石墨烯分散均匀。", published_on=date(2026, 3, 1)
        ),
        make_entry(
            3, "铝件表面硬化工艺", ipc_codes=("C23C 8/00", "C22F1/04"), ipc_section="C", city="大连", use_first=True
        ),
        make_entry(
            4, "焊接机器人", owner="大连重工", ipc_codes=("B25J9/16",), ipc_section="B", first_year_fee_fen=None
        ),
        make_entry(5, "石墨烯传感器", open=False),
        make_entry(6, "基于ARM的焊接控制装置", abstract="采用STM32F103芯片，适用于PM2.5检测", channel="statutory"),
    ]
    with engine.begin() as connection:
        assert put_many(connection, entries) == 6
    with engine.connect() as connection:
        yield connection


@pytest.mark.parametrize(
    ("typed", "ids", "ladder"),
    [
        ("", (2, 6, 4, 3, 1), "all"),
        ("石墨烯", (1, 2), "phrase"),
        ("墨烯电", (1,), "phrase"),
        ("石墨烯 电池", (1, 2), "all_words"),
        ("石墨烯电池", (1, 2), "all_words"),
        ("“石墨烯电池”", (1,), "phrase"),
        ("铝件的硬化", (3,), "all_words"),
        ("铝", (3,), "phrase"),
        ("大连重工", (4,), "phrase"),
        ("arm", (6,), "phrase"),
        ("ＰＭ2.5", (6,), "phrase"),
        ("焊接 海参", (6, 4), "any_word"),
        ("ZL2017 1 0000003.X", (3,), "number"),
        ("201710000003", (3,), "number"),
        ("pt-2026-000004", (4,), "number"),
        ("2026-000004", (4,), "number"),
        ("ZL201799999999", (), "number"),
        ("C23C", (3,), "ipc"),
        ("c22f 1/04", (3,), "ipc"),
        ("b25j9", (4,), "ipc"),
        ("海参养殖", (), "any_word"),
    ],
)
def test_queries_find(market, typed, ids, ladder):
    found = search(market, Query(typed))
    assert (found.ids, found.ladder) == (ids, ladder)
    assert found.total == len(ids)
    assert not found.capped


def test_facets_count_without_their_own_filter(market):
    found = search(market, Query(facets={"city": {"大连"}, "use_first": set()}))
    assert found.ids == (3,)
    assert found.facets["city"] == [("沈阳", 4), ("大连", 1)]
    assert found.facets["use_first"] == [("yes", 1)]
    assert found.facets["ipc_section"] == [("C", 1)]


def test_a_value_nobody_has_finds_nothing(market):
    assert search(market, Query("石墨烯", {"city": {"火星"}})).total == 0


@pytest.mark.parametrize(
    ("sort", "ids"), [("relevance", (2, 6, 4, 3, 1)), ("newest", (2, 6, 4, 3, 1)), ("fee_low", (1, 2, 3, 6, 4))]
)
def test_orders(market, sort, ids):
    assert search(market, Query(sort=sort)).ids == ids


def test_pages_follow_each_other(market):
    pages = [search(market, Query(page=page, page_size=2)) for page in (1, 2, 3, 4)]
    assert [found.ids for found in pages] == [(2, 6), (4, 3), (1,), ()]
    assert {found.pages for found in pages} == {3}
    assert search(market, Query("石墨烯", page=2, page_size=1)).ids == (2,)


@pytest.mark.parametrize("page", [0, -1, 101, 10**9])
def test_pages_past_the_hundredth_are_refused(market, page):
    with pytest.raises(RuleBroken) as refusal:
        search(market, Query(page=page))
    assert refusal.value.cure


@pytest.mark.parametrize("query", [Query(sort="x"), Query(facets={"x": {"y"}}), Query(page_size=0)])
def test_what_no_page_offers_is_a_mistake(market, query):
    with pytest.raises(ValueError, match="no such"):
        search(market, query)


HOSTILE = (
    *("' OR 1=1--", "%", "_", "*", '"', '""', "“”", "NEAR(", "NEAR(石墨 墨烯, 2)", "t : 石墨", "石墨\x00烯", "\x00"),
    *("-", "AND", "OR NOT", "石" * 10_000, "x" * 10_000, "{1,2}", ":q", "%s", "\\", "𠮷", "é", "١٢٣٤٥", "²⁰²⁶"),
    *("9" * 500, "\ud800", "\n\t", "H01M' --", "ZL' --"),
)


@pytest.mark.parametrize("typed", HOSTILE, ids=lambda typed: ascii(typed[:20]))
@pytest.mark.parametrize("facets", [{}, {"city": {"' OR 1=1--", "\x00"}}])
def test_hostile_queries_are_answered(market, typed, facets):
    found = search(market, Query(typed, facets))
    assert found.total >= len(found.ids)


def test_two_hundred_words_are_answered(market):
    assert search(market, Query(" ".join(["石墨烯"] + [f"词{number}" for number in range(199)]))).ladder == "any_word"


def test_hostile_texts_can_be_kept(engine):
    with engine.begin() as connection:
        put(
            connection,
            make_entry(9, "石墨\x00烯\ud800'\"", abstract="{a,b}\\N\t\n", owner="NULL", number="", ipc_codes=("",)),
        )
        assert search(connection, Query("null")).ids == (9,)


def test_changed_and_removed_listings_leave_no_ghost(engine, market):
    market.rollback()
    with engine.begin() as connection:
        put(connection, make_entry(1, "一种海参养殖装置", ipc_codes=("A01K61/30",)))
        remove(connection, 3)
        remove(connection, 999)
    with engine.connect() as connection:
        assert search(connection, Query("石墨烯电池")).ids == (2,)
        assert search(connection, Query("海参养殖")).ids == (1,)
        assert search(connection, Query("H01M")).ids == (2, 6)
        assert search(connection, Query("铝件")).total == search(connection, Query("C23C")).total == 0
        assert 3 not in search(connection, Query()).ids
