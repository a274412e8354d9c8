"""Two warm printers: started when first needed, lent to one document at a time, replaced when one was too slow."""

import os
import queue
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO, cast

from marketplace.kit.pdf import folders
from marketplace.kit.pdf.refusals import PdfRefused, PdfUnanswered, PrinterMissing, busy, refused, too_slow, unanswered
from marketplace.kit.pdf.typefaces import write_fonts_conf
from marketplace.kit.pdf.wire import Hangup, receive, send

ROOT = Path(__file__).parents[3]
MEMORY_BYTES = 1 << 30
PROCESSOR_SECONDS = 10  # a document may take of the child's time, not of the world's
HANG_SECONDS = 120  # of the world's time, for what waits for ever
WAIT_SECONDS = 30


class Printer:
    """One child process, with its own folder for what it writes.

    seconds: of processor time a document may take
    """

    def __init__(self, folder: Path, seconds: int, memory_bytes: int) -> None:
        self.folder, self.seconds, self.memory_bytes = folder, seconds, memory_bytes
        self.child: subprocess.Popen[bytes] | None = None
        self.late = False

    def print(self, header: dict[str, object], *blobs: bytes) -> tuple[dict[str, object], list[bytes]]:
        """One document out.

        Raises PdfTooSlow past the limit of processor time, PdfUnanswered, PdfRefused, PrinterMissing.
        """
        child = self.start()
        try:
            send(cast(BinaryIO, child.stdin), header, *blobs)
            reply, answers = self._wait(child)
        except (Hangup, BrokenPipeError) as error:
            raise self._ended(child) from error
        if "refused" in reply:
            if reply.get("spent"):
                self.stop()
            raise refused(str(reply["refused"]), str(reply["what"]))
        return reply, answers

    def _ended(self, child: subprocess.Popen[bytes]) -> PdfRefused | PdfUnanswered:
        """Why there is no answer."""
        if self.late:
            self.stop()
            return unanswered()
        code = _code_of(child)
        self.stop()
        if code == -signal.SIGALRM:
            return unanswered()
        return too_slow(self.seconds) if code == -signal.SIGXCPU else refused("size", "")

    def start(self) -> subprocess.Popen[bytes]:
        """The running child, started and warmed up if need be."""
        if self.child and self.child.poll() is None:
            return self.child
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        environment = {
            **os.environ,
            "FONTCONFIG_FILE": str(write_fonts_conf(self.folder)),
            "TMPDIR": str(self.folder),
        }
        command = (
            sys.executable,
            "-m",
            "marketplace.kit.pdf.worker",
            str(self.memory_bytes),
            str(self.seconds),
            str(HANG_SECONDS + 2),
        )
        child = subprocess.Popen(  # noqa: S603
            command, cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        self.child = child
        try:
            hello, _ = self._wait(child)
        except Hangup as error:
            self.stop()
            raise PrinterMissing("The document printer did not start; its reason stands above.") from error
        if "missing" in hello:
            self.stop()
            raise PrinterMissing(str(hello["missing"]))
        return child

    def _wait(self, child: subprocess.Popen[bytes]) -> tuple[dict[str, object], list[bytes]]:
        self.late = False
        alarm = threading.Timer(HANG_SECONDS, self._kill, (child,))
        alarm.daemon = True
        alarm.start()
        try:
            return receive(cast(BinaryIO, child.stdout))
        finally:
            alarm.cancel()

    def _kill(self, child: subprocess.Popen[bytes]) -> None:
        self.late = True
        child.kill()

    def stop(self) -> None:
        """End the child."""
        if self.child:
            self.child.kill()
            self.child.wait()
        self.let_go()

    def let_go(self) -> None:
        """Close the lines to the child, which ends it once nobody else holds them."""
        child, self.child = self.child, None
        for line in (child.stdin, child.stdout) if child else ():
            _close(line)


def _code_of(child: subprocess.Popen[bytes]) -> int:
    """How a child that closed its line ended; one that only closed it is ended now."""
    try:
        return child.wait(HANG_SECONDS)
    except subprocess.TimeoutExpired:
        child.kill()
        return child.wait()


def _close(line: object) -> None:
    try:
        cast(BinaryIO, line).close()
    except BrokenPipeError:
        return  # what was still buffered has nobody left to read it


class Pool:
    """Lends printers; safe to use from many threads."""

    def __init__(self, size: int = 2, seconds: int = PROCESSOR_SECONDS, memory_bytes: int = MEMORY_BYTES) -> None:
        self.owner = os.getpid()
        self.held = folders.hold()
        self.printers = [Printer(self.held.path / str(n), seconds, memory_bytes) for n in range(size)]
        self.free: queue.LifoQueue[Printer] = queue.LifoQueue()
        for printer in self.printers:
            self.free.put(printer)

    def print(self, header: dict[str, object], *blobs: bytes) -> tuple[dict[str, object], list[bytes]]:
        """Print with the next free printer; PdfBusy when none is free for half a minute."""
        try:
            printer = self.free.get(timeout=WAIT_SECONDS)
        except queue.Empty as error:
            raise busy() from error
        try:
            return printer.print(header, *blobs)
        finally:
            self.free.put(printer)

    def warm_up(self) -> None:
        """Start every printer that is free; PrinterMissing when one cannot start."""
        waiting: list[Printer] = []
        try:
            while not self.free.empty():
                waiting.append(self.free.get_nowait())
                waiting[-1].start()
        finally:
            for printer in waiting:
                self.free.put(printer)

    def children(self) -> Sequence[int]:
        """Process numbers of the running printers."""
        return [printer.child.pid for printer in self.printers if printer.child]

    def close(self) -> None:
        """End the printers. In a process forked from the owner: only let go of their lines, which are not ours."""
        if self.owner != os.getpid():
            for printer in self.printers:
                printer.let_go()
            folders.let_go(self.held)
            return
        for printer in self.printers:
            printer.stop()
        folders.remove(self.held)
