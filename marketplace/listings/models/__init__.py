"""Listings in both channels, their frozen versions, the patents in them and the consents they rest on."""

from marketplace.listings.models.listing import PREFIX, Listing
from marketplace.listings.models.parts import ListingConsent, ListingPatent, ListingVersion

__all__ = ["PREFIX", "Listing", "ListingConsent", "ListingPatent", "ListingVersion"]
