"""What is announced about listings."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ListingPublished:
    """A version is out: the first one, or new terms."""

    listing_id: int
    version: int


@dataclass(frozen=True)
class ListingSuspended:
    """A ground arose while it was out (`code`), or none stands any more (empty)."""

    listing_id: int
    code: str


@dataclass(frozen=True)
class ListingEnded:
    """In a final state; licences already granted go on."""

    listing_id: int
