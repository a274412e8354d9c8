"""Terms and annual fees, with the worked examples of the Examination Guidelines."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.patents.rules.annuity import (
    OPEN_LICENCE_REDUCTION_PPM,
    AnnuityState,
    annuity_state,
    due_on,
    fee_fen,
    late_month,
    patent_year,
    surcharge_fen,
    year_begins,
)
from marketplace.patents.rules.kinds import PatentKind, term_end, term_years

INVENTION, MODEL, DESIGN = PatentKind


@pytest.mark.parametrize(
    ("kind", "filed_on", "last_day"),
    [
        # Guidelines V-9 4.1: filed 1999-09-06, protected to 2009-09-05 (a Saturday).
        (MODEL, date(1999, 9, 6), date(2009, 9, 5)),
        (INVENTION, date(2017, 1, 9), date(2037, 1, 8)),
        (INVENTION, date(2024, 2, 29), date(2044, 2, 28)),
        (DESIGN, date(2021, 5, 31), date(2031, 5, 30)),
        (DESIGN, date(2021, 6, 1), date(2036, 5, 31)),
    ],
)
def test_the_last_day_of_protection(kind, filed_on, last_day):
    assert term_end(kind, filed_on) == last_day


def test_patent_years_begin_with_filing():
    # Guidelines V-9 4.2.1.1: filed 1999-06-01, first year to 2000-05-31, second from 2000-06-01.
    filed_on = date(1999, 6, 1)
    assert [patent_year(filed_on, day) for day in (filed_on, date(2000, 5, 31), date(2000, 6, 1))] == [1, 1, 2]
    with pytest.raises(ValueError, match="before filing"):
        patent_year(filed_on, date(1999, 5, 31))


def test_the_first_fee_after_grant():
    # Guidelines V-9 4.2.1.2: filed 1997-06-03, granted 2001-08-01, year 5 paid at registration: year 6 by 2002-06-03.
    found = annuity_state(date(1997, 6, 3), date(2001, 8, 1), INVENTION, None, date(2002, 1, 1))
    assert (found.state, found.year, found.due_on) == (AnnuityState.PAID, 6, date(2002, 6, 3))
    assert (found.fee_fen, found.surcharge_fen) == (120_000, 0)


@pytest.mark.parametrize(
    ("kind", "year", "yuan"),
    [
        (INVENTION, 1, 900),
        (INVENTION, 9, 2000),
        (INVENTION, 20, 8000),
        (MODEL, 5, 900),
        (MODEL, 10, 2000),
        (DESIGN, 15, 3000),
    ],
)
def test_the_schedule(kind, year, yuan):
    assert fee_fen(kind, year, date(2026, 1, 1)) == yuan * 100


def test_the_schedule_knows_its_days():
    with pytest.raises(ValueError, match="no annual fee"):
        fee_fen(DESIGN, 11, date(2021, 5, 31))
    with pytest.raises(ValueError, match="no annual fee"):
        fee_fen(MODEL, 11, date(2026, 1, 1))


def test_an_open_licence_takes_fifteen_per_cent_off():
    assert fee_fen(INVENTION, 4, date(2026, 1, 1), OPEN_LICENCE_REDUCTION_PPM) == 102_000


@pytest.mark.parametrize(
    ("today", "state", "surcharge"),
    [
        (date(2026, 2, 25), AnnuityState.PAID, 0),
        (date(2026, 3, 3), AnnuityState.DUE, 0),
        (date(2026, 6, 1), AnnuityState.DUE, 0),
        (date(2026, 6, 2), AnnuityState.LATE, 0),
        (date(2026, 7, 1), AnnuityState.LATE, 0),
        (date(2026, 7, 2), AnnuityState.LATE, 10_000),
        # 1 August is a Saturday: the second month runs to Monday the third.
        (date(2026, 8, 3), AnnuityState.LATE, 10_000),
        (date(2026, 8, 4), AnnuityState.LATE, 20_000),
        (date(2026, 9, 2), AnnuityState.LATE, 30_000),
        (date(2026, 10, 9), AnnuityState.LATE, 40_000),
        (date(2026, 12, 1), AnnuityState.LATE, 50_000),
        (date(2026, 12, 2), AnnuityState.LAPSED, 0),
    ],
)
def test_a_fee_goes_from_paid_to_lapsed(today, state, surcharge):
    filed_on = date(2019, 6, 1)
    found = annuity_state(filed_on, date(2020, 3, 3), INVENTION, 7, today)
    assert (found.state, found.year, found.surcharge_fen) == (state, 8, surcharge)
    assert (found.due_on, found.late_until) == (date(2026, 6, 1), date(2026, 12, 1))
    lapsed = state is AnnuityState.LAPSED
    assert found.ends_on == (date(2026, 5, 31) if lapsed else date(2039, 5, 31))


def test_all_fees_paid_until_the_term_is_over():
    filed_on, granted_on = date(2016, 3, 1), date(2016, 12, 1)
    before = annuity_state(filed_on, granted_on, MODEL, 10, date(2026, 2, 28))
    after = annuity_state(filed_on, granted_on, MODEL, 10, date(2026, 3, 1))
    assert (before.state, before.year, after.state) == (AnnuityState.PAID, None, AnnuityState.EXPIRED)
    assert before.ends_on == after.ends_on == date(2026, 2, 28)


def test_too_late_is_too_late():
    assert late_month(date(2019, 6, 1), 8, date(2026, 12, 2)) == 7
    with pytest.raises(ValueError, match="six months"):
        surcharge_fen(INVENTION, date(2019, 6, 1), 8, date(2026, 12, 2))


days = st.dates(date(2004, 1, 1), date(2026, 11, 24))


@given(st.sampled_from(PatentKind), days, st.integers(0, 3000), st.integers(1, 20), days)
def test_the_states_follow_the_dates(kind, filed_on, wait, paid, today):
    granted_on = filed_on + timedelta(days=wait)
    found = annuity_state(filed_on, granted_on, kind, paid, today)
    assert found.ends_on <= term_end(kind, filed_on)
    if found.year is None:
        assert max(paid, patent_year(filed_on, granted_on)) >= term_years(kind, filed_on)
        return
    assert found.due_on == due_on(filed_on, found.year) >= year_begins(filed_on, found.year)
    assert (found.state in (AnnuityState.LATE, AnnuityState.LAPSED)) == (today > found.due_on)
    assert (found.state is AnnuityState.LAPSED) == (today > found.late_until)
