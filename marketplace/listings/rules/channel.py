"""The two licensing channels, never mixed (Patent Law art. 50-51)."""

from enum import StrEnum


class Channel(StrEnum):
    """Which road a listing is on; it never changes."""

    STATUTORY = "statutory"  # 法定开放许可: declared to and announced by the patent office, one price for all
    PLATFORM = "platform"  # 参照开放许可: an ordinary licence offered in the same style, may be negotiated
