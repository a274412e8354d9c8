"""The lines to the net of one process: whoever is slow or says nothing holds a line, never a thread.

Requests are read whole before a thread is given to them, so that a stranger who sends a byte a second costs one open
socket. Every wait has an end, and what a request may send has a size.
"""

import logging
import time
from collections.abc import Callable
from typing import Any

from waitress import wasyncore
from waitress.adjustments import Adjustments
from waitress.buffers import OverflowableBuffer
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.server import TcpWSGIServer

HEADER_BYTES = 32 * 1024  # the request line and all headers together
SWALLOWED_BYTES = 40 * 1024 * 1024  # a larger body is cut off; a smaller one gets the page that says it is too large
IDLE_SECONDS = 120  # longer than a proxy keeps an idle line (60 by default): whoever closes first must be the proxy
PRESSED_SECONDS = 10  # the same while lines are short
HEADER_SECONDS = 60  # for all headers of a request
REQUEST_SECONDS = 600  # for a whole request: 10 MB at 140 kbit/s
LOOK_SECONDS = 5  # between two looks at who has been too slow
AT_ONCE = 0
BEAT_SECONDS = 0.25

Stopping = Callable[[], bool]


class Bounded(OverflowableBuffer):
    """What came of a body; beyond its limit it is counted, not kept."""

    def __init__(self, overflow: int, limit: int) -> None:
        super().__init__(overflow)
        self.limit, self.lost = limit, 0

    def __len__(self) -> int:
        return int(super().__len__()) + self.lost

    def append(self, s: bytes) -> None:
        if self.lost or len(self) + len(s) > self.limit:
            self.lost += len(s)
        else:
            super().append(s)


class Request(HTTPRequestParser):
    """A request on its way in. `adj.kept_bytes`: how much of its body is kept."""

    def parse_header(self, header_plus: bytes) -> None:
        super().parse_header(header_plus)
        if self.body_rcv is not None:
            self.body_rcv.buf = Bounded(self.adj.inbuf_overflow, self.adj.kept_bytes)


class Line(HTTPChannel):
    """One open connection."""

    parser_class = Request
    began = 0.0  # when the request that is on its way in began, by the monotonic clock

    def received(self, data: bytes) -> bool:
        before = self.request
        taken = bool(super().received(data))
        if self.request is not before:
            self.began = time.monotonic()
        return taken

    def is_overdue(self, now: float) -> bool:
        """Whether somebody takes longer over one request than anybody honest needs."""
        request = self.request
        if request is None:
            return False
        return now - self.began > (self.adj.request_seconds if request.headers_finished else self.adj.header_seconds)

    def is_busy(self) -> bool:
        return bool(self.requests) or self.total_outbufs_len > 0


class Lines(TcpWSGIServer):
    """The listening socket, shared with other processes, and every line that this process took from it."""

    channel_class = Line

    def maintenance(self, now: float) -> None:
        crowded = len(self.active_channels) > self.adj.connection_limit * 3 // 4
        patience = PRESSED_SECONDS if crowded else self.adj.channel_timeout
        moment = time.monotonic()
        for line in self.active_channels.values():
            if not line.is_busy() and (line.last_activity < now - patience or line.is_overdue(moment)):
                line.will_close = True

    def serve(self, stopping: Stopping, beat: Callable[[], None]) -> None:
        """Answer until told to stop. `beat` is called several times a second, as long as nothing hangs."""
        while not stopping():
            beat()
            wasyncore.loop(timeout=BEAT_SECONDS, use_poll=True, map=self._map, count=1)

    def finish(self, seconds: float) -> None:
        """Take no new line, answer what has been asked, close the rest."""
        self.accepting = False
        wasyncore.dispatcher.close(self)
        until = time.monotonic() + seconds
        wasyncore.loop(timeout=AT_ONCE, use_poll=True, map=self._map, count=1)  # what has arrived was asked before
        while any(line.is_busy() for line in list(self.active_channels.values())) and time.monotonic() < until:
            for line in list(self.active_channels.values()):
                line.will_close = line.will_close or not line.is_busy()
            wasyncore.loop(timeout=BEAT_SECONDS, use_poll=True, map=self._map, count=1)
        for line in list(self.active_channels.values()):
            line.handle_close()


def lines(app: Callable[..., Any], listening: Any, *, threads: int, most: int, kept_bytes: int) -> Lines:
    """Lines of one process over a bound socket.

    threads:    requests answered at once
    most:       open lines; further ones wait in the system's queue
    kept_bytes: of one request's body
    """
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # a full queue is no news
    adjustments = Adjustments(
        sockets=[listening],
        threads=threads,
        connection_limit=most,
        channel_timeout=IDLE_SECONDS,
        cleanup_interval=LOOK_SECONDS,
        max_request_header_size=HEADER_BYTES,
        max_request_body_size=max(SWALLOWED_BYTES, kept_bytes),
        asyncore_use_poll=True,
        clear_untrusted_proxy_headers=False,  # who is believed is settled by TRUSTED_PROXIES, in one place
        log_socket_errors=False,  # a reader who hangs up is no fault
        ident=None,
    )
    adjustments.kept_bytes, adjustments.header_seconds = kept_bytes, HEADER_SECONDS
    adjustments.request_seconds = REQUEST_SECONDS
    where = (listening.family, listening.type, listening.proto, listening.getsockname())
    return Lines(app, _sock=listening, adj=adjustments, sockinfo=where, bind_socket=False)
