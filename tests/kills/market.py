"""A small market to be fought over: offers with few places, four firms, one university."""

from marketplace.accounts.models import OrganisationKind
from marketplace.kit import clock
from marketplace.kit.transactions import transaction
from tests.cast import make_organisation, make_user
from tests.makers import make_listing

FIRMS = 4
PLACES = 2
UNIVERSITY = "university@example.org"


def firm_email(number: int) -> str:
    return f"firm{number}@example.org"


def make_market(offers: int, firms: int = FIRMS, places: int | None = PLACES) -> list[str]:
    """The numbers of the offers."""
    with transaction():
        university = make_organisation("滨岭理工大学", OrganisationKind.UNIVERSITY, "10000001")
        make_user(university, UNIVERSITY)
        for number in range(firms):
            firm = make_organisation(f"样例机械{number}厂", OrganisationKind.ENTERPRISE, f"2{number:07d}")
            make_user(firm, firm_email(number))
        listings = [make_listing(university, quota=places, checked_at=clock.now()) for _ in range(offers)]
        return [listing.number for listing in listings]
