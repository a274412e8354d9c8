"""The lines to the net of one process: whoever is slow or says nothing holds a line, never a thread.

Requests are read whole before a thread is given to them, so that a stranger who sends a byte a second costs one open
socket. Every wait has an end, and what a request may send has a size. An answer that nobody takes lies in a file.
"""

import logging
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

from waitress import wasyncore
from waitress.adjustments import Adjustments
from waitress.channel import HTTPChannel
from waitress.server import TcpWSGIServer

from marketplace.kit.incoming import Budget, Request
from marketplace.kit.networks import network_of

HEADER_BYTES = 32 * 1024  # the request line and all headers together
SWALLOWED_BYTES = 40 * 1024 * 1024  # a larger body is cut off; a smaller one gets the page that says it is too large
BODIES_BYTES = 512 * 1024 * 1024  # kept of all bodies together
UNLIMITED = 1 << 40  # bytes of an answer beyond which a thread would wait for its reader
IDLE_SECONDS = 120  # longer than a proxy keeps an idle line (60 by default): whoever closes first must be the proxy
PRESSED_SECONDS = 10  # the same while lines are short
HEADER_SECONDS = 60  # for all headers of a request
REQUEST_SECONDS = 600  # for a whole request: 10 MB at 140 kbit/s
UNREAD_SECONDS = 60  # for a reader who takes nothing of the answer
LOOK_SECONDS = 5  # between two looks at who has been too slow
AT_ONCE = 0
BEAT_SECONDS = 0.25

Stopping = Callable[[], bool]


class Line(HTTPChannel):
    """One open connection."""

    parser_class = Request
    request: Request | None = None  # on its way in
    began = 0.0  # when the request that is on its way in began, by the monotonic clock

    def __init__(self, server: Any, sock: Any, addr: Any, adj: Adjustments, map: Any = None) -> None:
        self.network = network_of(addr[0])
        super().__init__(server, sock, addr, adj, map=map)

    def add_channel(self, map: Any = None) -> None:
        super().add_channel(map)
        self.server.held[self.network] += 1

    def del_channel(self, map: Any = None) -> None:
        was_there = self.server.active_channels.get(self._fileno) is self
        super().del_channel(map)
        if was_there:
            self.server.held -= Counter([self.network])  # keeps no zeros

    def received(self, data: bytes) -> bool:
        """One request at a time. What is sent ahead of the answer is dropped, and the line closes after the answer:
        what a reader has not yet taken is never more than one answer."""
        with self.requests_lock:
            if self.will_close or self.close_when_flushed:
                return False
            while data and not self.requests:
                data = data[self._take(data) :]
                if self.requests:
                    self._begin(self.requests[0], ahead=data)
        return True

    def _take(self, data: bytes) -> int:
        """How many bytes belong to the request at hand."""
        if self.request is None:
            self.request, self.began = self.parser_class(self.adj), time.monotonic()
        request = self.request
        taken = request.received(data)
        if request.completed:
            self.sent_continue, self.request = False, None
            self.requests += [] if request.empty else [request]
        elif request.expect_continue and request.headers_finished and not self.sent_continue:
            self.send_continue()
        return taken

    def _begin(self, request: Request, ahead: bytes) -> None:
        if ahead.strip(b"\r\n"):  # some send an empty line after a body
            request.headers["CONNECTION"], request.connection_close = "close", True
        self.server.add_task(self)

    def handle_close(self) -> None:
        """At once, whatever has not been sent."""
        if self.request is not None:
            self.request.close()
        super().handle_close()

    def is_overdue(self, now: float) -> bool:
        """Whether somebody takes longer over one request than anybody honest needs."""
        request = self.request
        if request is None:
            return False
        return now - self.began > (self.adj.request_seconds if request.headers_finished else self.adj.header_seconds)

    def is_unread(self, now: float) -> bool:
        """Whether an answer waits for a reader who takes nothing of it. now: by the wall clock, as the library's."""
        return self.total_outbufs_len > 0 and now - self.last_activity > self.adj.unread_seconds

    def is_busy(self) -> bool:
        return bool(self.requests) or self.total_outbufs_len > 0


class Lines(TcpWSGIServer):
    """The listening socket, shared with other processes, and every line that this process took from it."""

    channel_class = Line

    def __init__(self, *given: Any, **named: Any) -> None:
        self.held: Counter[str] = Counter()  # open lines of each network
        super().__init__(*given, **named)

    def accept(self) -> tuple[Any, Any] | None:
        """The next line; None for none, or when its network holds enough of them."""
        taken: tuple[Any, Any] | None = super().accept()
        most = self.adj.lines_of_network
        if taken is None or not most or self.held[network_of(taken[1][0])] < most:
            return taken
        taken[0].close()
        return None

    def maintenance(self, now: float) -> None:
        crowded = len(self.active_channels) > self.adj.connection_limit * 3 // 4
        patience = PRESSED_SECONDS if crowded else self.adj.channel_timeout
        moment = time.monotonic()
        for line in list(self.active_channels.values()):
            if line.is_unread(now):
                line.handle_close()  # its socket takes nothing, so that it would never be asked to close
            elif not line.is_busy() and (line.last_activity < now - patience or line.is_overdue(moment)):
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


def lines(
    app: Callable[..., Any], listening: Any, *, threads: int, most: int, kept_bytes: int, of_network: int = 0
) -> Lines:
    """Lines of one process over a bound socket.

    threads:    requests answered at once
    most:       open lines; further ones wait in the system's queue
    kept_bytes: of one request's body
    of_network: open lines of one network, further ones are closed; 0: any number
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
        outbuf_high_watermark=UNLIMITED,
        clear_untrusted_proxy_headers=False,  # who is believed is settled by TRUSTED_PROXIES, in one place
        log_socket_errors=False,  # a reader who hangs up is no fault
        ident=None,
    )
    adjustments.kept_bytes, adjustments.header_seconds = kept_bytes, HEADER_SECONDS
    adjustments.request_seconds, adjustments.unread_seconds = REQUEST_SECONDS, UNREAD_SECONDS
    adjustments.lines_of_network, adjustments.budget = of_network, Budget(BODIES_BYTES)
    where = (listening.family, listening.type, listening.proto, listening.getsockname())
    return Lines(app, _sock=listening, adj=adjustments, sockinfo=where, bind_socket=False)
