"""Hostile files on a served site: no process dies, none grows by much, the next reader is answered.

Short in `make check`: the files that ended a process that read them by itself, each where it did. `make prove`: all.
"""

from collections.abc import Callable, Iterator

import pytest

from tests.hostile import residents
from tests.hostile.files import FILES, HostileFile, Medium
from tests.hostile.points import POINTS, Point
from tests.hostile.served import MOST_GROWN_MEGABYTES, Site, site

pytestmark = [
    pytest.mark.own_database,
    pytest.mark.skipif(not residents.can_be_seen(), reason="looks at processes as Linux shows them"),
]
ENDING = [file for file in FILES if file.ends]
WHERE = {Medium.TABLE: "ImportForm", Medium.PICTURE: "ConsentForm", Medium.PAPER: "VerifyForm"}
Noted = Callable[[str, object], None]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with site(tmp_path_factory.mktemp("served")) as found:
        yield found


def send_all(served: Site, point: Point, files: list[HostileFile]) -> list[str]:
    """What went wrong, a line a file."""
    found = [f"{file.title}: {'; '.join(wrong)}" for file in files if (wrong := served.send(point, file))]
    if (grown := served.grown_megabytes()) > MOST_GROWN_MEGABYTES:
        found.append(f"a serving process has grown by {grown:.0f} MB")
    return found


def home(file: HostileFile) -> Point:
    return next(point for point in POINTS if point.form == WHERE[file.medium])


@pytest.mark.slow
@pytest.mark.parametrize("file", ENDING, ids=lambda file: file.title)
def test_a_file_that_ended_a_process_ends_none(served: Site, file: HostileFile) -> None:
    assert send_all(served, home(file), [file]) == []


@pytest.mark.prove
@pytest.mark.parametrize("point", POINTS, ids=lambda point: point.name)
def test_every_file_at_every_point(served: Site, point: Point, record_property: Noted) -> None:
    assert send_all(served, point, list(FILES)) == []
    record_property("measured", f"{len(FILES)} files at {point.name}, + {served.grown_megabytes():.0f} MB at most")
