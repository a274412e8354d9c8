"""What a reader says of a file, and what ends a reading."""

from enum import StrEnum

from marketplace.kit.reading.limits import Limits


class Complaint(Exception):
    """A reader will not have this file; whoever asked knows the words for the code."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Cause(StrEnum):
    TIME = "time"  # of the processor
    MEMORY = "memory"
    HANG = "hang"
    FAULT = "fault"  # the file made the reader stumble


class Ended(Exception):
    """A reading that came to no answer.

    trace: what the reader stumbled over, for the log
    """

    def __init__(self, cause: Cause, limits: Limits, trace: str = "") -> None:
        super().__init__(f"{cause.value}: {trace}")
        self.cause, self.limits, self.trace = cause, limits, trace
