"""A server of its own on a spare port, with an empty instance in a temporary folder; nothing else is touched."""

import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from urllib.request import ProxyHandler, build_opener

from marketplace.demo.forms import Broken
from marketplace.kit import uscc

ROOT = Path(__file__).parent.parent.parent
OURS = frozenset({"PATH", "HOME", "LANG", "LC_ALL", "TZ", "TMPDIR", "PYTHONPATH", "VIRTUAL_ENV", "LD_LIBRARY_PATH"})
START_SECONDS, STOP_SECONDS = 300, 120
OFFICE_NAME = "沈阳市知识产权局（样例）"


class Place(NamedTuple):
    """Where the demo is played, how the office signs in there, and the folder its letters are laid into."""

    url: str
    office_email: str
    office_password: str
    letters: Path


def spare_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def command() -> list[str]:
    """What serves the site, from the root of a checkout and by its environment."""
    return [sys.executable, "-m", "marketplace.serve"]


def _environment(folder: Path, port: int) -> dict[str, str]:
    """Nothing of the settings around us: the demo never meets another database."""
    kept = {name: value for name, value in os.environ.items() if name in OURS}
    return {
        **kept,
        "INSTANCE_DIR": str(folder),
        "HOST": "127.0.0.1",
        "PORT": str(port),
        "PUBLIC_URL": f"http://127.0.0.1:{port}",
        "LOG_LEVEL": "WARNING",
        "PYTHONUNBUFFERED": "1",
    }


def _flask(environment: dict[str, str], *words: str) -> None:
    command = [sys.executable, "-m", "flask", "--app", "wsgi", *words]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise Broken(f"flask {' '.join(words[:2])}: {done.stdout}{done.stderr}")


def _wait(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    opener, until = build_opener(ProxyHandler({})), time.monotonic() + START_SECONDS
    while time.monotonic() < until and server.poll() is None:
        try:
            with opener.open(f"{url}/readyz", timeout=60):
                return
        except OSError:  # not up yet, or too busy to answer
            time.sleep(0.2)
    raise Broken(f"the server does not answer: {log.read_text()[-2000:]}")


@contextmanager
def started(folder: Path, log: Path) -> Iterator[Place]:
    """A served, empty market in `folder` with one office; stopped at the end."""
    port, password = spare_port(), secrets.token_urlsafe(18)
    environment, email = _environment(folder, port), "office@jingzhe.test"
    _flask(environment, "db", "upgrade")
    office = ("--email", email, "--name", "安样例", "--uscc", uscc.make("11", "210100", "99000001"))
    kind = ("--organisation", OFFICE_NAME, "--kind", "city_office", "--area", "210100")
    _flask({**environment, "NEW_USER_PASSWORD": password}, "users", "create", *office, *kind)
    with log.open("wb") as written:
        server = subprocess.Popen(command(), cwd=ROOT, env=environment, stdout=written, stderr=written)  # noqa: S603
        try:
            url = f"http://127.0.0.1:{port}"
            _wait(url, server, log)
            yield Place(url, email, password, folder / "mail")
        finally:
            server.terminate()
            server.wait(STOP_SECONDS)
