"""The kinds of organisation, and what a credit code tells of one."""

from collections.abc import Mapping
from enum import StrEnum

from marketplace.kit.i18n import N_


class OrganisationKind(StrEnum):
    SOE = "soe"
    UNIVERSITY = "university"
    INSTITUTE = "institute"
    ENTERPRISE = "enterprise"
    PERSON = "person"
    SERVICE_AGENCY = "service_agency"
    FAIR_ORGANISER = "fair_organiser"
    CITY_OFFICE = "city_office"
    PROVINCIAL_OFFICE = "provincial_office"
    BANK = "bank"


class SizeClass(StrEnum):
    LARGE = "large"
    MEDIUM = "medium"
    SMALL = "small"
    MICRO = "micro"


K = OrganisationKind
KIND_NAMES: Mapping[OrganisationKind, str] = {
    K.ENTERPRISE: N_("Enterprise"),
    K.SOE: N_("State-owned enterprise"),
    K.UNIVERSITY: N_("University"),
    K.INSTITUTE: N_("Research institute"),
    K.PERSON: N_("Person"),
    K.SERVICE_AGENCY: N_("Service agency"),
    K.FAIR_ORGANISER: N_("Fair organiser"),
    K.BANK: N_("Bank"),
    K.CITY_OFFICE: N_("City office"),
    K.PROVINCIAL_OFFICE: N_("Provincial office"),
}
OFFICES = frozenset({K.CITY_OFFICE, K.PROVINCIAL_OFFICE})
OPEN_TO_ALL = tuple(kind for kind in KIND_NAMES if kind not in OFFICES)  # offices are entered by the operator

SIZE_NAMES: Mapping[SizeClass, str] = {
    SizeClass.LARGE: N_("Large enterprise"),
    SizeClass.MEDIUM: N_("Medium enterprise"),
    SizeClass.SMALL: N_("Small enterprise"),
    SizeClass.MICRO: N_("Micro enterprise"),
}


def kind_of(uscc: str, name: str = "") -> OrganisationKind | None:
    """The kind that a credit code, and the name where the code leaves it open, suggest; None when neither tells."""
    if "银行" in name:
        return K.BANK
    if uscc.startswith("12"):
        return K.UNIVERSITY if name.endswith(("大学", "学院", "学校")) else K.INSTITUTE
    if uscc.startswith(("91", "92", "93")):
        return K.ENTERPRISE
    return K.SERVICE_AGENCY if uscc.startswith("5") else None
