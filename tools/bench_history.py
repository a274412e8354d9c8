"""How fast the history is: `python -m tools.bench_history URL [STEPS]` prints rows and milliseconds of processor time.

Writes into the given database, which must be migrated and without history; at the end everything is undone.
"""

import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from time import process_time

from marketplace.accounts.models import Organisation
from marketplace.accounts.rules.kinds import OrganisationKind
from marketplace.app import create_app
from marketplace.config import settings
from marketplace.kit import clock, transactions
from marketplace.kit.db import db
from marketplace.workflows import engine, history
from marketplace.workflows.parties import Role
from marketplace.workflows.verification import VERIFICATION, VerificationState

BEGUN = datetime(2026, 11, 24, 1, 2, 3, 456789, tzinfo=UTC)
ROUNDS = 300


@dataclass
class Officer:
    organisation_id: int = -1
    actor_id: int = -1
    actor_name: str = "样例"
    organisation_kind: str = "city_office"
    roles: frozenset[Role] = field(default_factory=lambda: frozenset(Role))


def seconds(act: Callable[[], object]) -> float:
    begun = process_time()
    act()
    return process_time() - begun


def many_beginnings(count: int) -> None:
    history.first_steps(
        {
            "subject_kind": "offer",
            "subject_id": number,
            "target": "draft",
            "at": BEGUN + timedelta(seconds=number),
            "party": "holder",
            "actor_name": "样例",
            "facts": {"terms_hash": "a" * 64},
        }
        for number in range(1, count + 1)
    )


def many_steps() -> None:
    """An office verifies and returns one organisation again and again."""
    row = Organisation(name="样例", short_name="样例", kind=OrganisationKind.ENTERPRISE, created_at=clock.now())
    row.state = VerificationState.VERIFIED
    db.session.add(row)
    db.session.flush()
    owner = Officer(organisation_id=row.id, organisation_kind="enterprise")
    for _round in range(ROUNDS):
        engine.take(VERIFICATION, "return", row, Officer(), reason="样例")
        row.uscc, row.area_code, row.legal_representative = "91210100SAMPLE0000", "210100", "样例"
        engine.take(VERIFICATION, "submit", row, owner)
        engine.take(VERIFICATION, "verify", row, Officer())


def main(url: str, count: int = 60_000) -> None:
    app = create_app(settings(database_url=url))
    with app.app_context():
        transactions.begin(writing=True)
        try:
            print(f"first_steps  {count / seconds(lambda: many_beginnings(count)):>10,.0f} rows/s")
            print(f"verify       {count / seconds(lambda: sum(1 for _ in history.verify())):>10,.0f} rows/s")
            print(f"heads        {count / seconds(lambda: sum(1 for _ in history.heads())):>10,.0f} rows/s")
            print(f"take         {seconds(many_steps) * 1000 / (3 * ROUNDS):>10.2f} ms")
        finally:
            transactions.rollback()


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:]))
