"""Two people at once, on a database of their own: one takes the step, the other is told so."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import select

from marketplace.accounts.models import Organisation, User
from marketplace.kit import transactions
from marketplace.kit.db import db
from marketplace.kit.errors import StepRefused
from marketplace.kit.transactions import transaction
from marketplace.workflows import engine, history
from marketplace.workflows.verification import VERIFICATION
from marketplace.workflows.verification import VerificationState as S
from tests.cast import make_cast
from tests.waiting import HANG_SECONDS

pytestmark = pytest.mark.own_database
ROUNDS = 12


@pytest.fixture
def numbers(own_app: Flask) -> tuple[int, int]:
    """The organisation that is fought over, and the officer who fights with himself."""
    with own_app.app_context():
        with transaction():
            cast = make_cast()
        return cast.workshop.organisation_id, cast.office.id


def put_to_the_office(organisation_id: int) -> None:
    """Bring it into the state in which an officer may verify it."""
    with transaction():
        organisation = db.session.get_one(Organisation, organisation_id)
        owner = db.session.scalars(select(User).where(User.organisation_id == organisation_id)).one()
        officer = db.session.scalars(select(User).where(User.email == "office@example.org")).one()
        engine.take(VERIFICATION, "return", organisation, officer)
        engine.take(VERIFICATION, "submit", organisation, owner)


def test_of_two_who_take_the_same_step_exactly_one_wins(own_app: Flask, numbers: tuple[int, int]) -> None:
    organisation_id, officer_id = numbers
    start = Barrier(2, timeout=HANG_SECONDS)

    def verify(_who: int) -> str:
        with own_app.app_context():
            start.wait()
            try:
                with transaction():
                    organisation = db.session.get_one(Organisation, organisation_id)
                    engine.take(VERIFICATION, "verify", organisation, db.session.get_one(User, officer_id))
            except StepRefused as refused:
                return refused.code
            return "won"

    with ThreadPoolExecutor(2) as pool:
        for _round in range(ROUNDS):
            with own_app.app_context():
                put_to_the_office(organisation_id)
            outcomes = sorted(pool.map(verify, range(2)))
            assert outcomes == ["WRONG_STATE", "won"]
    with own_app.app_context():
        assert [step.step for step in history.steps_of("verification", organisation_id)] == [
            "return",
            "submit",
            "verify",
        ] * ROUNDS
        assert db.session.get_one(Organisation, organisation_id).state is S.VERIFIED
        assert list(history.verify()) == []


def test_what_was_read_before_slow_work_is_read_again_after_it(own_app: Flask, numbers: tuple[int, int]) -> None:
    organisation_id, officer_id = numbers

    def verify_meanwhile() -> None:
        with own_app.app_context(), transaction():
            organisation = db.session.get_one(Organisation, organisation_id)
            engine.take(VERIFICATION, "verify", organisation, db.session.get_one(User, officer_id))

    def verify_after_slow_work() -> None:
        with transaction():
            officer = db.session.get_one(User, officer_id)
            stale = db.session.get_one(Organisation, organisation_id)
            assert stale.state is S.SUBMITTED
            with transactions.outside(), ThreadPoolExecutor(1) as pool:
                pool.submit(verify_meanwhile).result(timeout=HANG_SECONDS)
            engine.take(VERIFICATION, "verify", stale, officer)

    with own_app.app_context():
        put_to_the_office(organisation_id)
        with pytest.raises(StepRefused) as refused:
            verify_after_slow_work()
        assert refused.value.code == "WRONG_STATE"
        assert history.head("verification", organisation_id)[0] == 3
