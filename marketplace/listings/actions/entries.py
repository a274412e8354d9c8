"""A listing's place in the search index, always written in the transaction that changes it."""

from collections.abc import Iterator

from sqlalchemy import select, text

from marketplace.kit import clock, reference
from marketplace.kit.db import db, is_sqlite
from marketplace.listings import search
from marketplace.listings.models import Listing
from marketplace.listings.rules.fee_plan import FeePlan, band
from marketplace.listings.search import schema
from marketplace.workflows.listing_states import FINAL

READ_AT_ONCE = 500  # listings


def entry_of(listing: Listing) -> search.SearchEntry:
    """What the index keeps of the version that is out."""
    version = listing.versions[-1]
    plan = FeePlan.from_json(version.terms["fee_plan"])
    patents, lead = listing.patents, listing.patents[0]
    codes = [code for patent in patents for code in (patent.main_ipc, *patent.ipc_all.split(";")) if code]
    return search.SearchEntry(
        listing_id=listing.id,
        number=listing.number,
        title=" ".join(patent.title for patent in patents),
        abstract=" ".join(part for patent in patents for part in (patent.plain, patent.abstract) if part),
        owner=" ".join((listing.holder.name, *(owner.name for patent in patents for owner in patent.owners))),
        patent_numbers=tuple(patent.number for patent in patents),
        ipc_codes=tuple(dict.fromkeys(codes)),
        channel=listing.channel.value,
        fee_kind=plan.kind.value,
        fee_band=band(plan).value,
        use_first=plan.use_first is not None,
        ipc_section=lead.main_ipc[:1],
        owner_kind=listing.holder.kind.value,
        city=listing.holder.city_code,
        industry=reference.field_of(lead.main_ipc).code,
        first_year_fee_fen=plan.first_year_min_fen,
        published_on=clock.day(listing.published_at) if listing.published_at else None,
        open=listing.is_open,
    )


def refresh_entry(listing: Listing) -> None:
    """Bring the index up to what the listing is now: open, closed for a while, or gone for good."""
    if not listing.versions:
        return
    if listing.state in FINAL:
        search.remove(db.session.connection(), listing.id)
    else:
        search.put(db.session.connection(), entry_of(listing))


def _entries() -> Iterator[search.SearchEntry]:
    """An entry for every listing that belongs in the index, streamed."""
    published = select(Listing).where(Listing.versions.any(), Listing.state.not_in(FINAL)).order_by(Listing.id)
    for listing in db.session.scalars(published.execution_options(yield_per=READ_AT_ONCE)):
        yield entry_of(listing)


def rebuild_index(*, only_if_outdated: bool = False) -> int | None:
    """Make the index anew from the listings, in the caller's transaction; readers see the old one until the commit.

    only_if_outdated: do nothing when it was built by the SEARCH_VERSION of this code
    Returns how many listings were written, None when nothing was done.
    """
    connection = db.session.connection()
    if only_if_outdated and schema.is_current(connection):
        return None
    if not is_sqlite(connection):
        connection.execute(text("SET LOCAL statement_timeout = 0"))
    schema.drop(connection)
    schema.create(connection)
    return search.put_many(connection, _entries())
