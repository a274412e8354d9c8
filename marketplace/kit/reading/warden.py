"""The small process that keeps the readers' libraries warm and starts one child a reading; it has a single thread.

It takes orders on a socket, each with a line and a file, and ends when the process that started it is gone.
"""

import gc
import json
import os
import select
import signal
import socket
import sys
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from marketplace.kit.reading.child import Reader, read_and_exit
from marketplace.kit.reading.line import send_end

ORDER_BYTES = 200_000


@dataclass
class Reading:
    """code: how it ended; nothing while it runs."""

    line: socket.socket
    child: int
    code: int | None = None


class Warden:
    """orders: where orders come from; empty at its end."""

    def __init__(self, orders: socket.socket) -> None:
        self.orders = orders
        self.poll = select.poll()
        self.readings: dict[int, Reading] = {}  # by the number of their line
        self.bell, self.clapper = os.pipe()
        for end in (self.bell, self.clapper):
            os.set_blocking(end, False)
        self.poll.register(self.orders, select.POLLIN)
        self.poll.register(self.bell, select.POLLIN)

    def run(self) -> None:
        """Until nobody can give orders any more."""
        for one in (signal.SIGINT, signal.SIGTERM):  # meant for whoever started us; that one's end is ours
            signal.signal(one, signal.SIG_IGN)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(self.clapper, warn_on_full_buffer=False)
        while True:
            for place, event in self.poll.poll():
                if place == self.bell:
                    self._reap()
                elif place in self.readings:
                    self._attend(place, event)
                elif place == self.orders.fileno() and not self._take_order():
                    self._end()
                    return

    def _take_order(self) -> bool:
        """Start one reading; whether there was an order."""
        order, handles, *_ = socket.recv_fds(self.orders, ORDER_BYTES, 2)
        if not order:
            return False
        line, file = handles
        wanted: dict[str, Any] = json.loads(order)
        reader = _reader(wanted["reader"])
        child = os.fork()
        if child == 0:
            self._become_child()
            read_and_exit(reader, wanted["options"], wanted["limits"], socket.socket(fileno=line), file)
        os.close(file)
        self.readings[line] = Reading(socket.socket(fileno=line), child)
        self.poll.register(line, 0)  # tells only when the other end is closed
        return True

    def _become_child(self) -> None:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        self.orders.close()
        for end in (self.bell, self.clapper):
            os.close(end)
        for other in self.readings.values():
            other.line.close()

    def _reap(self) -> None:
        """Note how children ended; it is told when their lines have room for it."""
        os.read(self.bell, 4096)
        while (ended := _ended()) is not None:
            child, code = ended
            for place, reading in self.readings.items():
                if reading.child == child:
                    reading.code = code
                    self.poll.modify(place, select.POLLOUT)

    def _attend(self, place: int, event: int) -> None:
        """Say on a line how its reading ended, or end a reading that nobody waits for any more."""
        reading = self.readings.pop(place)
        self.poll.unregister(place)
        with reading.line:
            if event & (select.POLLHUP | select.POLLERR):
                if reading.code is None:
                    os.kill(reading.child, signal.SIGKILL)
            elif reading.code is not None:
                send_end(reading.line, reading.code)

    def _end(self) -> None:
        for reading in self.readings.values():
            if reading.code is None:
                os.kill(reading.child, signal.SIGKILL)


def _ended() -> tuple[int, int] | None:
    """A child that ended, and its exit code; nothing when none did."""
    try:
        child, status = os.waitpid(-1, os.WNOHANG)
    except ChildProcessError:
        return None
    return (child, os.waitstatus_to_exitcode(status)) if child else None


def _reader(name: str) -> Reader:
    """Imported once, before the first child that needs it."""
    known = f"marketplace.kit.reading.readers.{name}"
    is_new = known not in sys.modules
    reader: Reader = import_module(known).read
    if is_new:
        gc.collect()
        gc.freeze()  # children do not copy what they never free
    return reader


def main() -> None:
    with socket.socket(fileno=int(sys.argv[1])) as orders:
        Warden(orders).run()
