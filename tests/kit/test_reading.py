"""The room in which strangers' bytes are read: limits hold, nothing is left behind, nobody waits for somebody else."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from itertools import permutations
from pathlib import Path

import pytest
from flask import Flask

from marketplace.kit import reading, signing
from marketplace.kit.errors import Busy, RuleBroken
from marketplace.kit.files import accept
from marketplace.kit.reading import Asker, calls, limits, slots
from marketplace.kit.reading.limits import Allowance
from marketplace.kit.signing import Finding
from tests.kit.hostile import far_cell, field_tree, large_png, many_fields, many_numbers, many_revisions
from tests.waiting import until

ROOT = Path(__file__).parents[2]
MIB = 1 << 20


def status_mib(key: str, process: int | str = "self") -> int:
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith(key)).split()[1]) // 1024


def children(process: int) -> list[int]:
    return [int(number) for number in Path(f"/proc/{process}/task/{process}/children").read_text().split()]


def inspected(content: bytes) -> signing.Verdict:
    return signing.inspect(content, fields=["sig-a"], registered_sha256s=[], trusted_roots=[])


@pytest.fixture
def little_time(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in limits.ALLOWANCES:
        monkeypatch.setitem(limits.ALLOWANCES, name, Allowance(1, 0))


@pytest.mark.parametrize(
    "content",
    [field_tree(60), many_fields(1_400_000), many_numbers(4_000_000), many_revisions(40_000)],
    ids=["field tree", "fields", "numbers", "revisions"],
)
def test_a_paper_that_would_be_read_for_ever_is_a_finding(little_time: None, content: bytes) -> None:
    before = time.thread_time()
    verdict = inspected(content)
    assert verdict.findings[0] in (Finding.NOT_JUDGED, Finding.UNREADABLE, Finding.NOT_SIGNED)
    assert time.thread_time() - before < 1, "this thread did not do the reading"


def test_a_field_tree_is_not_judged_in_time_and_that_is_said(little_time: None) -> None:
    verdict = inspected(field_tree(60))
    assert verdict.findings == (Finding.NOT_JUDGED,)
    assert not verdict.is_judged
    assert "限定时间" in verdict.messages[0].zh


def test_more_memory_than_allowed_is_refused_with_its_measure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(limits.ALLOWANCES, "pictures", Allowance(30, 0, 200 * MIB))
    with pytest.raises(RuleBroken) as refused:
        accept("现场.png", large_png(6000, 6000))
    assert refused.value.code == "FILE_TAKES_TOO_MUCH"
    assert "200 MB" in refused.value.message.zh
    assert "现场.png" in refused.value.message.en


def test_more_time_than_allowed_is_refused_with_its_measure(little_time: None) -> None:
    with pytest.raises(RuleBroken) as refused:
        list(reading.rows(b"\n" * 10_000_000))
    assert refused.value.code == "FILE_TAKES_TOO_LONG"
    assert "1 秒" in refused.value.message.zh
    assert refused.value.cure


def test_time_grows_with_the_file() -> None:
    assert limits.ALLOWANCES["tables"].of(10 * MIB).cpu_seconds == 30
    assert limits.ALLOWANCES["pdfs"].of(10 * MIB).cpu_seconds == 10
    assert limits.ALLOWANCES["pdfs"].of(1).cpu_seconds < 10


def test_neither_a_large_picture_nor_a_far_cell_makes_this_process_grow() -> None:
    picture, sheet = large_png(6000, 6000), far_cell("GR1900")
    before = status_mib("VmRSS")
    assert accept("大图.png", picture).content
    assert len(list(reading.rows(sheet))) == 2
    assert status_mib("VmRSS") - before < 30


def test_a_reader_sees_none_of_our_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "not for readers")
    calls.wardens.close()
    list(reading.rows(b"a\n1\n"))
    assert calls.wardens.process is not None
    assert b"SECRET_KEY" not in Path(f"/proc/{calls.wardens.process.pid}/environ").read_bytes()


def busy_reading(ended: list[str]) -> threading.Thread:
    """A reading that goes on until its child is ended, and the child's number."""

    def read() -> None:
        try:
            reading.inspect_signed(
                field_tree(60), Asker.HOUSE, fields=[], registered=[], trusted_roots=[], now="2026-11-28T00:00:00+00:00"
            )
        except reading.Ended as end:
            ended.append(end.cause)

    thread = threading.Thread(target=read)
    thread.start()
    return thread


def warden_of_mine() -> int:
    assert calls.wardens.process is not None
    return calls.wardens.process.pid


def test_a_killed_reader_is_a_refusal_and_leaves_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setitem(limits.ALLOWANCES, "signatures", Allowance(100, 0))
    list(reading.rows(b"a\n1\n"))
    ended: list[str] = []
    thread = busy_reading(ended)
    assert until(lambda: children(warden_of_mine()))
    for child in children(warden_of_mine()):
        os.kill(child, signal.SIGKILL)
    thread.join(60)
    assert ended == [reading.Cause.MEMORY]
    assert list(tmp_path.iterdir()) == []
    assert len(list(reading.rows(b"a\n1\n"))) == 1, "the next reading finds its warden at work"


def test_a_killed_warden_is_replaced() -> None:
    list(reading.rows(b"a\n1\n"))
    first = warden_of_mine()
    os.kill(first, signal.SIGKILL)
    assert len(list(reading.rows(b"a\n1\n"))) == 1
    assert warden_of_mine() != first


def test_readers_whom_nobody_listens_to_end() -> None:
    rows = reading.rows(b"a,b\n" + b"1,2\n" * 2_000_000)
    next(rows)
    assert children(warden_of_mine())
    rows.close()
    assert until(lambda: not children(warden_of_mine()))


READS = """
import sys
from marketplace.kit import reading
from tests.kit.hostile import field_tree
import threading, time
def read():
    reading.inspect_signed(field_tree(60), reading.Asker.HOUSE, fields=[], registered=[], trusted_roots=[],
                           now="2026-11-28T00:00:00+00:00")
threading.Thread(target=read, daemon=True).start()
rows = reading.rows(b"a,b\\n" + b"1,2\\n" * 2_000_000)
next(rows)
print(reading.calls.wardens.process.pid, flush=True)
time.sleep(600)
"""


def is_alive(process: int) -> bool:
    with suppress(FileNotFoundError, ProcessLookupError):
        return "\tZ" not in Path(f"/proc/{process}/status").read_text()
    return False


def test_a_killed_server_takes_its_readers_with_it_and_leaves_no_file(tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(tmp_path)}
    server = subprocess.Popen(
        [sys.executable, "-c", READS], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
    )
    assert server.stdout is not None
    with server, server.stdout:
        warden = int(server.stdout.readline())
        assert until(lambda: len(children(warden)) == 2)
        family = [warden, *children(warden)]
        server.kill()
    assert until(lambda: not any(map(is_alive, family)))
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for asker, places in slots.PLACES.items():
        monkeypatch.setitem(slots.PLACES, asker, places._replace(wait_seconds=0.05))
    return


def test_a_full_place_refuses_at_once_and_only_its_own_kind(app: Flask, impatient: None) -> None:
    for full, other in permutations((Asker.STRANGER, Asker.NEWCOMER, Asker.MEMBER), 2):
        with reading.held(full):
            with pytest.raises(Busy) as refused:
                reading.judge_text(b"a,b\n", full)
            assert (refused.value.status, refused.value.retry_after_seconds) == (503, 10)
            reading.judge_text(b"a,b\n", other)
            assert len(list(reading.rows(b"a\n1\n"))) == 1, "jobs have places of their own"
        reading.judge_text(b"a,b\n", full)


def test_no_thread_of_the_server_waits_longer_than_a_second() -> None:
    assert all(slots.PLACES[asker].wait_seconds <= 1 for asker in (Asker.STRANGER, Asker.NEWCOMER, Asker.MEMBER))


HOLDS = """
import sys, time
from pathlib import Path
from marketplace.kit.reading import slots
print(slots._take(Path(sys.argv[1]), slots.Asker.STRANGER, 1), flush=True)
time.sleep(600)
"""


def test_a_place_counts_in_all_processes_and_a_killed_one_gives_it_back(app: Flask, impatient: None) -> None:
    folder: Path = app.extensions[slots.KEY]
    folder.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-c", HOLDS, str(folder)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    other = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)
    assert other.stdout is not None
    with other, other.stdout:
        assert other.stdout.readline().strip().isdecimal()
        with pytest.raises(Busy):
            reading.judge_text(b"a,b\n", Asker.STRANGER)
        other.kill()
    reading.judge_text(b"a,b\n", Asker.STRANGER)
