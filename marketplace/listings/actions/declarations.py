"""The steps of an open-licence declaration, one function an act (Patent Law art. 50; Guidelines part V ch. 11)."""

from datetime import date

from marketplace.accounts.actions import allowances
from marketplace.accounts.models import User
from marketplace.accounts.rules.allowances import Act
from marketplace.kit import clock
from marketplace.kit.errors import RuleBroken
from marketplace.kit.jobs import enqueue
from marketplace.kit.words import Words
from marketplace.listings.actions.entries import refresh_entry
from marketplace.listings.actions.publishing import end_listing, put_out, take
from marketplace.listings.models import Listing


def _not_later_than_today(day: date, field: str) -> None:
    if day > clock.today():
        raise RuleBroken(
            Words(f"{day} 还没有到，公告日不能在以后。", f"{day} has not come yet; a notice is never dated ahead."),
            code="DAY_IN_THE_FUTURE",
            cure=Words("照公告上的日期填。", "Enter the date as the gazette prints it."),
            field=field,
        )


def submit(listing: Listing, *, by: User) -> None:
    """The form was filed with the patent office; it is printed and kept as it stands."""
    taken = take(listing, "submit", by)
    allowances.require(Act.PUBLISH, by)
    enqueue(
        "declaration_pdf",
        f"declaration_pdf:{listing.id}:{taken.seq}",
        subject=("listing", listing.id),
        payload={"listing_id": listing.id},
    )


def correct(listing: Listing, *, by: User, reason: str) -> None:
    """The patent office asks for a correction."""
    take(listing, "correct", by, reason)


def refuse(listing: Listing, *, by: User, reason: str) -> None:
    """The patent office did not announce it."""
    take(listing, "refuse", by, reason)
    end_listing(listing)


def announce_declaration(
    listing: Listing, *, by: User, declaration_no: str, announced_on: date, notice: str, notice_name: str = ""
) -> None:
    """The gazette has announced it: from now on anyone may take a licence.

    declaration_no: as printed, opaque text
    notice:         SHA-256 of the scanned notice
    notice_name:    what the holder calls the scan
    Raises RuleBroken for a day in the future; StepRefused when a rule stands in the way.
    """
    _not_later_than_today(announced_on, "announced_on")
    listing.declaration_no, listing.announced_on = declaration_no.strip(), announced_on
    listing.announcement_file, listing.announcement_name = notice, notice_name
    facts = {"declaration_no": listing.declaration_no, "announced_on": announced_on.isoformat()}
    take(listing, "announce", by, documents=(notice,), **facts)
    allowances.require(Act.PUBLISH, by)
    put_out(listing, by)


def ask_withdrawal(listing: Listing, *, by: User, reason: str = "") -> None:
    """A withdrawal was filed; it accepts until that is announced."""
    take(listing, "ask_withdrawal", by, reason)
    refresh_entry(listing)


def announce_withdrawal(listing: Listing, *, by: User, withdrawn_on: date) -> None:
    """The withdrawal was announced: no new licences, those granted stay (art. 50(2)).

    Raises RuleBroken for a day in the future or before the announcement.
    """
    _not_later_than_today(withdrawn_on, "withdrawn_on")
    if listing.announced_on and withdrawn_on < listing.announced_on:
        raise RuleBroken(
            Words(
                f"撤回公告日 {withdrawn_on} 早于声明公告日 {listing.announced_on}。",
                f"{withdrawn_on} is before the announcement of {listing.announced_on}.",
            ),
            code="WITHDRAWN_BEFORE_ANNOUNCED",
            field="withdrawn_on",
        )
    listing.withdrawn_on = withdrawn_on
    take(listing, "announce_withdrawal", by, withdrawn_on=withdrawn_on.isoformat())
    end_listing(listing)


def keep(listing: Listing, *, by: User, reason: str = "") -> None:
    """The patent office refused the withdrawal; the declaration stays."""
    take(listing, "keep", by, reason)
    refresh_entry(listing)


def end(listing: Listing, *, by: User, reason: str) -> None:
    """The patent office terminated or revoked it."""
    take(listing, "end", by, reason)
    end_listing(listing)
