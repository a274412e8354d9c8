"""The printers: lent to many threads, steady in memory, gone when their server is gone."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from marketplace.kit import pdf
from marketplace.kit.pdf import printers
from marketplace.kit.pdf.printers import Pool
from marketplace.kit.pdf.worker import MISSING
from tests.kit.pdf_samples import contract, printed
from tests.waiting import until

ROOT = Path(__file__).parents[2]
HEADER: dict[str, object] = {"css": "contract", "title": "样例", "created": 0, "attachment": ""}
SERVER = """
import sys, time, threading
from marketplace.kit import pdf
pdf.warm_up()
print(*pdf.pool().children(), flush=True)
if sys.argv[1] == "busy":
    from tests.kit.test_pdf_pool import HEADER, ENDLESS
    for _ in range(2):
        threading.Thread(target=pdf.pool().print, args=(HEADER, ENDLESS.encode())).start()
time.sleep(60)
"""
ENDLESS = '<div style="columns:10"><p>' + "词 " * 400_000 + "</p></div>"


def memory_mib(process: int) -> int:
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    return next(int(line.split()[1]) // 1024 for line in lines if line.startswith("VmRSS"))


def is_alive(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


@pytest.mark.slow
def test_a_hundred_documents_leave_the_memory_where_it_was() -> None:
    html = contract(clauses=2, patents=5)
    printed(html)
    for _ in range(100):
        printed(html)
    assert max(map(memory_mib, pdf.pool().children())) <= 100


def test_many_threads_share_two_printers() -> None:
    expected = {name: printed(f"<p>{name}</p>").pdf for name in "甲乙丙丁戊己"}
    found: dict[str, bytes] = {}

    def print_one(name: str) -> None:
        found[name] = printed(f"<p>{name}</p>").pdf

    threads = [threading.Thread(target=print_one, args=(name,)) for name in expected]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == expected
    assert len(pdf.pool().children()) <= 2


def test_a_killed_printer_is_replaced() -> None:
    pool = Pool(size=1)
    try:
        pool.warm_up()
        (child,) = pool.children()
        os.kill(child, signal.SIGKILL)
        assert until(lambda: not is_alive(child))
        reply, _ = pool.print(HEADER, "<p>甲</p>".encode())
        assert reply["pages"] == 1
        assert pool.children() != [child]
    finally:
        pool.close()
    assert not pool.held.path.exists()


def test_nobody_waits_for_ever_when_all_printers_are_busy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(printers, "WAIT_SECONDS", 0.1)
    pool = Pool(size=0)
    with pytest.raises(pdf.PdfBusy) as refusal:
        pool.print(HEADER, b"<p>x</p>")
    assert refusal.value.status == 429
    pool.close()


@pytest.mark.slow
@pytest.mark.parametrize("occupation", ["idle", "busy"])
def test_printers_end_with_their_server(occupation: str) -> None:
    server = subprocess.Popen(
        [sys.executable, "-c", SERVER, occupation],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert server.stdout
    children = [int(word) for word in server.stdout.readline().split()]
    assert len(children) == 2
    time.sleep(0.5)
    server.kill()
    server.wait()
    server.stdout.close()
    assert until(lambda: not any(map(is_alive, children)))


def test_a_forked_process_prints_with_printers_of_its_own() -> None:
    printed("<p>甲</p>")
    parents = set(pdf.pool().children())
    child = os.fork()
    if child == 0:
        printed("<p>甲</p>")
        os._exit(0 if not parents & set(pdf.pool().children()) else 1)
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == 0
    assert printed("<p>乙</p>").pages == 1


def test_a_missing_library_is_said_in_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # A stand-in for the layout engine that was built without the subset library.
    for name, text in {
        "weasyprint/__init__.py": "",
        "weasyprint/logger.py": "LOGGER = None",
        "weasyprint/urls.py": "FatalURLFetchingError = KeyboardInterrupt\nURLFetcher = URLFetcherResponse = object",
        "weasyprint/text/__init__.py": "",
        "weasyprint/text/ffi.py": "harfbuzz_subset = None",
        "weasyprint/text/fonts.py": "FontConfiguration = None",
    }.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    pool = Pool(size=1)
    try:
        with pytest.raises(pdf.PrinterMissing, match="libharfbuzz-subset0"):
            pool.warm_up()
    finally:
        pool.close()
    assert "apt-get install" in MISSING


PRINTS = """
import time
from marketplace.kit.pdf.printers import Pool
print(Pool(size=1).held.path, flush=True)
time.sleep(600)
"""


def test_the_folder_of_a_killed_server_goes_at_the_next_start_and_that_of_a_running_one_stays(tmp_path: Path) -> None:
    environment = {**os.environ, "TMPDIR": str(tmp_path), "PYTHONPATH": str(ROOT)}

    def server() -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-c", PRINTS], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
        )

    def folder(of: subprocess.Popen[str]) -> Path:
        assert of.stdout is not None
        return Path(of.stdout.readline().strip())

    with server() as killed, server() as running:
        left, kept = folder(killed), folder(running)
        killed.kill()
        killed.wait()
        assert left.is_dir()
        with server() as third:
            assert folder(third).is_dir()
            third.kill()
        assert (left.exists(), kept.is_dir()) == (False, True)
        running.kill()
