"""People who say something odd on the line, beside those of tests/senders.py who say too little.

with SENDERS["tls"](("127.0.0.1", 8000), 20) as heard: …    # they go on until the block ends; what they were answered

Each takes an address and how many there are of them, and yields the list of the first bytes that each was answered.
"""

import socket
import struct
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from functools import partial
from itertools import count
from threading import Event, Thread
from time import monotonic

from tests import senders as quiet
from tests.senders import Address
from tests.test_house import ROOT

THREADS = 4  # of the senders together: they are to be many on the line, not on the processor
AGAIN_SECONDS = 0.5  # between two visits of one sender
LISTEN_SECONDS = 3  # a sender hears what comes within that time, then goes
HEARD_BYTES = 1 << 16
HUGE_BYTES = 1 << 20
PIPELINED = 100
Heard = list[bytes]
Sender = Callable[[Address, int], AbstractContextManager[Heard]]
GET = b"GET %b HTTP/1.1\r\nHost: here\r\n%b\r\n"
POST = b"POST /sign-in HTTP/1.1\r\nHost: here\r\nContent-Type: application/x-www-form-urlencoded\r\n%b\r\n%b"
SMUGGLED = GET % (b"/healthz?smuggled", b"")


def largest_asset() -> str:
    """The address of the largest file that anybody may fetch."""
    found = max((path for path in (ROOT / "static").rglob("*") if path.is_file()), key=lambda path: path.stat().st_size)
    return f"/{found.relative_to(ROOT)}"


@contextmanager
def _crowd(act: Callable[[int, Event], None], many: int) -> Iterator[None]:
    """So many at work, a few threads for all of them; each act is one visit of one of them."""
    done, turns = Event(), count()

    def work() -> None:
        while not done.is_set():
            begun, turn = monotonic(), next(turns)
            with suppress(OSError):  # the site hung up: that is an answer too
                act(turn, done)
            done.wait(max(0, AGAIN_SECONDS * THREADS / many - (monotonic() - begun)))

    threads = [Thread(target=work, daemon=True) for _ in range(min(THREADS, many))]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        done.set()
        for thread in threads:
            thread.join()


def _hear(line: socket.socket) -> bytes:
    """What comes until the site hangs up, or for a while."""
    heard, until = b"", monotonic() + LISTEN_SECONDS
    while len(heard) < HEARD_BYTES and (left := until - monotonic()) > 0:
        line.settimeout(left)
        try:
            more = line.recv(HEARD_BYTES)
        except OSError:
            break
        if not more:
            break
        heard += more
    return heard


@contextmanager
def _visits(address: Address, many: int, said: bytes, *, hangs_up: bool = False) -> Iterator[Heard]:
    """Each comes, says this, listens and goes, again and again.

    hangs_up: the sender closes its side once it has spoken
    """
    heard: Heard = []

    def visit(_turn: int, _done: Event) -> None:
        with socket.create_connection(address, timeout=LISTEN_SECONDS) as line:
            try:
                line.sendall(said)
                if hangs_up:
                    line.shutdown(socket.SHUT_WR)
            except OSError:
                pass  # refused before the end of it: the answer may be there all the same
            heard.append(_hear(line))

    with _crowd(visit, many):
        yield heard


@contextmanager
def slow_readers(address: Address, many: int) -> Iterator[Heard]:
    """They ask for the largest file and take it a few bytes at a time."""
    lines, done = [], Event()
    for _ in range(many):
        line = socket.socket()
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        line.settimeout(quiet.PATIENCE_SECONDS)
        line.connect(address)
        line.sendall(GET % (largest_asset().encode(), b"") * 20)  # more than any buffer on the way holds
        lines.append(line)
    sip = Thread(target=_sip, args=(lines, done), daemon=True)
    sip.start()
    try:
        yield []
    finally:
        done.set()
        sip.join()
        for line in lines:
            line.close()


def _sip(lines: list[socket.socket], done: Event) -> None:
    while not done.wait(quiet.BYTE_SECONDS):
        for line in lines:
            line.settimeout(0.001)
            try:
                line.recv(16)
            except OSError:
                continue


@contextmanager
def keepers(address: Address, many: int) -> Iterator[Heard]:
    """They ask, are answered, and stay on the line, asking again now and then."""
    lines = [socket.create_connection(address, timeout=quiet.PATIENCE_SECONDS) for _ in range(many)]

    def ask(turn: int, _done: Event) -> None:
        line = lines[turn % many]
        line.sendall(GET % (b"/healthz", b"Connection: keep-alive\r\n"))
        line.recv(HEARD_BYTES)

    try:
        with _crowd(ask, many):
            yield []
    finally:
        for line in lines:
            line.close()


@contextmanager
def endless_chunks(address: Address, many: int) -> Iterator[Heard]:
    """A body in chunks that never ends."""
    head = POST % (b"Transfer-Encoding: chunked\r\n", b"")
    with quiet._held(address, many, head, b"1\r\na\r\n"):
        yield []


@contextmanager
def floods(address: Address, many: int) -> Iterator[Heard]:
    """They come and are gone before anybody looks, half of them with a reset."""

    def knock(turn: int, _done: Event) -> None:
        with socket.create_connection(address, timeout=LISTEN_SECONDS) as line:
            if turn % 2:
                line.sendall(GET % (b"/listings", b""))
                line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    with _crowd(knock, many):
        yield []


@contextmanager
def _nothing_heard(sender: quiet.Sender, address: Address, many: int) -> Iterator[Heard]:
    with sender(address, many):
        yield []


SENDERS: dict[str, Sender] = {
    **{name: partial(_nothing_heard, sender) for name, sender in quiet.SENDERS.items()},
    "slow_readers": slow_readers,
    "keepers": keepers,
    "endless_chunks": endless_chunks,
    "floods": floods,
    "huge_headers": partial(_visits, said=GET % (b"/", b"X-Huge: " + b"a" * HUGE_BYTES + b"\r\n")),
    "many_headers": partial(_visits, said=GET % (b"/", b"X-Many: a\r\n" * (HUGE_BYTES >> 4))),
    "huge_address": partial(_visits, said=GET % (b"/?q=" + b"a" * HUGE_BYTES, b"")),
    "body_too_short": partial(_visits, said=POST % (b"Content-Length: 1000\r\n", b"email=a"), hangs_up=True),
    "body_too_long": partial(_visits, said=POST % (b"Content-Length: 7\r\n", b"email=a" + b"&a=b" * 10_000)),
    "body_of_no_number": partial(_visits, said=POST % (b"Content-Length: -1\r\n", b"email=a")),
    "pipelined": partial(_visits, said=GET % (b"/healthz", b"") * PIPELINED),
    "tls": partial(_visits, said=bytes.fromhex("16030100c8010000c40303") + bytes(189)),
    "old_http": partial(_visits, said=b"GET /\r\n"),
    "garbage": partial(_visits, said=bytes(range(256)) * 40 + b"\r\n\r\n"),
    "two_lengths": partial(
        _visits, said=POST % (b"Content-Length: 7\r\nContent-Length: 70\r\n", b"email=a" + SMUGGLED)
    ),
    "length_and_chunks": partial(
        _visits, said=POST % (b"Content-Length: %d\r\nTransfer-Encoding: chunked\r\n" % 40, b"0\r\n\r\n" + SMUGGLED)
    ),
    "chunks_misspelt": partial(
        _visits, said=POST % (b"Content-Length: 7\r\nTransfer-Encoding: xchunked\r\n", b"email=a" + SMUGGLED)
    ),
}
FULL = {
    **quiet.FULL,
    "slow_readers": 50,
    "keepers": 200,
    "endless_chunks": 50,
    "floods": 60,
}
OTHERS = 20  # of every other kind
REFUSED = frozenset(
    {
        "huge_headers",
        "many_headers",
        "huge_address",
        "body_of_no_number",
        "tls",
        "garbage",
        "two_lengths",
        "length_and_chunks",
        "chunks_misspelt",
    }
)
ANSWERED_ONCE = frozenset({"two_lengths", "length_and_chunks", "chunks_misspelt"})


def wrong_answers(name: str, heard: Heard) -> list[bytes]:
    """What a sender of this kind should not have been answered; each is cut short."""
    if name in REFUSED:
        found = [said for said in heard if said and not said.startswith((b"HTTP/1.1 4", b"HTTP/1.0 4", b"HTTP/1.1 50"))]
    elif name in ANSWERED_ONCE:
        found = [said for said in heard if said.count(b"HTTP/1.1 ") > 1]
    else:
        found = [said for said in heard if said.startswith(b"HTTP/1.1 500")]
    return [said[:60] for said in found[:3]]
