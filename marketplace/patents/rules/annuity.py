"""Annual fees: what is due when for which patent year, what lateness costs, and when the right ends.

Source: Implementing Rules, art. 115; Examination Guidelines, part V, chapter 9, 4.2; amounts in reference/annuity.csv.
"""

from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from typing import NamedTuple

from marketplace.kit import reference
from marketplace.kit.clock import add_months, next_working_day
from marketplace.kit.money import WHOLE_PPM, share_ppm
from marketplace.patents.rules.kinds import PatentKind, term_end, term_years

OPEN_LICENCE_REDUCTION_PPM = 150_000  # Announcement 594 (2024); of several reductions the highest counts
GRACE_MONTHS = 6
REMIND_DAYS = 90


class AnnuityState(StrEnum):
    PAID = "paid"  # nothing due in the next 90 days
    DUE = "due"  # the next fee may be paid without surcharge, and should be
    LATE = "late"  # in the six months after the due date
    LAPSED = "lapsed"  # unpaid after them: the right ended on the due date
    EXPIRED = "expired"  # the term is over


class Annuity(NamedTuple):
    """Where a patent stands with its annual fees.

    year:        patent year whose fee is the next one, None when all are paid or the term is over
    due_on:      last day without surcharge
    late_until:  last day with surcharge
    fee_fen, surcharge_fen: for `year`, if paid today
    ends_on:     last day of the right as things stand: the day before the lapse, else the last day of the term
    """

    state: AnnuityState
    year: int | None
    due_on: date | None
    late_until: date | None
    fee_fen: int
    surcharge_fen: int
    ends_on: date


class Rate(NamedTuple):
    kind: PatentKind
    from_year: int
    to_year: int
    amount_fen: int
    in_force_from: date
    in_force_to: date


@cache
def schedule() -> tuple[Rate, ...]:
    """The official fees, each with the days it is in force."""
    return tuple(
        Rate(
            PatentKind(row["kind"]),
            int(row["from_year"]),
            int(row["to_year"]),
            int(row["amount_yuan"]) * 100,
            date.fromisoformat(row["in_force_from"]),
            date.fromisoformat(row["in_force_to"] or "9999-12-31"),
        )
        for row in reference.table("annuity.csv")
    )


@cache
def late_bands() -> dict[int, int]:
    """Surcharge in ppm of the full fee, by month after the due date (1 to 6)."""
    rows = reference.table("annuity_late.csv")
    return {int(row["late_month"]): int(row["surcharge_percent"]) * WHOLE_PPM // 100 for row in rows}


def patent_year(filed_on: date, day: date) -> int:
    """The patent year `day` falls in; the first one begins with the filing date. Raises ValueError before it."""
    if day < filed_on:
        raise ValueError("a patent year does not begin before filing")
    year = day.year - filed_on.year
    return year + 1 if day >= add_months(filed_on, 12 * year) else year


def year_begins(filed_on: date, year: int) -> date:
    """First day of a patent year, and nominal due date of its fee."""
    return add_months(filed_on, 12 * (year - 1))


def due_on(filed_on: date, year: int) -> date:
    """The last day to pay the fee of patent year `year` without surcharge, on a working day.

    Source: Guidelines V-9 4.2.1.2; Implementing Rules, art. 5.
    """
    return next_working_day(year_begins(filed_on, year))


def fee_fen(kind: PatentKind, year: int, on: date, reduction_ppm: int = 0) -> int:
    """The fee of a patent year by the schedule in force `on` that day, less a reduction.

    Raises ValueError for a year the schedule does not know.
    """
    for rate in schedule():
        in_force = rate.in_force_from <= on <= rate.in_force_to
        if rate.kind is kind and rate.from_year <= year <= rate.to_year and in_force:
            return rate.amount_fen - share_ppm(rate.amount_fen, reduction_ppm)
    raise ValueError(f"no annual fee of {kind} for year {year} on {on}")


def late_month(filed_on: date, year: int, day: date) -> int:
    """How late a payment on `day` is: 0 in time, 1 to 6 for the month after the due date, 7 too late."""
    begins = year_begins(filed_on, year)
    month = 0
    while month <= GRACE_MONTHS and day > next_working_day(add_months(begins, month)):
        month += 1
    return month


def surcharge_fen(kind: PatentKind, filed_on: date, year: int, day: date) -> int:
    """What paying on `day` costs beside the fee: nothing in the first month, then 5 to 25 % of the full fee.

    Raises ValueError when it is too late to pay.
    """
    month = late_month(filed_on, year, day)
    if month > GRACE_MONTHS:
        raise ValueError("the six months after the due date are over")
    return share_ppm(fee_fen(kind, year, day), late_bands()[month]) if month else 0


def annuity_state(
    filed_on: date,
    granted_on: date,
    kind: PatentKind,
    paid_through_year: int | None,
    today: date,
    reduction_ppm: int = 0,
) -> Annuity:
    """Where the patent stands today.

    paid_through_year: last patent year paid for; None or less than the year of grant means the latter, whose fee is
                       paid with registration
    reduction_ppm:     of the fee (never of the surcharge), 150000 while an open licence is being used
    """
    last_day = term_end(kind, filed_on)
    paid = max(paid_through_year or 0, patent_year(filed_on, granted_on))
    year = paid + 1
    if paid >= term_years(kind, filed_on):
        state = AnnuityState.EXPIRED if today > last_day else AnnuityState.PAID
        return Annuity(state, None, None, None, 0, 0, last_day)
    due, late_until = due_on(filed_on, year), next_working_day(add_months(year_begins(filed_on, year), GRACE_MONTHS))
    fee = fee_fen(kind, year, max(today, due), reduction_ppm)
    if today > late_until:
        ended = year_begins(filed_on, year) - timedelta(days=1)
        return Annuity(AnnuityState.LAPSED, year, due, late_until, fee, 0, ended)
    surcharge = surcharge_fen(kind, filed_on, year, today)
    if today > due:
        return Annuity(AnnuityState.LATE, year, due, late_until, fee, surcharge, last_day)
    state = AnnuityState.DUE if due - today <= timedelta(days=REMIND_DAYS) else AnnuityState.PAID
    return Annuity(state, year, due, late_until, fee, surcharge, last_day)
