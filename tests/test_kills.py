"""A real server is killed again and again while people accept and sign: what it answered stands, the rest is undone.

KILLS=100 .venv/bin/python -m pytest tests/test_kills.py
"""

import os
import random
import time
from pathlib import Path

import pytest

from tests.kills import aftermath
from tests.kills.load import Firm, Noted, Person, University
from tests.kills.market import FIRMS, UNIVERSITY, firm_email, make_market
from tests.kills.server import Server

KILLS = int(os.environ.get("KILLS", "30"))
LIFE_SECONDS = (0.3, 2.0)  # how long a server lives once it answers
LONG_LIFE_SECONDS = 8  # long enough for contracts to be printed and signed
SETTLE_SECONDS = 600
LOOKED_AT = 10  # signed contracts whose signatures are verified

pytestmark = [pytest.mark.own_database, pytest.mark.slow, pytest.mark.timeout(1200 + 12 * KILLS)]


def people(server: Server, noted: Noted, offers: list[str]) -> list[Person]:
    firms: list[Person] = [Firm(firm_email(number), server.port, noted, offers) for number in range(FIRMS)]
    return [*firms, University(UNIVERSITY, server.port, noted, offers)]


def play(server: Server, offers: list[str], noted: Noted) -> None:
    """One more offer a life; the server dies in the middle of it. At the end the people finish what they began."""
    server.start()
    begun: list[str] = []
    crowd = people(server, noted, begun)
    for person in crowd:
        person.start()
    for life, offer in enumerate(offers):
        begun.append(offer)
        time.sleep(LONG_LIFE_SECONDS if life % 6 == 5 else random.uniform(*LIFE_SECONDS))
        server.kill()
        server.start()
    time.sleep(LONG_LIFE_SECONDS)
    for person in crowd:
        person.stopped.set()
    for person in crowd:
        person.join(60)


def test_whatever_was_answered_outlives_every_kill(tmp_path: Path) -> None:
    server, noted = Server(tmp_path), Noted()
    app = server.app()
    with app.app_context():
        offers = make_market(KILLS)
        try:
            play(server, offers, noted)
            assert aftermath.wait_for_jobs(SETTLE_SECONDS) == 0
        finally:
            server.stop()
        assert noted.strange == []
        assert list(aftermath.broken_promises(noted)) == []
        assert list(aftermath.half_done()) == []
        assert list(aftermath.unlike_signed_contracts(LOOKED_AT)) == []
        assert len(noted.accepted) >= KILLS
        assert noted.unanswered > 0
