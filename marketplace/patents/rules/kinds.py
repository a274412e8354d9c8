"""The three kinds of patent, their names and their terms."""

from datetime import date, timedelta
from enum import StrEnum

from marketplace.kit.clock import add_months
from marketplace.kit.words import Words

LONGER_DESIGN_TERM_FROM = date(2021, 6, 1)


class PatentKind(StrEnum):
    INVENTION = "invention"
    UTILITY_MODEL = "utility_model"
    DESIGN = "design"

    @property
    def label(self) -> Words:
        return _LABELS[self]


_LABELS = {
    PatentKind.INVENTION: Words("发明", "Invention"),
    PatentKind.UTILITY_MODEL: Words("实用新型", "Utility model"),
    PatentKind.DESIGN: Words("外观设计", "Design"),
}

# The fifth digit (third of old numbers) of an application number; 8 and 9 entered by way of the PCT.
KIND_BY_DIGIT = {
    "1": PatentKind.INVENTION,
    "2": PatentKind.UTILITY_MODEL,
    "3": PatentKind.DESIGN,
    "8": PatentKind.INVENTION,
    "9": PatentKind.UTILITY_MODEL,
}


def term_years(kind: PatentKind, filed_on: date) -> int:
    """Years of protection from the filing date: 20, 10, 15; designs filed before 1 June 2021 have 10.

    Source: Patent Law (2020), art. 42(1).
    """
    if kind is PatentKind.INVENTION:
        return 20
    return 15 if kind is PatentKind.DESIGN and filed_on >= LONGER_DESIGN_TERM_FROM else 10


def term_end(kind: PatentKind, filed_on: date) -> date:
    """The last day of protection; it does not move when it is a holiday.

    Source: Patent Law, art. 42(1); Examination Guidelines, part V, chapter 9, 4.1.
    """
    return add_months(filed_on, 12 * term_years(kind, filed_on)) - timedelta(days=1)
