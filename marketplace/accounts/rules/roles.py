"""Roles of a member, and which office answers for which organisation."""

from collections.abc import Iterable, Mapping

from marketplace.accounts.rules.kinds import OrganisationKind
from marketplace.kit.i18n import N_
from marketplace.workflows.parties import Role

ROLE_NAMES: Mapping[Role, str] = {
    Role.OWNER: N_("Owner"),
    Role.SIGNATORY: N_("Signatory"),
    Role.CLERK: N_("Clerk"),
    Role.READER: N_("Reader"),
}
ROLE_MEANINGS: Mapping[Role, str] = {
    Role.OWNER: N_("manages members and details, and does all a clerk does"),
    Role.SIGNATORY: N_("has the mandate to sign contracts for the organisation"),
    Role.CLERK: N_("drafts, accepts and sends"),
    Role.READER: N_("may look"),
}


def leaves_no_owner(owner_ids: Iterable[int], member_id: int, roles: Iterable[Role]) -> bool:
    """Whether the organisation would be without an owner once this member has `roles` (none: is removed)."""
    remaining = set(owner_ids) - {member_id}
    return not remaining and Role.OWNER not in set(roles)


def can_see(office: OrganisationKind, office_area: str, area: str) -> bool:
    """A city office sees the organisations of its city, a provincial office all of them."""
    return office is OrganisationKind.PROVINCIAL_OFFICE or (
        office is OrganisationKind.CITY_OFFICE and bool(area) and area[:4] == office_area[:4]
    )


def can_verify(office: OrganisationKind, office_area: str, area: str, cities_with_office: Iterable[str]) -> bool:
    """The city office verifies its city; a provincial office only those whose city has no office here.

    cities_with_office: first four digits of the areas of all city offices
    """
    if office is OrganisationKind.CITY_OFFICE:
        return can_see(office, office_area, area)
    return office is OrganisationKind.PROVINCIAL_OFFICE and area[:4] not in set(cities_with_office)
