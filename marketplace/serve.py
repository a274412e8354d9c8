"""The site as it is served: `python -m marketplace.serve`.

One parent holds the listening socket and watches over two processes that answer; one that dies or hangs is replaced.
SIGTERM, SIGINT and SIGHUP stop everything: what runs is finished first. On SQLite one of the two also does the jobs.
"""

import errno
import mmap
import os
import resource
import signal
import socket
import struct
import sys
import time
from threading import Thread
from typing import Any

from marketplace.config import Settings, settings

PROCESSES = 2
THREADS = 8
MOST_LINES = 2000  # a process
OPEN_FILES = 8192  # a process: lines, bodies on their way in, the database
FINISH_SECONDS = 20  # what runs may finish
STOP_SECONDS = FINISH_SECONDS + 10  # then it is ended
HANG_SECONDS = 60  # without a sign of life
BOOT_SECONDS = 300  # to the first sign of life
PAUSE_SECONDS = 0.1
NEVER_BEGAN = 3  # exit status of a process that could not start: another would not either
ASKED_TIMES, PAUSE_SECONDS = 20, 0.25  # for an address that is taken
_stopping = False


def _stop(_number: int, _frame: Any) -> None:
    global _stopping
    _stopping = True


def listen(here: Settings) -> socket.socket:
    """The bound socket. Whoever was killed a moment ago may still be letting go of the address: it is asked for a few
    times. Raises OSError when it stays taken, or is not ours."""
    for _ in range(ASKED_TIMES - 1):
        try:
            return _bound(here)
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise
        time.sleep(PAUSE_SECONDS)
    return _bound(here)


def _bound(here: Settings) -> socket.socket:
    family, kind, protocol, _, address = socket.getaddrinfo(here.host, here.port, type=socket.SOCK_STREAM)[0]
    listening = socket.socket(family, kind, protocol)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind(address)
    except OSError:
        listening.close()
        raise
    listening.listen(1024)
    listening.setblocking(False)
    return listening


class Signs:
    """When each process last gave a sign of life, in memory that all of them share. 0: not yet."""

    def __init__(self) -> None:
        self._shared = mmap.mmap(-1, 8 * PROCESSES)

    def give(self, place: int, moment: float) -> None:
        struct.pack_into("d", self._shared, 8 * place, moment)

    def last(self, place: int) -> float:
        return float(struct.unpack_from("d", self._shared, 8 * place)[0])


def lines_of_network(here: Settings) -> int:
    """How many lines of one network a process holds; behind a proxy all lines are the proxy's, which bounds them."""
    return 0 if here.trusted_proxies else here.lines_of_network


def answer(listening: socket.socket, parent: int, place: int, signs: Signs) -> None:
    """The life of one process: until told to stop, or until the parent is gone."""
    from marketplace.app import BODY_LIMIT, create_app
    from marketplace.kit.jobs.engine import start_engine, stop_engine
    from marketplace.kit.lines import lines

    app = create_app()
    mine = lines(
        app, listening, threads=THREADS, most=MOST_LINES, kept_bytes=BODY_LIMIT, of_network=lines_of_network(settings())
    )
    start_engine(app)
    mine.serve(lambda: _stopping or os.getppid() != parent, lambda: signs.give(place, time.monotonic()))
    jobs = Thread(target=stop_engine)
    jobs.start()
    mine.finish(FINISH_SECONDS)
    jobs.join(FINISH_SECONDS)


class Watch:
    """The parent's part."""

    def __init__(self, listening: socket.socket) -> None:
        self.listening, self.signs = listening, Signs()
        self.children: dict[int, tuple[int, float]] = {}  # process → its place and when it began

    def begin(self, place: int) -> None:
        parent = os.getpid()
        self.signs.give(place, 0)
        child = os.fork()
        if child:
            self.children[child] = (place, time.monotonic())
            return
        self.children.clear()  # the others are none of its business
        try:
            answer(self.listening, parent, place, self.signs)
        except Exception:  # noqa: BLE001
            sys.excepthook(*sys.exc_info())
            sys.exit(NEVER_BEGAN if not self.signs.last(place) else 1)
        sys.exit(0)

    def gone(self) -> list[tuple[int, int]]:
        """Place and exit status of those that have ended since the last look."""
        found = []
        while self.children:
            child, status = os.waitpid(-1, os.WNOHANG)
            if not child:
                break
            place, _began = self.children.pop(child)
            found.append((place, os.waitstatus_to_exitcode(status)))
        return found

    def end_those_that_hang(self) -> None:
        now = time.monotonic()
        for child, (place, began) in self.children.items():
            last = self.signs.last(place)
            if now - last > HANG_SECONDS if last else now - began > BOOT_SECONDS:
                os.kill(child, signal.SIGKILL)

    def live(self) -> int:
        """Until told to stop; 0, or the status of a process that could not begin."""
        for place in range(PROCESSES):
            self.begin(place)
        while not _stopping:
            time.sleep(PAUSE_SECONDS)
            for place, status in self.gone():
                if status == NEVER_BEGAN:
                    return status
                if not _stopping:
                    self.begin(place)
            self.end_those_that_hang()
        return 0

    def stop(self) -> None:
        self.listening.close()
        for number, seconds in ((signal.SIGTERM, STOP_SECONDS), (signal.SIGKILL, STOP_SECONDS)):
            for child in self.children:
                os.kill(child, number)
            until = time.monotonic() + seconds
            while self.children and time.monotonic() < until:
                self.gone()
                time.sleep(PAUSE_SECONDS)


def main() -> int:
    here = settings()
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(
        resource.RLIMIT_NOFILE, (OPEN_FILES if hard == resource.RLIM_INFINITY else min(OPEN_FILES, hard), hard)
    )
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, _stop)
    try:
        listening = listen(here)
    except OSError as error:
        sys.stderr.write(f"{here.host}:{here.port} 用不了。 cannot be listened on: {error}. HOST, PORT\n")
        return 1
    sys.stderr.write(f"Listening at: http://{here.host}:{here.port} ({os.getpid()})\n")
    watch = Watch(listening)
    try:
        return watch.live()
    finally:
        watch.stop()


if __name__ == "__main__":
    sys.exit(main())
