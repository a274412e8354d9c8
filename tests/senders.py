"""People who hold a line without asking for anything, and what everybody else notices of it.

with slow_bodies(("127.0.0.1", 8000), 50): …        # they begin, and go on until the block ends
.venv/bin/python -m tests.senders 127.0.0.1 8000    # the three kinds in full number, against a running site
"""

import selectors
import socket
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from http.client import HTTPConnection, HTTPException
from statistics import quantiles
from threading import Event, Thread
from typing import NamedTuple

Address = tuple[str, int]
BYTE_SECONDS = 0.2  # between two bytes of one slow sender
BODY = 100_000  # bytes that a slow sender says will come
HEAD = (
    b"POST /sign-in HTTP/1.1\r\nHost: %s\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n"
)
PATIENCE_SECONDS = 30  # of a reader: after that, nobody answers
FULL = {"idle": 200, "half_headers": 50, "slow_bodies": 50}
Sender = Callable[[Address, int], AbstractContextManager[None]]


class Noticed(NamedTuple):
    """What readers saw: how many were not answered, and the 95th of 100 waits in milliseconds."""

    unanswered: int
    p95: float


def _lines(address: Address, count: int, first: bytes) -> list[socket.socket]:
    opened = []
    for _ in range(count):
        line = socket.create_connection(address, timeout=PATIENCE_SECONDS)
        if first:
            line.sendall(first)
        opened.append(line)
    return opened


@contextmanager
def _held(address: Address, count: int, first: bytes, each: bytes) -> Iterator[None]:
    """Open lines that sent `first`, then `each` a byte at a time from the first to the last; closed at the end."""
    lines, done = _lines(address, count, first), Event()
    drip = Thread(target=_drip, args=(lines, each, done), daemon=True)
    if each:
        drip.start()
    try:
        yield
    finally:
        done.set()
        if each:
            drip.join()
        for line in lines:
            line.close()


def _drip(lines: list[socket.socket], each: bytes, done: Event) -> None:
    turn, live = 0, list(lines)
    while live and not done.wait(BYTE_SECONDS):
        for line in list(live):
            try:
                line.sendall(each[turn % len(each) :][:1])
            except OSError:  # cut off by the site
                live.remove(line)
        turn += 1


def idle(address: Address, count: int) -> AbstractContextManager[None]:
    """Lines on which nothing is ever said."""
    return _held(address, count, b"", b"")


def half_headers(address: Address, count: int) -> AbstractContextManager[None]:
    """The beginning of a request, and one more byte of a header now and then."""
    return _held(address, count, b"GET / HTTP/1.1\r\nHost: here\r\nX-Slow: ", b"a")


def slow_bodies(address: Address, count: int) -> AbstractContextManager[None]:
    """A form that comes byte by byte."""
    return _held(address, count, HEAD % (b"here", BODY) + b"\r\n", b"email=a&")


SENDERS: dict[str, Sender] = {"idle": idle, "half_headers": half_headers, "slow_bodies": slow_bodies}


def ask(address: Address, path: str = "/healthz") -> tuple[int, float]:
    """One reader on a line of their own: the status (0: nobody answered) and milliseconds."""
    begun = time.perf_counter()
    connection = HTTPConnection(*address, timeout=PATIENCE_SECONDS)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read()
        status = answer.status
    except (OSError, HTTPException):
        status = 0
    finally:
        connection.close()
    return status, (time.perf_counter() - begun) * 1000


def readers(address: Address, times: int, crowd: int = 4, path: str = "/listings") -> Noticed:
    """So many readers at once ask so many times together, each time on a new line."""
    with ThreadPoolExecutor(crowd) as pool:
        seen = list(pool.map(lambda _turn: ask(address, path), range(times)))
    waits = [wait for _status, wait in seen]
    return Noticed(sum(status != 200 for status, _wait in seen), quantiles(waits, n=20, method="inclusive")[18])


def cut_off(address: Address, first: bytes, seconds: float) -> bool:
    """Whether the site closes a line that sent this and then falls silent, within so many seconds."""
    with socket.create_connection(address, timeout=seconds) as line, selectors.DefaultSelector() as waiting:
        line.sendall(first)
        waiting.register(line, selectors.EVENT_READ)
        return bool(waiting.select(seconds)) and line.recv(1000) == b""


def main(host: str, port: str) -> None:
    address = (host, int(port))
    readers(address, 50)
    alone = readers(address, 400)
    sys.stdout.write(f"alone: p95 {alone.p95:.1f} ms, unanswered {alone.unanswered}\n")
    for name, sender in SENDERS.items():
        with sender(address, FULL[name]):
            time.sleep(1)
            seen = readers(address, 400)
        ratio = seen.p95 / alone.p95
        sys.stdout.write(
            f"{FULL[name]} {name}: p95 {seen.p95:.1f} ms = {ratio:.1f} times, unanswered {seen.unanswered}\n"
        )


if __name__ == "__main__":
    main(*sys.argv[1:])
