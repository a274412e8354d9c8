"""Sample arguments for every address that has some: SAMPLES[endpoint](cast, own) → arguments.

own:  an object that `cast.university` takes part in; for addresses of an office, one that `cast.office` answers for
else: one that belongs to others
None: there is none to try: a public object belongs to nobody, a letter's link to whoever holds it
Each call makes a fresh object.
An endpoint with arguments and no sample fails tests/accounts/test_every_route.py.
"""

from collections.abc import Callable
from secrets import randbelow, token_hex
from typing import Any

from marketplace.accounts.models import Invitation, OrganisationKind
from marketplace.kit import clock
from marketplace.kit.db import db
from tests.cast import Cast, make_organisation

Arguments = dict[str, Any]
Sample = Callable[[Cast, bool], Arguments | None]

ABROAD = "210200"  # a city that cast.office does not answer for


def _member(cast: Cast, own: bool) -> Arguments:
    return {"user_id": (cast.university if own else cast.workshop).id}


def _invitation(cast: Cast, own: bool) -> Arguments:
    row = Invitation(
        organisation_id=(cast.university if own else cast.workshop).organisation_id,
        email="guest@example.org",
        role_names=["reader"],
        token_hash=token_hex(32),
        purpose="join",
        created_at=clock.now(),
        expires_at=clock.now().replace(year=2099),
    )
    db.session.add(row)
    db.session.commit()
    return {"invitation_id": row.id}


def _organisation(cast: Cast, own: bool) -> Arguments:
    if own:
        return {"organisation_id": cast.university.organisation_id}
    serial = f"{randbelow(10**8):08d}"
    organisation = make_organisation("大连路远样例有限公司", OrganisationKind.ENTERPRISE, serial, area=ABROAD)
    db.session.commit()
    return {"organisation_id": organisation.id}


SAMPLES: dict[str, Sample] = {
    "static": lambda cast, own: {"filename": "css/jingzhe.css"} if own else None,
    "home.language": lambda cast, own: {"code": "en"} if own else None,
    "workflows.show": lambda cast, own: {"name": "verification"} if own else None,
    "accounts.reset_password": lambda cast, own: None,
    "accounts.join": lambda cast, own: None,
    "accounts.member": _member,
    "accounts.remove_member": _member,
    "accounts.withdraw_invitation": _invitation,
    "accounts.show": _organisation,
    "accounts.verify": _organisation,
    "accounts.return_organisation": _organisation,
}
