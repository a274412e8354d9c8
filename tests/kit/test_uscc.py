"""Unified social credit codes."""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import uscc as standard

from marketplace.kit import uscc
from marketplace.kit.errors import RuleBroken

GOOD = ["91110000600037341L", "91350100M000100Y43", "914403001922038216", "91330100799655058B", "12100000400000624D"]
CHARACTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"


@pytest.mark.parametrize("code", [*GOOD, "91440300708461136T"])
def test_real_codes_pass_both_checks(code):
    assert uscc.uscc(code) == code


def test_printed_codes_right_and_wrong():
    with (Path(__file__).parent.parent / "data" / "uscc_codes.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 135
    assert [
        row["code_as_printed"] for row in rows if uscc.check(row["code_as_printed"]).is_valid != (row["valid"] == "1")
    ] == []


def test_a_code_tells_place_and_kind():
    answer = uscc.check("91210200716996405L")
    assert (answer.area_code, answer.area.zh, answer.kind.zh) == ("210200", "辽宁省大连市", "企业")
    assert uscc.check(GOOD[4]).kind.zh == "事业单位"
    assert uscc.check(GOOD[4]).area is None


@pytest.mark.parametrize(
    "text",
    [
        "９１２１０２００７１６９９６４０５Ｌ",
        "91210200 71699640 5l",
        "91-210200-716996405-L",
        "\u200b91210200716996405L",
    ],
)
def test_spellings_are_repaired(text):
    assert uscc.uscc(text) == "91210200716996405L"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("91210200716996405A", "第 18 位应为 L，请核对。"),
        ("9121020071699640", "统一社会信用代码应为 18 位，现在是 16 位。"),
        ("", "统一社会信用代码应为 18 位，现在是 0 位。"),
        ("9121020071699640OL", "统一社会信用代码只用数字和大写字母"),
        ("9121020071699640٣L", "统一社会信用代码只用数字"),
    ],
)
def test_a_wrong_code_says_which_character(text, message):
    with pytest.raises(RuleBroken) as refused:
        uscc.uscc(text, "uscc")
    assert refused.value.message.zh.startswith(message)
    assert (refused.value.code, refused.value.field) == ("USCC", "uscc")


def test_the_inner_check_character_is_looked_at_too():
    head = "91210200716996406"
    assert uscc.check(head + standard.calc_check_digit(head)).message.zh == "第 17 位应为 5，请核对。"


@given(st.sampled_from(["91", "92", "93", "11", "12", "51", "52"]), st.text(CHARACTERS, min_size=8, max_size=8))
def test_made_codes_pass(department, stem):
    assert uscc.check(uscc.make(department, "210102", stem)).is_valid


@given(st.sampled_from(GOOD), st.integers(0, 17), st.sampled_from(CHARACTERS))
def test_one_wrong_character_is_found(code, place, character):
    changed = code[:place] + character + code[place + 1 :]
    assert uscc.check(changed).is_valid == (changed == code)


@pytest.mark.parametrize(
    "pieces",
    [("9", "210102", "MA0TAMP1"), ("91", "210102", "MA0"), ("91", "210102", "MAOTAMP1"), ("91", "21010A", "MA0TAMP1")],
)
def test_pieces_that_do_not_fit(pieces):
    with pytest.raises(ValueError, match="no credit code"):
        uscc.make(*pieces)
