"""The field is a true chart: figures become leaves and seeds at a scale that is told."""

import re
from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.home.rules.field_chart import MOST_LEAVES, MOST_SEEDS, NARROW, WIDE, Trade, chart, scale_for
from marketplace.kit.words import Words


def trade(in_use: int, on_offer: int = 0, asleep: int = 0, code: str = "x") -> Trade:
    return Trade(code, Words(code, code), in_use, on_offer, asleep)


def dots(path: str) -> int:
    return len(re.findall("M", path))


@pytest.mark.parametrize(
    ("largest", "scale"), [(0, 1), (24, 1), (25, 2), (48, 2), (49, 3), (72, 3), (73, 5), (121, 10), (100_000, 5_000)]
)
def test_a_leaf_stands_for_the_smallest_round_number_that_fits(largest, scale):
    assert scale_for(largest, MOST_LEAVES) == scale


@given(
    st.lists(
        st.builds(trade, st.integers(0, 10**6), st.integers(0, 10**6), st.integers(0, 10**7)), min_size=1, max_size=12
    )
)
def test_every_plant_has_the_leaves_and_seeds_of_its_figures_and_fits_the_sheet(trades):
    drawn = chart(trades, WIDE)
    for plant in drawn.plants:
        one = plant.trade
        assert len(plant.leaves) == ceil(one.in_use / drawn.leaf_is) <= MOST_LEAVES
        assert dots(plant.bright) == ceil(one.on_offer / drawn.seed_is)
        assert dots(plant.dim) == ceil(one.asleep / drawn.seed_is)
        assert dots(plant.bright) + dots(plant.dim) <= MOST_SEEDS
        assert plant.top_y >= 0
        assert all(float(y) < drawn.height for y in re.findall(r"M\d+ (\d+)h", plant.bright + plant.dim))


def test_growth_climbs_to_the_right():
    drawn = chart([trade(30), trade(5), trade(12)], WIDE)
    assert [plant.trade.in_use for plant in drawn.plants] == [5, 12, 30]
    heights = [plant.top_y for plant in drawn.plants]
    assert heights == sorted(heights, reverse=True)


def test_a_phone_shows_the_four_tallest():
    drawn = chart([trade(number) for number in range(12)], NARROW)
    assert [plant.trade.in_use for plant in drawn.plants] == [8, 9, 10, 11]


def test_zero_is_drawn_as_zero():
    (plant,) = chart([trade(0)], WIDE).plants
    assert (plant.stem, plant.leaves, plant.bright, plant.dim) == ("", (), "", "")


def test_an_empty_market_has_no_plants():
    assert chart([], WIDE).plants == ()


def test_the_same_figures_give_the_same_picture():
    assert chart([trade(7, 3, 90)], WIDE) == chart([trade(7, 3, 90)], WIDE)
