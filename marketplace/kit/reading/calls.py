"""How a reading is asked for: a place to read, the warden of this process, the answers as they come."""

import atexit
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Generator, Iterator
from contextlib import contextmanager, suppress
from json import dumps
from pathlib import Path
from typing import Any, BinaryIO

from marketplace.kit.errors import RuleBroken
from marketplace.kit.reading.child import OUT_OF_MEMORY
from marketplace.kit.reading.complaint import Cause, Complaint, Ended
from marketplace.kit.reading.limits import ALLOWANCES, Limits
from marketplace.kit.reading.line import COMPLAINT, ENDED, FAULT, REFUSED, Message, receive, value_of
from marketplace.kit.reading.slots import Asker, full, held
from marketplace.kit.words import Words

ROOT = Path(__file__).parents[3]
BOOT = "import sys; sys.path.insert(0, sys.argv[2]); from marketplace.kit.reading.warden import main; main()"
ATTEMPTS = 3
HEARD_SECONDS = 60  # beyond what the child allows itself in silence
CAUSES = {
    -signal.SIGXCPU: Cause.TIME,
    -signal.SIGALRM: Cause.HANG,
    -signal.SIGABRT: Cause.MEMORY,  # how native code ends that gets no memory
    -signal.SIGKILL: Cause.MEMORY,
    OUT_OF_MEMORY: Cause.MEMORY,
}
Source = bytes | Path | BinaryIO


class WardenGone(Exception):
    """The process that starts readers ended before it said anything."""


class Wardens:
    """The warden of this process, started at the first reading and again when it is gone."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.process: subprocess.Popen[bytes] | None = None
        self.orders: socket.socket | None = None

    def start(self, order: bytes, file: int) -> socket.socket:
        """Have a child read a file; the line on which it answers. Raises WardenGone."""
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        orders = self._open()
        with theirs:
            try:
                socket.send_fds(orders, [order], [theirs.fileno(), file])
            except OSError as error:
                ours.close()
                self._give_up(orders)
                raise WardenGone from error
        return ours

    def _give_up(self, orders: socket.socket) -> None:
        """End a warden that takes no orders, unless another thread did."""
        with self.lock:
            if self.orders is orders:
                self._close()

    def _open(self) -> socket.socket:
        with self.lock:
            if self.orders is None or self.process is None or self.process.poll() is not None:
                self._close()
                self._begin()
            assert self.orders is not None
            return self.orders

    def _begin(self) -> None:
        self.orders, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            command = (sys.executable, "-I", "-c", BOOT, str(theirs.fileno()), str(ROOT))
            # It has no use for our secrets, nor have the readers.
            self.process = subprocess.Popen(  # noqa: S603
                command,
                pass_fds=(theirs.fileno(),),
                env={"LANG": "C.UTF-8"},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
            )

    def _close(self) -> None:
        orders, self.orders = self.orders, None
        process, self.process = self.process, None
        if orders is not None:
            orders.close()
        if process is not None:
            process.kill()
            process.wait()

    def close(self) -> None:
        """End the warden and whatever it reads."""
        with self.lock:
            self._close()

    def forget(self) -> None:
        """In a forked process: the warden is not ours."""
        if self.orders is not None:
            self.orders.close()
        if self.process is not None:
            self.process.returncode = 0
        self.__init__()  # type: ignore[misc]


wardens = Wardens()
atexit.register(wardens.close)
os.register_at_fork(after_in_child=wardens.forget)


@contextmanager
def _opened(source: Source) -> Iterator[tuple[int, int]]:
    """A file handle for what is to be read, and its size; bytes lie in memory only and leave no file behind."""
    if isinstance(source, Path):
        with source.open("rb") as file:
            yield file.fileno(), os.fstat(file.fileno()).st_size
    elif isinstance(source, bytes):
        handle = os.memfd_create("reading")
        try:
            with open(handle, "wb", closefd=False) as copy:
                copy.write(source)
            yield handle, len(source)
        finally:
            os.close(handle)
    else:
        with _handle_of(source) as opened:
            yield opened


@contextmanager
def _handle_of(file: BinaryIO) -> Iterator[tuple[int, int]]:
    """As `_opened` for an open file, which need not lie on this machine."""
    try:
        handle = file.fileno()
    except OSError:
        with _opened(file.read()) as opened:
            yield opened
        return
    yield handle, os.fstat(handle).st_size


def ask(reader: str, source: Source, asker: Asker, **options: Any) -> Generator[Any, None, None]:
    """What one of the room's readers says of a file, answer by answer; closing the iterator ends the reader.

    source: bytes, a path, or an open file (read from its beginning)
    Raises Busy without a place to read, Complaint, RuleBroken, Ended; OSError for a path that cannot be opened.
    """
    with held(asker), _opened(source) as (handle, size):
        limits = ALLOWANCES[reader].of(size)
        order = dumps({"reader": reader, "options": options, "limits": limits.as_json()}).encode()
        line, first = _begun(order, handle, limits)
        with line:
            yield from _answers(line, first, limits, reader)


def _begun(order: bytes, handle: int, limits: Limits) -> tuple[socket.socket, Message]:
    """The line to a child, and the first thing it said. Raises Ended; Busy when no warden lives long enough."""
    for _attempt in range(ATTEMPTS):
        with suppress(WardenGone):
            return _try(order, handle, limits)
    raise full()


def _try(order: bytes, handle: int, limits: Limits) -> tuple[socket.socket, Message]:
    line = wardens.start(order, handle)
    try:
        line.settimeout(limits.hang_seconds + HEARD_SECONDS)
        first = _heard(line, limits)
        if first == (ENDED, b""):
            raise WardenGone
    except (WardenGone, Ended):
        line.close()
        raise
    return line, first


def _heard(line: socket.socket, limits: Limits) -> Message:
    try:
        return receive(line)
    except TimeoutError as error:
        wardens.close()
        raise Ended(Cause.HANG, limits) from error


def _answers(line: socket.socket, message: Message, limits: Limits, reader: str) -> Iterator[Any]:
    while message.kind != ENDED:
        if message.kind in (REFUSED, COMPLAINT, FAULT):
            _raise(message, limits, reader)
        yield value_of(message)
        message = _heard(line, limits)
    code = int(message.content or b"1")
    if code != 0:
        cause = CAUSES.get(code, Cause.FAULT)
        _note("reading ended", reader=reader, cause=cause.value, code=code)
        raise Ended(cause, limits)


def _note(event: str, **facts: object) -> None:
    import structlog  # a warden imports this room too, and has no use for it

    structlog.get_logger("reading").warning(event, **facts)


def _raise(message: Message, limits: Limits, reader: str) -> None:
    if message.kind == COMPLAINT:
        raise Complaint(message.content.decode())
    if message.kind == REFUSED:
        said = value_of(message)
        cure = Words(*said["cure"]) if said["cure"] else None
        raise RuleBroken(Words(*said["message"]), code=said["code"], cure=cure)
    trace = message.content.decode()
    _note("reader stumbled", reader=reader, trace=trace)
    raise Ended(Cause.FAULT, limits, trace)


def ask_once(reader: str, source: Source, asker: Asker, **options: Any) -> Any:
    """The one answer of a reader. Raises as `ask`."""
    answers = list(ask(reader, source, asker, **options))
    return answers[0]
