"""The steps of a platform offer, one function an act."""

from marketplace.accounts.actions import allowances
from marketplace.accounts.models import OrganisationKind, User
from marketplace.accounts.rules.allowances import Act
from marketplace.kit.errors import NotAllowed
from marketplace.kit.words import Words
from marketplace.listings.actions.entries import refresh_entry
from marketplace.listings.actions.publishing import end_listing, put_out, refuse_unchanged, take
from marketplace.listings.models import Listing
from marketplace.workflows.listing_states import ListingState


def _answers_here(listing: Listing, by: User) -> None:
    """The second check is the provincial office's. Raises NotAllowed."""
    if listing.state is ListingState.PROVINCE_CHECK and by.organisation.kind is OrganisationKind.CITY_OFFICE:
        raise NotAllowed(Words("这一步由省局核查。", "This check is the provincial office's."), code="NOT_YOUR_STEP")


def send(listing: Listing, *, by: User) -> None:
    """The holder hands the offer to the offices for checking."""
    take(listing, "send", by)
    allowances.require(Act.PUBLISH, by)


def pass_on(listing: Listing, *, by: User) -> None:
    """The city office finds it in order."""
    take(listing, "pass_on", by)


def return_offer(listing: Listing, *, by: User, reason: str) -> None:
    """An office gives it back with a reason."""
    _answers_here(listing, by)
    take(listing, "return", by, reason)


def approve(listing: Listing, *, by: User) -> None:
    """The provincial office finds it in order; it is out at once."""
    _answers_here(listing, by)
    take(listing, "approve", by)
    put_out(listing, by)


def publish(listing: Listing, *, by: User) -> None:
    """The holder puts it out."""
    take(listing, "publish", by)
    allowances.require(Act.PUBLISH, by)
    put_out(listing, by)


def reprice(listing: Listing, *, by: User) -> None:
    """New terms from now on; deals made before keep theirs. Raises StepRefused when nothing changed."""
    refuse_unchanged(listing)
    take(listing, "reprice", by)
    allowances.require(Act.PUBLISH, by)
    put_out(listing, by)


def pause(listing: Listing, *, by: User, reason: str = "") -> None:
    """Nobody new for a while."""
    take(listing, "pause", by, reason)
    refresh_entry(listing)


def resume(listing: Listing, *, by: User) -> None:
    """Open again."""
    take(listing, "resume", by)
    refresh_entry(listing)


def close(listing: Listing, *, by: User, reason: str = "") -> None:
    """No new deals; those made before go on."""
    take(listing, "close", by, reason)
    end_listing(listing)


def discard(listing: Listing, *, by: User) -> None:
    """A draft of either channel is thrown away; its patents are free again."""
    take(listing, "discard", by)
    end_listing(listing)
