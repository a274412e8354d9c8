"""Who someone is to a given row: licensor, licensee, holder, office, clock.

The engine knows people only through `Actor`, never through the accounts package.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Protocol

OFFICE_KINDS = frozenset({"city_office", "provincial_office"})


class Party(StrEnum):
    HOLDER = "holder"  # 专利权人, of a patent or a listing
    LICENSOR = "licensor"  # 许可人
    LICENSEE = "licensee"  # 被许可人
    APPLICANT = "applicant"  # who asks an office for something
    OFFICE = "office"  # 市局, 省局
    CLOCK = "clock"  # a legal day has come
    PLATFORM = "platform"  # the house itself, when a document is ready


class Role(StrEnum):
    """What a member may do for an organisation; each includes those after it, `SIGNATORY` stands beside them."""

    OWNER = "owner"  # 管理员: members, settings, everything a clerk does
    SIGNATORY = "signatory"  # 签章人: binds the organisation
    CLERK = "clerk"  # 经办人: drafts, accepts, sends
    READER = "reader"  # 查看


ACTS = frozenset({Role.OWNER, Role.SIGNATORY, Role.CLERK})


class Actor(Protocol):
    """Somebody who takes a step."""

    @property
    def actor_id(self) -> int | None: ...
    @property
    def actor_name(self) -> str: ...
    @property
    def organisation_id(self) -> int | None: ...
    @property
    def organisation_kind(self) -> str: ...
    @property
    def roles(self) -> frozenset[Role]: ...


class Subject(Protocol):
    """A row that moves through a workflow."""

    id: int
    version: int

    def party_organisations(self) -> Mapping[Party, int | None]: ...


class Machine:
    """An actor that is no person: the clock, or the platform finishing a document."""

    actor_id = None
    organisation_id = None
    organisation_kind = ""
    roles = frozenset[Role]()

    def __init__(self, party: Party, name: str) -> None:
        self.party = party
        self.actor_name = name


CLOCK = Machine(Party.CLOCK, "clock")
PLATFORM = Machine(Party.PLATFORM, "platform")


def parties_of(actor: Actor | Machine, row: Subject) -> frozenset[Party]:
    """Every part `actor` plays in `row`; empty for a stranger and for one who is not signed in."""
    if isinstance(actor, Machine):
        return frozenset({actor.party})
    if actor.organisation_id is None:
        return frozenset()
    played = {
        party for party, organisation in row.party_organisations().items() if organisation == actor.organisation_id
    }
    if actor.organisation_kind in OFFICE_KINDS:
        played.add(Party.OFFICE)
    return frozenset(played)
