"""The process that reads one file: takes its limits, answers on its line, and ends."""

import ctypes
import json
import os
import resource
import signal
import socket
import traceback
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any, BinaryIO, NoReturn

from marketplace.kit.errors import RuleBroken
from marketplace.kit.reading.complaint import Complaint
from marketplace.kit.reading.line import COMPLAINT, FAULT, REFUSED, send, send_value

Reader = Callable[[BinaryIO, dict[str, Any]], Iterator[object]]
STUMBLED, OUT_OF_MEMORY = 1, 77  # exit codes
PR_SET_PDEATHSIG = 1
GRACE_SECONDS = 2  # between the signal for too much processor time and the one that cannot be caught
MOST_OPEN_FILES = 64
LONGEST_TRACE = 4000

_prctl = ctypes.CDLL(None, use_errno=True).prctl


def read_and_exit(
    reader: Reader, options: dict[str, Any], limits: dict[str, int], line: socket.socket, file: int
) -> NoReturn:
    """Read, answer, end the process."""
    ending = _Ending(line)
    try:
        with ending:
            _bind(limits)
            os.lseek(file, 0, os.SEEK_SET)
            with open(file, "rb") as content:
                _answer(reader(content, options), line, limits["hang_seconds"])
    finally:
        os._exit(ending.code)


def _answer(values: Iterator[object], line: socket.socket, hang_seconds: int) -> None:
    """The alarm rests while the other side is slow to listen."""
    signal.alarm(hang_seconds)
    for value in values:
        signal.alarm(0)
        send_value(line, value)
        signal.alarm(hang_seconds)


class _Ending:
    """Whatever ends a reading is told on the line, also a native reader's panic, which is no Exception."""

    def __init__(self, line: socket.socket) -> None:
        self.line, self.code = line, STUMBLED

    def __enter__(self) -> None:
        return

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> bool:
        signal.alarm(0)
        self.code = 0 if error is None else self._told(error)
        return True

    def _told(self, error: BaseException) -> int:
        """The exit code."""
        if isinstance(error, MemoryError):
            return OUT_OF_MEMORY
        if isinstance(error, ConnectionError):
            return STUMBLED  # nobody listens any more
        with suppress(OSError):
            if isinstance(error, RuleBroken):
                send(self.line, REFUSED, json.dumps(_said(error), ensure_ascii=False).encode())
            elif isinstance(error, Complaint):
                send(self.line, COMPLAINT, error.code.encode())
            else:
                send(self.line, FAULT, "".join(traceback.format_exception(error))[-LONGEST_TRACE:].encode())
        return STUMBLED


def _bind(limits: dict[str, int]) -> None:
    """Die with the warden, write no file, leave no core, and use no more than this."""
    _prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    quiet = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(quiet, stream)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (MOST_OPEN_FILES, MOST_OPEN_FILES))
    resource.setrlimit(resource.RLIMIT_AS, (limits["memory_bytes"], limits["memory_bytes"]))
    seconds = limits["cpu_seconds"]
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + GRACE_SECONDS))


def _said(refusal: RuleBroken) -> dict[str, Any]:
    return {"message": refusal.message, "code": refusal.code, "cure": refusal.cure}
