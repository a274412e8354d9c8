"""A sample market under load is backed up and brought back on an empty machine: everything shows as it did."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from marketplace.app import create_app
from marketplace.contracts import documents, queries
from marketplace.contracts.models import Deal, DocumentKind
from marketplace.kit import clock, files
from marketplace.kit.db import db
from marketplace.kit.reading import Asker
from marketplace.kit.transactions import begin
from marketplace.workflows.deal_states import DealState
from tests.cast import PASSWORD, sign_in
from tests.conftest import fresh_database, make_settings
from tests.drill.load import Load
from tests.drill.pages import seen, to_look_at

pytestmark = [pytest.mark.own_database, pytest.mark.slow]
UNDER_WAY = 20  # acceptances before the backup begins


def say(app: Flask, *words: str) -> str:
    answer = app.test_cli_runner().invoke(args=words)
    assert answer.exit_code == 0, answer.output
    return answer.output


@pytest.fixture
def empty_machine(tmp_path: Path) -> Iterator[Flask]:
    """Another database without a table, another folder without a file; of the old one it has the two secrets."""
    folder = tmp_path / "another"
    folder.mkdir()
    app = create_app(
        make_settings(folder, fresh_database(folder, "drill")),
        TESTING=True,
        WTF_CSRF_ENABLED=False,
        JOBS_INLINE=True,
    )
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def check_vouched(app: Flask) -> int:
    """The page behind the QR vouches for every contract, and every signed file holds. Returns how many are signed."""
    signed = 0
    for deal in db.session.query(Deal).filter(Deal.effective_on.is_not(None)):
        assert app.test_client().get(f"/v/{deal.verification_id}").status_code == 200, deal.number
        registered = queries.revisions_of(deal)
        if len(deal.signatures) == 2:
            assert documents.inspect(files.content(registered[-1]), registered, Asker.JOB).is_genuine, deal.number
            signed += 1
    return signed


def sign_what_waits(app: Flask) -> str:
    """Both parties sign a contract that waited when the plug was pulled; its number."""
    waits = db.session.query(Deal).filter_by(state=DealState.SIGNING).order_by(Deal.id).first()
    assert waits is not None
    deal_id, number = waits.id, waits.number
    members = [one.members[0] for one in (waits.licensee, waits.licensor)]
    for member, step in zip(members, ("sign", "countersign"), strict=True):
        answer = sign_in(app, member).post(f"/deals/{number}/{step}", data={"checked": "y", "password": PASSWORD})
        assert answer.status_code == 303, answer.get_data(as_text=True)
    begin(writing=False)
    deal = db.session.get_one(Deal, deal_id)
    assert (deal.state, len(queries.revisions_of(deal))) == (DealState.EFFECTIVE, 3)
    return number


def test_a_market_under_load_comes_back_on_an_empty_machine(
    own_app: Flask, empty_machine: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SAMPLE_PASSWORD", PASSWORD)
    archive, moment = tmp_path / "market.tar.gz", clock.now()
    with own_app.app_context():
        say(own_app, "seed")
        load = Load.prepared(own_app)
        begin(writing=False)
        looks = to_look_at()
        with clock.at(moment):
            before = seen(own_app, looks)
        load.start()
        while len(load.done) < UNDER_WAY:
            assert not load.stopped.wait(0.05)
        promised = len(load.done)
        say(own_app, "backup", str(archive))
        during = len(load.done) - promised
        load.stop()
    assert during > 0, "the backup was made while people accepted"
    assert {answer.status for answer in before.values()} == {200}
    with empty_machine.app_context():
        say(empty_machine, "restore", str(archive))
        begin(writing=False)
        with clock.at(moment):
            after = seen(empty_machine, looks)
        different = [(look, before[look], after[look]) for look in looks if after[look] != before[look]]
        assert not different, different
        begin(writing=False)
        assert set(load.done[:promised]) <= {row.id for row in db.session.query(Deal.id)}
        assert "sound" in say(empty_machine, "audit", "verify")
        begin(writing=False)
        assert check_vouched(empty_machine) >= 6
        number = sign_what_waits(empty_machine)
        deal = db.session.query(Deal).filter_by(state=DealState.EFFECTIVE).order_by(Deal.effective_at.desc()).first()
        assert deal is not None
        assert deal.number == number
        assert deal.document(DocumentKind.CONTRACT, "zh") is not None
        assert check_vouched(empty_machine) >= 7
