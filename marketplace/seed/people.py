"""Who is in the sample market: holders, firms, offices, each with one member; verified by the office of its city."""

from datetime import timedelta
from typing import NamedTuple

from marketplace.accounts import actions
from marketplace.accounts.models import Organisation, OrganisationKind, User
from marketplace.accounts.rules.kinds import OFFICES
from marketplace.accounts.rules.size import Figures
from marketplace.kit import clock, reference, uscc
from marketplace.kit.db import db
from marketplace.kit.transactions import transaction
from marketplace.workflows.verification import VerificationState

TABLE = "sample_organisations.csv"
DOMAIN = "jingzhe.test"  # a domain that nobody can own
FIRST_DAY, VERIFIED_AFTER = 460, timedelta(days=3)  # days before today; until the office answers
WAITING = frozenset({"tieren", "xiaoxi"})  # newcomers whose papers lie on the office's desk
DEPARTMENTS = {OrganisationKind.CITY_OFFICE: "11", OrganisationKind.PROVINCIAL_OFFICE: "11"}
DEPARTMENTS |= {OrganisationKind.UNIVERSITY: "12", OrganisationKind.INSTITUTE: "12"}
WAN = 1_000_000  # fen in ten thousand yuan


class Person(NamedTuple):
    """One organisation and its member; `trades` are fields of trade it has patents in, empty for a buyer."""

    key: str
    user_id: int
    organisation_id: int
    name: str
    kind: OrganisationKind
    trades: tuple[str, ...]

    @property
    def email(self) -> str:
        return email_of(self.key)

    @property
    def user(self) -> User:
        """The member, in the session at hand."""
        return db.session.get_one(User, self.user_id)


Cast = dict[str, Person]


def email_of(key: str) -> str:
    return f"{key}@{DOMAIN}"


def rows() -> list[dict[str, str]]:
    """The table, offices first: they verify the others."""
    return sorted(reference.table(TABLE), key=lambda row: OrganisationKind(row["kind"]) not in OFFICES)


def known() -> Cast:
    """The cast as it stands in the database; empty when it was not settled here."""
    found = {user.email: user for user in db.session.query(User).filter(User.email.endswith(f"@{DOMAIN}"))}
    table = [row for row in rows() if email_of(row["key"]) in found]
    return {row["key"]: _person(row, found[email_of(row["key"])]) for row in table}


def settle(password: str) -> Cast:
    """Register everybody and have them verified, more than a year ago; each in transactions of their own."""
    first_day, cast = clock.today() - timedelta(days=FIRST_DAY), Cast()
    for place, row in enumerate(rows()):
        day = clock.today() - timedelta(days=2) if row["key"] in WAITING else first_day + timedelta(days=place // 4)
        with clock.at(day), transaction():
            cast[row["key"]] = _register(row, place, password)
    for place, (key, person) in enumerate(cast.items()):
        if person.kind not in OFFICES and key not in WAITING:
            with clock.at(first_day + timedelta(days=place // 4) + VERIFIED_AFTER), transaction():
                _verify(db.session.get_one(Organisation, person.organisation_id), cast, key)
    for key in sorted(WAITING):
        with clock.at(clock.today() - timedelta(days=1)), transaction():
            actions.submit(db.session.get_one(Organisation, cast[key].organisation_id), by=cast[key].user)
    return cast


def _register(row: dict[str, str], place: int, password: str) -> Person:
    kind = OrganisationKind(row["kind"])
    user = actions.register(
        _details(row, kind, place),
        email=email_of(row["key"]),
        name=row["contact"],
        password=password,
        phone="000-0000-0000",
        state=VerificationState.VERIFIED if kind in OFFICES else VerificationState.DRAFT,
        sample=True,
    )
    if row["employees"]:
        figures = Figures(int(row["employees"]), int(row["revenue_wan"]) * WAN, int(row["revenue_wan"]) * WAN // 2)
        actions.record_size(user.organisation, _last_year(), figures, by=user)
    return _person(row, user)


def _person(row: dict[str, str], user: User) -> Person:
    organisation = user.organisation
    trades = tuple(row["trades"].split()) if organisation.kind is not OrganisationKind.ENTERPRISE else ()
    return Person(row["key"], user.id, organisation.id, organisation.name, organisation.kind, trades)


def _last_year() -> int:
    return clock.today().year - 1


def _details(row: dict[str, str], kind: OrganisationKind, place: int) -> dict[str, object]:
    where = reference.area_path(row["area_code"])
    return {
        **{name: row[name] for name in ("name", "short_name", "area_code", "industry")},
        "kind": kind,
        "uscc": uscc.make(DEPARTMENTS.get(kind, "91"), row["area_code"], f"9{9_000_000 + place:07}"),
        "legal_representative": row["representative"],
        "address": f"{where.zh if where else ''}样例路 {place + 1} 号",
        "contact_name": row["contact"],
        "contact_phone": "000-0000-0000",
        "contact_email": email_of(row["key"]),
        "bank_name": "样例银行",
        "bank_account": f"6200 0000 0000 {place:04}",
    }


def _verify(organisation: Organisation, cast: Cast, key: str) -> None:
    offices = {"2101": "office", "2102": "dalian"}
    actions.submit(organisation, by=cast[key].user)
    actions.verify(organisation, by=cast[offices.get(organisation.area_code[:4], "province")].user)
