"""The served site: slow senders hold nobody up, a stop is graceful, whoever dies is replaced, nothing is left over."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from http.client import HTTPConnection
from pathlib import Path

import pytest
from flask import request

from marketplace.app import BODY_LIMIT, create_app
from marketplace.config import ROOT
from marketplace.kit import lines
from marketplace.serve import NEVER_BEGAN
from tests import senders
from tests.kills.server import Server
from tests.small import WAIT_SECONDS, ask, small

FEW = {"idle": 20, "half_headers": 5, "slow_bodies": 5}
AT_MOST = 5  # times what readers wait without the senders

pytestmark = [pytest.mark.own_database]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    server = Server(tmp_path_factory.mktemp("served"))
    server.app()
    server.start()
    yield server
    server.stop()


@pytest.fixture
def address(server: Server) -> senders.Address:
    return "127.0.0.1", server.port


def until(true: object) -> bool:
    end = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < end:
        if true():  # type: ignore[operator]
            return True
        time.sleep(0.1)
    return False


@pytest.mark.parametrize("kind", FEW)
def test_every_reader_is_answered_while_they_are_there(address: senders.Address, kind: str) -> None:
    """More of them than threads, so that one thread each would shut the site."""
    with senders.SENDERS[kind](address, FEW[kind] * 4):
        assert senders.readers(address, 20).unanswered == 0


@pytest.mark.slow
@pytest.mark.parametrize("kind", senders.FULL)
def test_readers_hardly_notice_them(address: senders.Address, kind: str) -> None:
    """By ratio, in one run; the best of three, since others work on this machine too."""
    senders.readers(address, 100)
    ratios = []
    for _ in range(3):
        alone = senders.readers(address, 200)
        with senders.SENDERS[kind](address, senders.FULL[kind]):
            beside = senders.readers(address, 200)
        assert (alone.unanswered, beside.unanswered) == (0, 0)
        ratios.append(beside.p95 / alone.p95)
    assert min(ratios) <= AT_MOST, ratios


def test_a_file_that_is_too_large_gets_the_page_that_says_so(address: senders.Address) -> None:
    status, page = ask(address, "POST", "/sign-in", b"x" * (BODY_LIMIT + 1), **{"Content-Type": "text/plain"})
    assert status == 413
    assert "10 MB" in page


def test_one_far_too_large_is_cut_off_before_it_is_sent(address: senders.Address) -> None:
    with socket.create_connection(address, timeout=WAIT_SECONDS) as line:
        line.sendall(b"POST /sign-in HTTP/1.1\r\nHost: here\r\nContent-Length: 99999999999\r\n\r\n")
        assert line.recv(100).startswith(b"HTTP/1.1 413")


def test_a_body_in_pieces_is_bounded_too(address: senders.Address) -> None:
    pieces = iter([b"x" * 1_000_000] * (BODY_LIMIT // 1_000_000 + 2))
    assert ask(address, "POST", "/sign-in", pieces)[0] == 413


@pytest.mark.parametrize("name", ["X-Long", "Cookie"])
def test_headers_are_bounded(address: senders.Address, name: str) -> None:
    assert ask(address, "GET", "/healthz", **{name: "x" * lines.HEADER_BYTES})[0] == 431
    assert ask(address, "GET", "/healthz", **{name: "x" * 1000})[0] == 200


def test_the_server_says_no_name(address: senders.Address) -> None:
    connection = HTTPConnection(*address, timeout=WAIT_SECONDS)
    connection.request("GET", "/healthz")
    answer = connection.getresponse()
    answer.read()
    connection.close()
    assert "Server" not in answer.headers


# ── The parent ──────────────────────────────────────────────────────────────────────────────────────────────────────


def children(parent: int) -> list[int]:
    found = subprocess.run(["ps", "-o", "pid=", "--ppid", str(parent)], capture_output=True, text=True, check=False)
    return [int(number) for number in found.stdout.split()]


def test_one_that_dies_is_replaced_and_a_stop_leaves_nothing(tmp_path: Path) -> None:
    server = Server(tmp_path)
    server.app()
    server.start()
    parent = server._process.pid
    assert until(lambda: len(children(parent)) == 2)
    first = children(parent)
    os.kill(first[0], signal.SIGKILL)
    assert until(lambda: len(children(parent)) == 2 and first[0] not in children(parent))
    assert until(lambda: senders.ask(("127.0.0.1", server.port), "/readyz")[0] == 200)
    left = children(parent)
    os.kill(parent, signal.SIGTERM)
    assert server._process.wait(WAIT_SECONDS) == 0
    assert all(not Path(f"/proc/{child}").exists() for child in left)
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", server.port), timeout=60)


def test_without_its_parent_a_process_ends(tmp_path: Path) -> None:
    server = Server(tmp_path)
    server.app()
    server.start()
    parent = server._process.pid
    left = children(parent)
    os.kill(parent, signal.SIGKILL)
    server._process.wait(WAIT_SECONDS)
    assert until(lambda: all(not Path(f"/proc/{child}").exists() for child in left))


def begun(server: Server, **settings: str) -> subprocess.CompletedProcess[str]:
    """A start that ends by itself."""
    return subprocess.run(
        [sys.executable, "-m", "marketplace.serve"],
        cwd=ROOT,
        env={**server._environment(), **settings},
        capture_output=True,
        text=True,
        timeout=WAIT_SECONDS,
        check=False,
    )


def test_what_cannot_begin_says_so_and_is_not_tried_for_ever(tmp_path: Path) -> None:
    weak = begun(Server(tmp_path), ENVIRONMENT="production", SECRET_KEY="dev")
    assert weak.returncode != 0
    assert "SECRET_KEY" in weak.stderr
    unusable = begun(Server(tmp_path), DATABASE_URL="no-address-at-all")
    assert unusable.returncode == NEVER_BEGAN
    assert "URL" in unusable.stderr


def test_an_address_that_is_taken_is_named(tmp_path: Path) -> None:
    server = Server(tmp_path)
    with socket.create_server(("127.0.0.1", server.port)):
        done = begun(server)
    assert done.returncode == 1
    assert str(server.port) in done.stderr


@pytest.mark.parametrize("hops", [0, 1])
def test_forged_addresses_are_believed_only_as_far_as_proxies_are_trusted(tmp_path: Path, hops: int) -> None:
    server = Server(tmp_path)
    app = create_app(replace(server.settings, trusted_proxies=hops))
    app.before_request_funcs.setdefault(None, []).insert(0, lambda: json.dumps([request.remote_addr, request.scheme]))
    forged = {"X-Forwarded-For": "198.51.100.1, 203.0.113.9", "X-Forwarded-Proto": "https"}
    with small(app) as (_mine, address):
        status, page = ask(address, "GET", "/healthz", **forged)
    assert status == 200
    assert json.loads(page) == (["203.0.113.9", "https"] if hops else ["127.0.0.1", "http"])
