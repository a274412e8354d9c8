"""Tokens, words and number spellings."""

import pytest

from marketplace.listings.search import numbers
from marketplace.listings.search.query import parse
from marketplace.listings.search.text import normalise, query_tokens, tokens, words


@pytest.mark.parametrize(
    ("raw", "normal"),
    [
        ("石墨烯，电池！", "石墨烯 电池"),
        ("ＡＲＭ的控制", "arm的控制"),
        ("PM2.5 wi-fi A/B", "pm2_5 wi_fi a_b"),
        ("% _ * \" ' -- \x00 \ud800", ""),
    ],
)
def test_texts_are_spelt_one_way(raw, normal):
    assert normalise(raw) == normal


def test_chinese_becomes_bigrams_and_latin_stays_whole():
    assert tokens("石墨烯arm的") == ["石墨", "墨烯", "烯", "arm", "的"]


@pytest.mark.parametrize("part", ["墨烯电", "烯电池", "arm的", "池arm", "石墨烯电池arm的控制"])
def test_tokens_of_a_pasted_part_follow_each_other_in_the_text(part):
    text, asked = " ".join(tokens("石墨烯电池arm的控制")), " ".join(query_tokens(part))
    assert asked in text


def test_single_characters_join_their_neighbour_and_stop_words_go():
    assert words("铝件的表面硬化") == ["铝件", "表面", "硬化"]
    assert "石墨烯" in words("石墨烯电池")


@pytest.mark.parametrize(
    "typed",
    [
        "ZL201710013739.X",
        "zl 2017 1001 3739 . x",
        "２０１７１００１３７３９Ｘ",
        "CN201710013739.X",
        "专利号：ZL201710013739.X",
    ],
)
def test_a_patent_number_is_known_in_every_spelling(typed):
    assert numbers.number_asked(typed) == ("201710013739X", True)


@pytest.mark.parametrize("typed", ["石墨烯", "H01M", "5G", "123", "ZL", "2026年"])
def test_other_text_is_no_number(typed):
    assert numbers.number_asked(typed) is None


@pytest.mark.parametrize(
    ("typed", "ranges"),
    [
        ("h01m 4/36", ("H01M4/36",)),
        ("H01M4", ("H01M4/", "H01M4")),
        ("H01", ("H01",)),
        ("H", ()),
        ("A4纸", ()),
        ("X01M", ()),
    ],
)
def test_ipc_codes_are_ranges(typed, ranges):
    assert numbers.ipc_asked(typed) == ranges


def test_a_long_query_is_cut_to_a_few_terms():
    parsed = parse(" ".join(f"词{number}语" for number in range(200)))
    assert len(parsed.parts) <= 12
    assert len(parsed.words) <= 12
