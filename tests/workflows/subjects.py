"""A row for any workflow, whose guards hold unless a test says otherwise, and everybody who may try a step on it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from flask import Flask
from sqlalchemy import MetaData, String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from marketplace.kit import events
from marketplace.kit.db import db
from marketplace.workflows import declaration, offer, open_licence_deal, ordinary_deal, verification
from marketplace.workflows.parties import CLOCK, PLATFORM, Actor, Machine, Party, Role
from marketplace.workflows.table import Workflow

ALL: tuple[Workflow, ...] = (
    declaration.DECLARATION,
    offer.OFFER,
    open_licence_deal.OPEN_LICENCE_DEAL,
    ordinary_deal.ORDINARY_DEAL,
    verification.VERIFICATION,
)
GUARDS = {guard for workflow in ALL for step in workflow.steps for guard in step.guards}
HOMES = {Party.HOLDER: 1, Party.LICENSOR: 2, Party.LICENSEE: 3, Party.APPLICANT: 4}
OFFICE_HOME, ELSEWHERE = 5, 9


class Away(DeclarativeBase):
    """Tables of tests, not of the house."""

    metadata = MetaData()


class Subject(Away):
    """What a workflow moves. `unmet`: guards that do not hold; `judged`: called when a guard is asked for."""

    __tablename__ = "test_subjects"
    id: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[str] = mapped_column(String(32))
    version: Mapped[int] = mapped_column(default=1)
    note: Mapped[str] = mapped_column(String(32), default="")
    __mapper_args__ = {"version_id_col": version}

    def party_organisations(self) -> Mapping[Party, int | None]:
        return HOMES

    def __getattr__(self, name: str) -> Any:
        if name not in GUARDS:
            raise AttributeError(name)
        self.__dict__.get("judged", lambda: None)()
        return name not in self.__dict__.get("unmet", ())


@dataclass(frozen=True)
class Somebody:
    organisation_id: int | None
    roles: frozenset[Role]
    organisation_kind: str = "enterprise"
    actor_id: int | None = 7
    actor_name: str = "王样例"


def actor_of(party: Party, *roles: Role) -> Actor | Machine:
    if party in {Party.CLOCK, Party.PLATFORM}:
        return CLOCK if party is Party.CLOCK else PLATFORM
    if party is Party.OFFICE:
        return Somebody(OFFICE_HOME, frozenset(roles), "city_office")
    return Somebody(HOMES[party], frozenset(roles))


def everybody() -> Iterator[tuple[Party | None, Role | None, Actor | Machine]]:
    """Every party with every single role and with none, strangers, and one who is not signed in."""
    for party in Party:
        if party in {Party.CLOCK, Party.PLATFORM}:
            yield party, None, actor_of(party)
        else:
            yield party, None, actor_of(party)
            for role in Role:
                yield party, role, actor_of(party, role)
    yield None, None, Somebody(ELSEWHERE, frozenset(Role))
    yield None, None, Somebody(None, frozenset(Role))


def make_subject(state: str, **more: Any) -> Subject:
    row = Subject(state=str(state), **more)
    db.session.add(row)
    db.session.flush()
    return row


@contextmanager
def subjects_in(app: Flask, *reactions: events.Reaction) -> Iterator[None]:
    """The table of subjects, and `reactions` as all that follows from a step."""
    from marketplace.workflows.models import StepTaken

    Away.metadata.create_all(db.session.connection())
    before = app.extensions[events.KEY]
    app.extensions[events.KEY] = {StepTaken: reactions}
    try:
        yield
    finally:
        app.extensions[events.KEY] = before
