"""Every point at which a file may come in: found from the forms themselves, and a row for each saying how to reach it.

A form with a file field and no row here fails tests/hostile/test_points.py.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from secrets import randbelow

import click
from flask import Flask
from wtforms import Form
from wtforms.fields import FileField
from wtforms.fields.core import UnboundField

from marketplace.accounts.models import OrganisationKind, User
from marketplace.contracts import actions as contracts
from marketplace.kit import clock
from marketplace.kit.db import db
from marketplace.listings import actions as listings
from marketplace.listings.rules.channel import Channel
from marketplace.patents.models import PatentKind
from tests.cast import Cast, make_organisation, make_user
from tests.contracts.test_pages import ENTRY
from tests.hostile.files import Medium
from tests.listings.market import ENTRY as DECLARED
from tests.listings.market import make_draft
from tests.makers import make_listing, make_patent

SCANS = frozenset({Medium.PAPER, Medium.PICTURE})
_serials = count(70_000)
Where = tuple[User | None, str, dict[str, str]]  # who sends it, to which address, with what beside the file


@dataclass(frozen=True)
class Point:
    """One file field of one form.

    media: what it takes; ready: makes a fresh object to upload to (committed) and says where
    """

    form: str
    field: str
    media: frozenset[Medium]
    ready: Callable[[Cast], Where]

    @property
    def name(self) -> str:
        return f"{self.form}.{self.field}"


def _import(cast: Cast) -> Where:
    return cast.university, "/patents/import", {}


def _encumbrance(cast: Cast) -> Where:
    patent, today = make_patent(cast.university.organisation), clock.today().isoformat()
    beside = {"kind": "pledge", "party": "样例银行", "starts_on": "2024-01-02", "consent_on": today}
    return cast.university, f"/patents/{patent.number}/encumbrance", beside


def _report(cast: Cast) -> Where:
    patent = make_patent(cast.university.organisation, kind=PatentKind.UTILITY_MODEL)
    beside = {"number": "2024-0001", "issued_on": "2024-01-02", "conclusion": "positive"}
    return cast.university, f"/patents/{patent.number}/report", beside


def _voucher(cast: Cast) -> Where:
    listing = make_listing(cast.university.organisation, Channel.STATUTORY, ENTRY)
    notice = {"products": "样品", "starts_on": clock.today().isoformat(), "accepts": True}
    buyer = _firm()
    deal = contracts.give_notice(listing.id, by=buyer, seen_hash=listing.versions[-1].terms_hash, notice=notice)
    beside = {"paid_fen": "5000", "paid_on": clock.today().isoformat()}
    return buyer, f"/deals/{deal.number}/pay", beside


def _copy(cast: Cast) -> Where:
    listing = make_listing(cast.university.organisation)
    deal = contracts.accept(listing.id, by=_firm(), seen_hash=listing.versions[-1].terms_hash)
    return None, f"/v/{deal.verification_id}", {}


def _scan(cast: Cast) -> Where:
    listing = make_draft(cast.university, serial=next(_serials))
    number, today = listing.patents[0].number, clock.today().isoformat()
    beside = {"kind": "co_owner", "name": "样例理工大学", "patent_number": f"ZL{number}", "given_on": today}
    return cast.university, f"/listings/{listing.number}/consents", beside


def _notice(cast: Cast) -> Where:
    listing = make_draft(cast.university, channel=Channel.STATUTORY, plan=DECLARED, serial=next(_serials))
    listings.submit(listing, by=cast.university)
    beside = {"declaration_no": "K2026000001", "announced_on": clock.today().isoformat()}
    return cast.university, f"/listings/{listing.number}/announce", beside


def _claim(cast: Cast) -> Where:
    return _firm(verified=False), "/organisation/claim", {}


def _firm(*, verified: bool = True) -> User:
    """A firm that nobody has met."""
    serial = f"{randbelow(10**8):08d}"
    firm = make_organisation(f"样例机械{serial}厂", OrganisationKind.ENTERPRISE, serial, verified=verified)
    return make_user(firm, f"f{serial}@example.org")


POINTS: tuple[Point, ...] = (
    Point("ImportForm", "table", frozenset({Medium.TABLE}), _import),
    Point("EncumbranceForm", "consent", SCANS, _encumbrance),
    Point("ReportForm", "file", SCANS, _report),
    Point("PaymentForm", "voucher", SCANS, _voucher),
    Point("VerifyForm", "copy", frozenset({Medium.PAPER}), _copy),
    Point("ConsentForm", "scan", SCANS, _scan),
    Point("AnnouncementForm", "notice", SCANS, _notice),
    Point("ClaimForm", "paper", SCANS, _claim),
)
# Commands that read a file whose path they are given, and which test sends them hostile ones.
COMMANDS = {
    "patents import": "tests/hostile/test_commands.py",
    "restore": "tests/kit/test_backup.py",
    "audit proof": "tests/workflows/test_audit.py",
}


def ready(point: Point, cast: Cast) -> Where:
    where = point.ready(cast)
    db.session.commit()
    return where


def _forms(parent: type[Form] = Form) -> Iterator[type[Form]]:
    for form in parent.__subclasses__():
        yield form
        yield from _forms(form)


def file_fields() -> set[tuple[str, str]]:
    """(form, field) of every file field of every form of the house that is loaded."""
    return {
        (form.__name__, name)
        for form in _forms()
        if form.__module__.startswith("marketplace.")
        for name in dir(form)
        if _takes_a_file(getattr(form, name, None))
    }


def other_fields() -> set[str]:
    """The names of all fields that take no files."""
    return {
        name
        for form in _forms()
        if form.__module__.startswith("marketplace.")
        for name in dir(form)
        if isinstance(getattr(form, name, None), UnboundField) and not _takes_a_file(getattr(form, name))
    }


def _takes_a_file(field: object) -> bool:
    """A file field of whatever class, alone or inside a list of fields."""
    if not isinstance(field, UnboundField):
        return False
    inner = [value for value in (*field.args, *field.kwargs.values()) if isinstance(value, UnboundField)]
    return issubclass(field.field_class, FileField) or any(map(_takes_a_file, inner))


def commands_that_read(app: Flask) -> set[str]:
    """Commands with an argument or option that is a file which must be there."""
    return {" ".join(path) for path, command in _commands(app.cli) if any(map(_reads, command.params))}


def _commands(group: click.Group, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from _commands(command, (*path, name))
        else:
            yield (*path, name), command


def _reads(param: click.Parameter) -> bool:
    kind = param.type
    return isinstance(kind, click.File) or (isinstance(kind, click.Path) and kind.exists and kind.file_okay)
