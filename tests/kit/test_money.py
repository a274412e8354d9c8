"""Money: what is read, what is refused, how it is written and shared out."""

import cn2an
import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.kit.errors import RuleBroken
from marketplace.kit.money import (
    MAX_FEN,
    capital,
    compact,
    fen,
    percent,
    percent_text,
    share_ppm,
    short_yuan,
    split,
    yuan,
)

amounts = st.one_of(
    st.integers(0, MAX_FEN),
    st.integers(0, 10**9),
    st.builds(lambda n, k: n * 10**k, st.integers(0, 9999), st.integers(0, 11)),
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0", 0),
        ("68000", 6_800_000),
        ("1,000.50", 100_050),
        ("１，０００．５０", 100_050),
        (" 12.5 ", 1_250),
        ("007", 700),
        ("9999999999999.99", MAX_FEN),
    ],
)
def test_an_amount_is_read_as_whole_fen(text, expected):
    assert fen(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "-1",
        "+5",
        "-0",
        "sNaN",
        "NaN",
        "Infinity",
        "1E+999999",
        "1e3",
        "1_000",
        "1.999",
        "1.",
        ".5",
        "٣",
        "١٠٠",
        "10²",
        "①",
    ]
    + ["1,00", "1,0000", ",100", "1,000,", "10000000000000", "0x10", "一百", "1 000", "1.2.3"],
)
def test_anything_else_is_refused_by_name(text):
    with pytest.raises(RuleBroken) as refused:
        fen(text, "fee")
    assert (refused.value.code, refused.value.field) == ("AMOUNT_FORM", "fee")


@pytest.mark.parametrize(
    ("text", "code"),
    [("", "AMOUNT_EMPTY"), ("　", "AMOUNT_EMPTY"), ("USD 5", "AMOUNT_CURRENCY"), ("5美元", "AMOUNT_CURRENCY")],
)
def test_no_amount_and_other_currencies_are_told_apart(text, code):
    with pytest.raises(RuleBroken) as refused:
        fen(text)
    assert refused.value.code == code


@given(amounts)
def test_what_is_written_reads_back(amount):
    assert fen(yuan(amount)) == fen(short_yuan(amount)) == amount


def test_figures_have_commas_and_a_sign():
    assert [yuan(100_050), yuan(-5), short_yuan(500_000), short_yuan(-50)] == ["1,000.50", "-0.05", "5,000", "-0.50"]


@pytest.mark.parametrize(
    ("amount", "zh", "en"),
    [
        (0, "0 元", "¥0"),
        (500_000, "5,000 元", "¥5,000"),
        (999_999, "9,999.99 元", "¥9,999.99"),
        (1_000_000, "1 万元", "¥10,000"),
        (6_800_000, "6.8 万元", "¥68,000"),
        (-6_812_300, "-6.81 万元", "-¥68,123"),
        (2_000_000_000, "2,000 万元", "¥20 million"),
        (10**10 - 5001, "9,999.99 万元", "¥100 million"),
        (10**10 - 1, "1 亿元", "¥100 million"),
        (12_050_000_000, "1.21 亿元", "¥120.5 million"),
    ],
)
def test_amounts_are_shown_in_the_unit_that_fits(amount, zh, en):
    assert compact(amount) == (zh, en)


@pytest.mark.parametrize(
    ("figure", "text"),
    [
        ("1,409.50", "壹仟肆佰零玖元伍角"),
        ("6,007.14", "陆仟零柒元壹角肆分"),
        ("1,680.32", "壹仟陆佰捌拾元零叁角贰分"),
        ("107,000.53", "壹拾万柒仟元零伍角叁分"),
        ("16,409.02", "壹万陆仟肆佰零玖元零贰分"),
        ("325.04", "叁佰贰拾伍元零肆分"),
        ("532.00", "伍佰叁拾贰元整"),
        ("20,000,000.00", "贰仟万元整"),
        ("100,010,001.00", "壹亿零壹万零壹元整"),
        ("3,000,500.00", "叁佰万零伍佰元整"),
        ("0.05", "伍分"),
        ("0.50", "伍角"),
        ("0.00", "零元整"),
        ("10", "壹拾元整"),
        ("100,002,698", "壹亿零贰仟陆佰玖拾捌元整"),
        ("1000000000000", "壹万亿元整"),
    ],
)
def test_capital_numerals(figure, text):
    assert capital(fen(figure)) == "人民币" + text


@pytest.mark.parametrize("amount", [-1, MAX_FEN + 1])
def test_no_capital_numerals_outside_the_range(amount):
    with pytest.raises(ValueError, match="no capital numerals"):
        capital(amount)


def spoken(capitals: str) -> int:
    """Capital numerals read back as fen, by another way than writing: a stack of units, 零 and 整 ignored."""
    units = {"分": 1, "角": 10, "拾": 10, "佰": 100, "仟": 1000, "万": 10**4, "亿": 10**8}
    whole, _, rest = capitals.removeprefix("人民币").replace("零", "").replace("整", "").rpartition("元")
    total = digit = 0
    for sign in rest:
        digit, total = (
            (0, total + digit * units[sign]) if sign in units else ("零壹贰叁肆伍陆柒捌玖".index(sign), total)
        )
    yuan_total = section = big = digit = 0
    for sign in whole:
        if sign in "拾佰仟":
            section, digit = section + digit * units[sign], 0
        elif sign == "万":
            big, section, digit = big + (section + digit) * 10**4, 0, 0
        elif sign == "亿":
            yuan_total, big, section, digit = (big + section + digit) * 10**8, 0, 0, 0
        else:
            digit = "零壹贰叁肆伍陆柒捌玖".index(sign)
    return (yuan_total + big + section + digit) * 100 + total


@given(amounts)
def test_capital_numerals_mean_the_amount_and_never_stumble(amount):
    text = capital(amount)
    assert spoken(text) == amount
    assert "零零" not in text
    assert "零元" not in text or not amount
    assert text.endswith("整") == (amount % 100 == 0)


@given(st.integers(1, 10**8 - 1))
def test_capital_numerals_agree_with_another_writer_below_a_hundred_million(whole):
    other = cn2an.an2cn(str(whole), "rmb")
    assert capital(whole * 100) == "人民币" + other


@given(st.integers(-(10**13), 10**13), st.integers(0, 2_000_000))
def test_a_share_is_rounded_half_up(amount, ppm):
    error = share_ppm(amount, ppm) * 1_000_000 - amount * ppm
    assert abs(error) <= 500_000
    assert abs(error) < 500_000 or (error > 0) == (amount > 0)


@pytest.mark.parametrize(
    ("text", "ppm"),
    [("3", 30_000), ("2.5%", 25_000), ("２．５％", 25_000), ("0", 0), ("100", 1_000_000), ("0.0001", 1)],
)
def test_a_rate_is_read_as_ppm(text, ppm):
    assert percent(text) == ppm
    assert percent(percent_text(ppm)) == ppm


@pytest.mark.parametrize("text", ["", "-1", "100.0001", "1.00001", "1e1", "٣", "abc", "%"])
def test_other_rates_are_refused(text):
    with pytest.raises(RuleBroken) as refused:
        percent(text, "rate")
    assert (refused.value.code, refused.value.field) == ("RATE_FORM", "rate")


def test_a_negative_rate_keeps_its_sign():
    assert [percent_text(-25_000), percent_text(30_000)] == ["-2.5", "3"]


@given(st.integers(0, 10**15), st.lists(st.integers(0, 10**6), min_size=1, max_size=12).filter(any))
def test_shares_sum_exactly_and_are_off_by_less_than_a_fen(total, weights):
    shares = split(total, weights)
    assert sum(shares) == total
    assert all(
        abs(share * sum(weights) - total * weight) < sum(weights) for share, weight in zip(shares, weights, strict=True)
    )


def test_the_largest_remainder_then_the_first_gets_the_odd_fen():
    assert split(10_000, [1, 1, 1]) == [3334, 3333, 3333]
    assert split(1, [1] * 12) == [1] + [0] * 11
    assert split(10, [1, 2]) == [3, 7]


@pytest.mark.parametrize(("total", "weights"), [(-1, [1]), (1, [0]), (1, []), (1, [2, -1])])
def test_there_must_be_something_to_share_and_someone_to_have_it(total, weights):
    with pytest.raises(ValueError, match="cannot split"):
        split(total, weights)
