"""How long a place is kept, and for how many at once: pure counting of days."""

from datetime import date
from typing import NamedTuple

from marketplace.kit import clock


class Limits(NamedTuple):
    """What the settings of the same names say.

    signing_days:         calendar days until an accepted deal lapses unsigned, the last one included
    unverified_hold_days: working days for which a place is kept for a licensee that is not verified
    """

    signing_days: int = 15
    unverified_hold_days: int = 3


def hold_until(accepted_on: date, hold_days: int) -> date:
    """The last day on which the place is kept; the day of the acceptance does not count."""
    return clock.deadline(accepted_on, working_days=hold_days).last_day


def office_answers_by(held_until: date) -> date:
    """The office's last day: the working day before the place is lost, so that somebody can still sign."""
    return clock.working_day_before(held_until)
