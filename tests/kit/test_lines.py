"""The lines of one process: who says nothing, too much, too early or two things at once, and who reads nothing."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import closing, suppress

import pytest
from flask import Flask, request

from marketplace.config import Settings
from marketplace.kit import lines
from marketplace.kit.incoming import FREE_BYTES, Bounded, Budget
from marketplace.serve import lines_of_network
from tests import senders
from tests.small import WAIT_SECONDS, ask, small
from tests.waiting import until

GET = b"GET %b HTTP/1.1\r\nHost: here\r\n%b\r\n"
POST = b"POST /length HTTP/1.1\r\nHost: here\r\nContent-Length: %d\r\n\r\n"
LARGE = 24 * 1024 * 1024  # more than the systems between two ends of a line hold


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> Iterator[senders.Address]:
    for name, seconds in (("IDLE", 0.3), ("HEADER", 0.3), ("REQUEST", 0.6), ("LOOK", 0.1), ("BEAT", 0.05)):
        monkeypatch.setattr(lines, f"{name}_SECONDS", seconds)
    with small(Flask("small")) as (_mine, address):
        yield address


def ends(address: senders.Address, first: bytes, drip: bytes = b"") -> bool:
    """Whether the line is closed by the site, though one goes on sending."""
    with socket.create_connection(address, timeout=WAIT_SECONDS) as line:
        line.sendall(first)
        line.settimeout(0.05)
        end = time.monotonic() + WAIT_SECONDS
        while time.monotonic() < end:
            try:
                if line.recv(1000) == b"":
                    return True
            except TimeoutError:
                with suppress(ConnectionError):
                    line.sendall(drip)
            except ConnectionError:
                return True
    return False


@pytest.mark.parametrize(
    ("first", "drip"),
    [
        (b"", b""),
        (b"GET / HTTP/1.1\r\nX: ", b""),
        (b"GET / HTTP/1.1\r\nX: ", b"a"),
        (b"POST /length HTTP/1.1\r\nHost: a\r\nContent-Length: 900\r\n\r\n", b""),
        (b"POST /length HTTP/1.1\r\nHost: a\r\nContent-Length: 900\r\n\r\n", b"a"),
    ],
    ids=["says nothing", "half a header", "a header byte by byte", "half a body", "a body byte by byte"],
)
def test_every_wait_has_an_end(impatient, first: bytes, drip: bytes) -> None:
    assert ends(impatient, first, drip)


def test_a_body_beyond_the_limit_is_counted_but_not_kept() -> None:
    kept = Bounded(100, 1000, Budget(10_000))
    for _ in range(5):
        kept.append(b"x" * 400)
    assert len(kept) == 2000
    assert len(kept.getfile().read()) == 800
    kept.close()


def test_what_runs_is_finished_when_the_site_stops() -> None:
    app, begun, go_on = Flask("small"), threading.Event(), threading.Event()

    @app.get("/slow")
    def slow() -> str:
        begun.set()
        assert go_on.wait(WAIT_SECONDS)
        return "whole" * 1000

    answers: list[tuple[int, str]] = []
    with small(app) as (mine, address):
        reader = threading.Thread(target=lambda: answers.append(ask(address, "GET", "/slow")))
        reader.start()
        assert begun.wait(WAIT_SECONDS)
        stopping = threading.Thread(target=lambda: until(lambda: not mine.accepting) and go_on.set())
        stopping.start()
    reader.join(WAIT_SECONDS)
    stopping.join(WAIT_SECONDS)
    assert answers == [(200, "whole" * 1000)]


# ── Who reads nothing ───────────────────────────────────────────────────────────────────────────────────────────────


def site() -> Flask:
    app = Flask("small")
    app.add_url_rule("/small", "small", lambda: "small")
    app.add_url_rule("/large", "large", lambda: b"x" * LARGE)
    app.add_url_rule("/length", "length", lambda: str(len(request.get_data())), methods=["POST"])
    return app


def said(address: senders.Address, words: bytes) -> bytes:
    """All that is answered until the site closes the line."""
    heard = b""
    with socket.create_connection(address, timeout=WAIT_SECONDS) as line:
        line.sendall(words)
        with suppress(ConnectionError):
            while more := line.recv(65536):
                heard += more
    return heard


def test_what_is_sent_ahead_is_dropped_and_the_line_closes() -> None:
    with small(site()) as (_mine, address):
        heard = said(address, GET % (b"/small", b"") * 5)
    assert heard.count(b"HTTP/1.1 200") == 1
    assert b"Connection: close" in heard


def test_an_empty_line_after_a_body_closes_nothing() -> None:
    with small(site()) as (_mine, address), socket.create_connection(address, timeout=WAIT_SECONDS) as line:
        line.sendall(POST % 4 + b"a=bc\r\n")
        heard = b""
        while not heard.endswith(b"\r\n\r\n4"):
            heard += line.recv(1000)
        assert b"Connection: close" not in heard
        line.sendall(GET % (b"/small", b""))
        assert line.recv(1000).startswith(b"HTTP/1.1 200")


@pytest.mark.parametrize("times", [1, 50], ids=["once", "many times ahead"])
def test_answers_that_nobody_reads_hold_no_thread(times: int) -> None:
    """More of them than threads, each answer larger than what fits on the way."""
    with small(site()) as (mine, address):
        deaf = [socket.create_connection(address, timeout=WAIT_SECONDS) for _ in range(6)]
        for line in deaf:
            line.sendall(GET % (b"/large", b"") * times)
        assert until(lambda: sum(line.total_outbufs_len > 0 for line in list(mine.active_channels.values())) == 6)
        assert ask(address, "GET", "/small") == (200, "small")
        for line in deaf:
            line.close()


def test_an_answer_that_nobody_reads_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, seconds in (("UNREAD", 0.3), ("LOOK", 0.1), ("BEAT", 0.05)):
        monkeypatch.setattr(lines, f"{name}_SECONDS", seconds)
    with small(site()) as (mine, address), socket.create_connection(address, timeout=WAIT_SECONDS) as deaf:
        deaf.sendall(GET % (b"/large", b""))
        assert until(lambda: mine.held)
        assert until(lambda: not mine.active_channels)
        assert ask(address, "GET", "/small") == (200, "small")


# ── Who comes with many lines ───────────────────────────────────────────────────────────────────────────────────────


def is_closed(line: socket.socket) -> bool:
    try:
        return line.recv(1) == b""
    except ConnectionError:
        return True


def test_a_network_holds_no_more_than_its_lines() -> None:
    with small(site(), of_network=3) as (mine, address):
        held = [socket.create_connection(address, timeout=WAIT_SECONDS) for _ in range(3)]
        for line in held:
            line.sendall(POST % 900)
        assert until(lambda: len(mine.active_channels) == 3)
        with socket.create_connection(address, timeout=WAIT_SECONDS) as one_too_many:
            assert is_closed(one_too_many)
        with socket.create_connection(address, timeout=WAIT_SECONDS, source_address=("127.0.9.9", 0)) as other:
            other.sendall(GET % (b"/small", b""))
            assert other.recv(1000).startswith(b"HTTP/1.1 200")
        for line in held:
            line.close()
        assert until(lambda: not mine.held)
        assert ask(address, "GET", "/small") == (200, "small")


def test_behind_a_proxy_lines_are_not_counted_by_network() -> None:
    assert lines_of_network(Settings(lines_of_network=7)) == 7
    assert lines_of_network(Settings(lines_of_network=7, trusted_proxies=1)) == 0


# ── Bodies together ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_bodies_without_room_are_told_so_and_room_comes_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "BODIES_BYTES", 10_000)
    body = b"x" * (FREE_BYTES + 8_000)
    with small(site(), kept_bytes=100_000) as (mine, address):
        with closing(socket.create_connection(address, timeout=WAIT_SECONDS)) as half:
            half.sendall(POST % (len(body) + 1) + body)
            assert until(lambda: mine.adj.budget.kept == 8_000)
            status, words = ask(address, "POST", "/length", body)
            assert status == 503
            assert "文件太多" in words
            assert "in a minute" in words
            assert ask(address, "POST", "/length", b"x" * FREE_BYTES) == (200, str(FREE_BYTES))
        assert until(lambda: mine.adj.budget.kept == 0)
        assert ask(address, "POST", "/length", body) == (200, str(len(body)))
        assert until(lambda: mine.adj.budget.kept == 0)


# ── What can be read in two ways ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "words",
    [
        GET % (b"/small", b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n") + b"0\r\n\r\n",
        GET % (b"/small", b"Content-Length: 5\r\nTransfer-Encoding:\r\n") + b"0\r\n\r\n",
        b"GET /small HTTP/1.0\r\nHost: a\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"GET /small HTTP/1.1\r\n\r\n",
        GET % (b"/small", b"Host: there\r\n"),
        GET % (b"/small", b"Content_Length: 5\r\n") + b"abcde",
        GET % (b"/small", b"Transfer_Encoding: chunked\r\n") + b"0\r\n\r\n",
        GET % (b"/small", b"Content-Length: " + b"9" * 5000 + b"\r\n"),
        GET % (b"/small", b"Content-Length: " + b"9" * 5000 + b"\r\nExpect: 100-continue\r\n"),
        GET % (b"http://[::1/small", b""),
        GET % (b"/small", b"Transfer-Encoding: chunked\r\n") + b"1;" + b"a" * (lines.HEADER_BYTES + 1),
        GET % (b"/small", b"Transfer-Encoding: chunked\r\n") + b"0\r\nX: " + b"a" * (lines.HEADER_BYTES + 1),
    ],
    ids=[
        "length and encoding",
        "length and an empty encoding",
        "encoding in HTTP/1.0",
        "no host",
        "two hosts",
        "a length with an underscore",
        "an encoding with an underscore",
        "5000 digits",
        "5000 digits, waiting for a word",
        "half an address",
        "a chunk's line without end",
        "a trailer without end",
    ],
)
def test_what_can_be_read_in_two_ways_is_refused(words: bytes, caplog: pytest.LogCaptureFixture) -> None:
    with small(site()) as (_mine, address):
        heard = said(address, words)
    assert heard.startswith((b"HTTP/1.1 400", b"HTTP/1.0 400"))
    assert heard.count(b"\r\nDate:") == 1
    assert caplog.records == []


@pytest.mark.parametrize("words", [b"GET /small HTTP/1.0\r\n\r\n", b"GET /small\r\n\r\n"])
def test_the_oldest_browsers_need_no_host(words: bytes) -> None:
    with small(site()) as (_mine, address):
        assert said(address, words).startswith(b"HTTP/1.0 200")


def test_chunks_are_taken_as_before() -> None:
    with small(site()) as (_mine, address):
        assert ask(address, "POST", "/length", iter([b"abc", b"de"])) == (200, "5")
