"""A request on its way in: what is kept of its body, and what is refused before anybody reads it."""

import re
from threading import Lock
from typing import Any

from waitress.buffers import OverflowableBuffer
from waitress.parser import HTTPRequestParser, ParsingError
from waitress.utilities import BadRequest, Error

FREE_BYTES = 16 * 1024  # of every body: forms are kept however many files are on their way
AGAIN_SECONDS = 60
_NAMES = re.compile(rb"^([^\s:]+)[ \t]*:", re.MULTILINE)
_MISSPELT = {b"content_length", b"transfer_encoding"}  # some proxies read them as the real ones


class Budget:
    """How many bytes of bodies one process keeps, all its requests together."""

    def __init__(self, most: int) -> None:
        self.most, self.kept, self._lock = most, 0, Lock()

    def take(self, count: int) -> bool:
        """Whether there was room for so many more."""
        with self._lock:
            if self.kept + count > self.most:
                return False
            self.kept += count
            return True

    def give_back(self, count: int) -> None:
        with self._lock:
            self.kept -= count


class Bounded(OverflowableBuffer):
    """What came of a body; beyond its limit, or without room in the budget, it is counted, not kept."""

    def __init__(self, overflow: int, limit: int, budget: Budget) -> None:
        super().__init__(overflow)
        self.limit, self.budget = limit, budget
        self.lost = self.taken = 0

    def __len__(self) -> int:
        return int(super().__len__()) + self.lost

    @property
    def had_no_room(self) -> bool:
        return self.lost > 0 and len(self) <= self.limit

    def append(self, s: bytes) -> None:
        if self.lost or len(self) + len(s) > self.limit or not self._find_room(len(self) + len(s)):
            self.lost += len(s)
        else:
            super().append(s)

    def _find_room(self, whole: int) -> bool:
        more = max(0, whole - FREE_BYTES - self.taken)
        found = self.budget.take(more)
        self.taken += more if found else 0
        return found

    def close(self) -> None:
        self.budget.give_back(self.taken)
        self.taken = 0
        super().close()


class NoRoom(Error):
    """The answer to a body that the budget had no room for."""

    def __init__(self) -> None:
        super().__init__(
            "此刻收到的文件太多，这一份没有保存。请过一分钟再提交。\r\n"
            "Too many files are arriving at this moment; this one was not kept. Send it again in a minute.\r\n"
        )

    def to_response(self, ident: str | None = None) -> tuple[str, list[tuple[str, str]], bytes]:
        headers = [("Content-Type", "text/plain; charset=utf-8"), ("Retry-After", str(AGAIN_SECONDS))]
        return "503 Service Unavailable", headers, self.body.encode()


def refuse_two_readings(header: bytes, version: str) -> None:
    """What a proxy in front may read otherwise than this site is not answered, and its line is closed (RFC 9112, 6.1).

    Raises ParsingError.
    """
    names = [name.lower() for name in _NAMES.findall(header)]
    if not _MISSPELT.isdisjoint(names):
        raise ParsingError("A length or encoding is spelt with an underscore")
    if b"transfer-encoding" in names and (b"content-length" in names or version != "1.1"):
        raise ParsingError("Transfer-Encoding stands beside Content-Length, or in another version than HTTP/1.1")
    hosts = names.count(b"host")
    if hosts > 1 or (not hosts and version not in {"", "1.0"}):
        raise ParsingError("One Host is needed")


class Request(HTTPRequestParser):
    """A request on its way in. `adj.kept_bytes`: how much of its body is kept; `adj.budget`: of all bodies together."""

    def parse_header(self, header_plus: bytes) -> None:
        try:
            super().parse_header(header_plus)
        except ValueError as error:  # a length of thousands of digits, half an address
            raise ParsingError("Header cannot be read") from error
        refuse_two_readings(header_plus, self.version)
        if self.body_rcv is not None:
            self.body_rcv.buf = Bounded(self.adj.inbuf_overflow, self.adj.kept_bytes, self.adj.budget)

    def received(self, data: bytes) -> int:
        taken = int(super().received(data))
        if self.body_rcv is not None and not self.error:
            self._judge(self.body_rcv)
        return taken

    def _judge(self, receiver: Any) -> None:
        """A body whose framing never ends, or that found no room, gets an error for an answer."""
        if self.chunked and len(receiver.control_line) + len(receiver.trailer) > self.adj.max_request_header_size:
            self.error, self.completed = BadRequest("The framing of the body is too long"), True
        elif self.completed and receiver.getbuf().had_no_room:
            self.error = NoRoom()
