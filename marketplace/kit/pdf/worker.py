"""The child process that prints: reads documents from stdin, answers on stdout, ends when stdin ends.

A document has so many seconds of processor time, however busy the machine is; the wall clock ends only what hangs.
"""

import math
import os
import resource
import signal
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING, BinaryIO

from marketplace.kit.pdf.wire import Hangup, receive, send

if TYPE_CHECKING:
    from marketplace.kit.pdf.renderer import Renderer

MISSING = "Documents need three system libraries: apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
YIELDS = 10  # people who wait for a page come before paper


def main() -> None:
    # Whatever a library prints goes to stderr, never between two messages.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    questions = sys.stdin.buffer
    limit_bytes, seconds, hang_seconds = (int(text) for text in sys.argv[1:4])
    os.nice(YIELDS)
    resource.setrlimit(resource.RLIMIT_AS, (limit_bytes, limit_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        from marketplace.kit.pdf.renderer import HAS_SUBSETTER, Renderer
    except OSError:
        send(answers, {"missing": MISSING})
        return
    if not HAS_SUBSETTER:
        send(answers, {"missing": MISSING})
        return
    renderer = Renderer()
    send(answers, {"ready": True})
    serve(renderer, questions, answers, seconds, hang_seconds)


def allow(seconds: int | None) -> None:
    """From now on so much processor time, then SIGXCPU ends this process, whatever library it is in. None: no limit."""
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    most = hard
    if seconds is not None:
        used = resource.getrusage(resource.RUSAGE_SELF)
        most = math.ceil(used.ru_utime + used.ru_stime) + seconds
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(resource.RLIMIT_CPU, (most, hard))


def serve(renderer: "Renderer", questions: BinaryIO, answers: BinaryIO, seconds: int, hang_seconds: int) -> None:
    """Print until the line is closed. A document that hangs is ended by the alarm even when the server is gone."""
    while True:
        try:
            header, blobs = receive(questions)
        except Hangup:
            return
        allow(seconds)
        signal.alarm(hang_seconds)
        reply, pdf = answer(renderer, header, blobs)
        signal.alarm(0)
        allow(None)
        send(answers, reply, *pdf)


def answer(
    renderer: "Renderer", header: dict[str, object], blobs: list[bytes]
) -> tuple[dict[str, object], list[bytes]]:
    from marketplace.kit.pdf.guard import Refused

    attachment = (str(header["attachment"]), blobs[1]) if header["attachment"] else None
    created = datetime.fromtimestamp(float(str(header["created"])), UTC)
    try:
        pdf, boxes, pages = renderer.render(
            blobs[0].decode(), str(header["css"]), str(header["title"]), created, attachment
        )
    except Refused as refused:
        return {"refused": refused.code, "what": refused.what}, []
    except MemoryError:
        return {"refused": "size", "what": "", "spent": True}, []
    return {"boxes": boxes, "pages": pages}, [pdf]


if __name__ == "__main__":
    main()
