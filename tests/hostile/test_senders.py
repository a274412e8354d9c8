"""Whatever somebody says on the line, and however long, everybody else is answered, and the site is well afterwards.

Short in `make check`: a few of each kind. In `make prove`: all of them, and the waits of other readers with and
without them, in one run.
"""

import time
from collections.abc import Callable, Iterator

import pytest

from tests import senders as quiet
from tests.hostile import residents
from tests.hostile.senders import FULL, OTHERS, SENDERS, wrong_answers
from tests.hostile.served import bare
from tests.kills.server import Server

pytestmark = [pytest.mark.own_database]
FEW, READERS, PATIENCE_SECONDS = 8, 12, 10
ASKED = 200
MOST_TIMES = 5  # so many times may other readers wait at the 95th of 100
SHORTEST_MS = 10  # a shorter wait counts as this long: below it the machine's own swing is larger than the figure
BEGINNING_SECONDS = 1
Noted = Callable[[str, object], None]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with bare(tmp_path_factory.mktemp("line")) as found:
        quiet.readers(("127.0.0.1", found.port), 50)
        yield found


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quiet, "PATIENCE_SECONDS", PATIENCE_SECONDS)


def well_after(server: Server, before: set[int]) -> list[str]:
    """What is not as it was before the senders came."""
    gone = [pid for pid in before if not residents.alive(pid)] if residents.can_be_seen() else []
    seen = quiet.readers(("127.0.0.1", server.port), READERS)
    return [*(f"process {pid} is gone" for pid in gone), *(["readers go unanswered"] if seen.unanswered else [])]


def serving(server: Server) -> set[int]:
    return residents.residents(server.pid) if residents.can_be_seen() else set()


@pytest.mark.slow
@pytest.mark.parametrize("name", SENDERS)
def test_others_are_answered_beside_a_few_of_each_kind(server: Server, name: str) -> None:
    address, before = ("127.0.0.1", server.port), serving(server)
    with SENDERS[name](address, FEW) as heard:
        time.sleep(BEGINNING_SECONDS)
        assert quiet.readers(address, READERS).unanswered == 0
    assert wrong_answers(name, heard) == []
    assert well_after(server, before) == []


@pytest.mark.prove
@pytest.mark.parametrize("name", SENDERS)
def test_others_wait_little_longer_beside_all_of_a_kind(server: Server, name: str, record_property: Noted) -> None:
    address, before, many = ("127.0.0.1", server.port), serving(server), FULL.get(name, OTHERS)
    alone = quiet.readers(address, ASKED)
    with SENDERS[name](address, many) as heard:
        time.sleep(BEGINNING_SECONDS)
        assert quiet.readers(address, FEW).unanswered == 0
        beside = quiet.readers(address, ASKED)
    again = quiet.readers(address, ASKED)
    without = max(SHORTEST_MS, alone.p95, again.p95)
    ratio = beside.p95 / without
    waits = f"{alone.p95:.0f} and {again.p95:.0f} ms without, {beside.p95:.0f} ms with"
    told = f"{many} {name}: p95 {waits}: {ratio:.1f} times"
    print(told)  # noqa: T201
    record_property("measured", told)
    assert beside.unanswered == 0
    assert ratio <= MOST_TIMES, told
    assert wrong_answers(name, heard) == []
    assert well_after(server, before) == []
