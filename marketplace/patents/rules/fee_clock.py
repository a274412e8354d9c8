"""The clock of a patent's annual fees as a holder reads it: where it stands, until when, and what silence does."""

from datetime import date
from enum import StrEnum
from typing import NamedTuple

from marketplace.kit.words import Words
from marketplace.patents.rules.annuity import Annuity, AnnuityState, annuity_state, due_on, fee_fen, patent_year
from marketplace.patents.rules.kinds import PatentKind, term_years
from marketplace.patents.rules.register import Standing


class ClockState(StrEnum):
    """The order is that of urgency."""

    LATE = "late"
    UNKNOWN = "unknown"  # nobody has said up to which year the fees are paid
    DUE = "due"
    PAID = "paid"
    LAPSED = "lapsed"
    ENDED = "ended"  # the register says so
    EXPIRED = "expired"

    @property
    def label(self) -> Words:
        return _LABELS[self]


class FeeClock(NamedTuple):
    """A patent's fees today. due_on: last day without surcharge of the next fee, None when none is left."""

    state: ClockState
    year: int | None
    due_on: date | None
    late_until: date | None
    fee_fen: int
    surcharge_fen: int
    if_nothing: Words

    @property
    def is_running(self) -> bool:
        return self.due_on is not None and self.state not in (ClockState.LAPSED, ClockState.ENDED, ClockState.EXPIRED)


_LABELS = {
    ClockState.LATE: Words("年费已晚", "Fee late"),
    ClockState.UNKNOWN: Words("缴费情况没填", "Fees not stated"),
    ClockState.DUE: Words("快到缴费日", "Fee due soon"),
    ClockState.PAID: Words("年费已交", "Fees paid"),
    ClockState.LAPSED: Words("因未缴费失效", "Lapsed, fee unpaid"),
    ClockState.ENDED: Words("已失效", "Ended"),
    ClockState.EXPIRED: Words("已到期", "Term over"),
}
_ENDED = Words("登记簿记载专利权已终止或无效。", "The register says the right has ended or is invalid.")
_OVER = Words("保护期已满，任何人都可以用。", "The term is over; anybody may use it.")
_ALL_PAID = Words("年费已交到保护期满，不用再交。", "All fees to the end of the term are paid.")
_ASK = Words(
    "请填年费交到第几年。没有交满，就不能公布许可。",
    "State up to which year the fees are paid; without that it cannot be offered.",
)
_LAPSED = Words(
    "按所填的缴费年度，专利权已经终止。如果已经交了，请改正缴到第几年。",
    "By the year stated, the right has ended. If it was paid, correct the year.",
)


def fee_clock(
    kind: PatentKind,
    filed_on: date | None,
    granted_on: date | None,
    paid_year: int | None,
    today: date,
    standing: Standing = Standing.IN_FORCE,
) -> FeeClock:
    """What is next for the fees of a patent.

    paid_year: last patent year paid for; None: unknown, unless no fee has fallen due since the grant
    """
    if standing is Standing.ENDED and not _is_over(kind, filed_on, today):
        return FeeClock(ClockState.ENDED, None, None, None, 0, 0, _ENDED)
    if filed_on is None or granted_on is None:
        return FeeClock(ClockState.UNKNOWN, None, None, None, 0, 0, _ASK)
    found = annuity_state(filed_on, granted_on, kind, paid_year, today)
    if paid_year is None and found.state in (AnnuityState.LATE, AnnuityState.LAPSED):
        return _unknown(kind, filed_on, granted_on, today)
    return FeeClock(
        ClockState(found.state.value),
        found.year,
        found.due_on,
        found.late_until,
        found.fee_fen,
        found.surcharge_fen,
        _if_nothing(found),
    )


def _is_over(kind: PatentKind, filed_on: date | None, today: date) -> bool:
    return filed_on is not None and patent_year(filed_on, max(filed_on, today)) > term_years(kind, filed_on)


def _unknown(kind: PatentKind, filed_on: date, granted_on: date, today: date) -> FeeClock:
    """The next fee by the schedule, whether or not the earlier ones were paid."""
    if _is_over(kind, filed_on, today):
        return FeeClock(ClockState.EXPIRED, None, None, None, 0, 0, _OVER)
    year = patent_year(filed_on, today) + 1
    if year > term_years(kind, filed_on):
        return FeeClock(ClockState.UNKNOWN, None, None, None, 0, 0, _ASK)
    due = due_on(filed_on, year)
    following = annuity_state(filed_on, granted_on, kind, year - 1, today)
    return FeeClock(ClockState.UNKNOWN, year, due, following.late_until, fee_fen(kind, year, max(today, due)), 0, _ASK)


def _if_nothing(found: Annuity) -> Words:
    if found.state is AnnuityState.EXPIRED:
        return _OVER
    if found.state is AnnuityState.LAPSED:
        return _LAPSED
    if found.late_until is None:
        return _ALL_PAID
    until = found.late_until
    if found.state is AnnuityState.LATE:
        return Words(
            f"最迟 {until}（含）连滞纳金一起交，否则专利权终止。",
            f"Pay with the surcharge by {until} (incl.), or the right ends.",
        )
    return Words(
        f"不交：要加滞纳金；到 {until}（含）还不交，专利权终止。",
        f"If unpaid, a surcharge is added; if still unpaid by {until} (incl.), the right ends.",
    )
