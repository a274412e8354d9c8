"""A command beside busy loops: `python -m tools.busy [--loops 4] COMMAND…`; ends as the command ends.

What judges by the clock on the wall fails here; what counts, or looks at processor time, does not.
"""

import argparse
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

LOOPS = 4


@contextmanager
def busy(loops: int = LOOPS) -> Iterator[list[subprocess.Popen[bytes]]]:
    """So many processes that do nothing, as fast as they can."""
    spinning = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(loops)]
    try:
        yield spinning
    finally:
        for process in spinning:
            process.kill()
            process.wait()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--loops", type=int, default=LOOPS)
    parser.add_argument("command", nargs=argparse.REMAINDER)
    given = parser.parse_args()
    with busy(given.loops):
        return subprocess.run(given.command, check=False).returncode


if __name__ == "__main__":
    raise SystemExit(main())
