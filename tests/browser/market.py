"""The sample market, served as it is served on a spare port, with an instance folder of its own."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import ProxyHandler, build_opener

from marketplace.demo.server import spare_port

ROOT = Path(__file__).parent.parent.parent
OURS = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "LD_LIBRARY_PATH")
START_SECONDS, STOP_SECONDS = 300, 120
PASSWORD = "jing-zhe-sample-2026"


def _environment(folder: Path, port: int) -> dict[str, str]:
    return {
        **{name: os.environ[name] for name in OURS if name in os.environ},
        "INSTANCE_DIR": str(folder),
        "HOST": "127.0.0.1",
        "PORT": str(port),
        "PUBLIC_URL": f"http://127.0.0.1:{port}",
        "LOG_LEVEL": "WARNING",
        "SAMPLE_PASSWORD": PASSWORD,
    }


def _fill(folder: Path, environment: dict[str, str]) -> None:
    """Migrate and seed; SEEDED_INSTANCE names a folder seeded before, to copy instead."""
    seeded = os.environ.get("SEEDED_INSTANCE")
    if seeded:
        shutil.copytree(seeded, folder, dirs_exist_ok=True)
    for words in (("db", "upgrade"), () if seeded else ("seed",)):
        if words:
            command = [sys.executable, "-m", "flask", "--app", "wsgi", *words]
            subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True)


def _wait(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    opener, until = build_opener(ProxyHandler({})), time.monotonic() + START_SECONDS
    while time.monotonic() < until and server.poll() is None:
        try:
            with opener.open(f"{url}/readyz", timeout=60):
                return
        except OSError:  # not yet, or too busy
            time.sleep(0.2)
    raise AssertionError(f"the server does not answer: {log.read_text()[-2000:]}")


@contextmanager
def served(folder: Path, **settings: str) -> Iterator[str]:
    """The address of a seeded market; its whole process group is gone afterwards. settings: of the environment"""
    port = spare_port()
    environment, log = {**_environment(folder, port), **settings}, folder / "server.log"
    _fill(folder, environment)
    with log.open("wb") as written:
        command = [sys.executable, "-m", "marketplace.serve"]
        server = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=written, stderr=written, start_new_session=True
        )
        try:
            _wait(f"http://127.0.0.1:{port}", server, log)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            try:
                server.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                os.killpg(server.pid, signal.SIGKILL)
                server.wait(STOP_SECONDS)
