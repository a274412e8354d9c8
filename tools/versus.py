"""Old against new: `python -m tools.versus [COMMIT] [--pairs 5] [--quick]`.

Two checkouts, each serving a market of its own; every measure is taken in turn on the one and on the other, so that
both meet the same moods of the machine. Prints the median of the pairs' ratios; exits 1 when new is slower by more than
a tenth. The old checkout is a temporary git worktree; both run on the libraries of this one.
"""

import argparse
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import NamedTuple

ROOT = Path(__file__).parent.parent
LEAST_RATIO = 0.9
PAIRS = 5
OWN = frozenset({"DATABASE_URL", "TEST_DATABASE_URL", "INSTANCE_DIR", "FILES_URL", "MAIL_URL", "PUBLIC_URL", "PORT"})


class Compared(NamedTuple):
    """One measure: something a second in each pair, old and new."""

    name: str
    old: list[float]
    new: list[float]

    @property
    def ratio(self) -> float:
        return median(new / old for old, new in zip(self.old, self.new, strict=True))

    @property
    def is_slower(self) -> bool:
        return self.ratio < LEAST_RATIO

    def line(self) -> str:
        mark = " slower" if self.is_slower else ""
        return (
            f"{self.name:<28} old {median(self.old):7,.0f}/s   new {median(self.new):7,.0f}/s   {self.ratio:.2f}{mark}"
        )


class House:
    """One checkout at work."""

    def __init__(self, root: Path, sizes: tuple[int, int, int]) -> None:
        environment = {name: value for name, value in os.environ.items() if name not in OWN}
        command = [sys.executable, "-P", str(ROOT / "tools/versus_house.py"), *map(str, sizes)]
        self._process = subprocess.Popen(
            command,
            cwd=root,
            env=environment | {"PYTHONPATH": str(root)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.measures = self._answer().split("|")

    def _answer(self) -> str:
        assert self._process.stdout is not None
        said = self._process.stdout.readline().strip()
        if not said:
            raise SystemExit("a checkout gave no answer; what it said stands above")
        return said

    def measure(self, name: str) -> float:
        assert self._process.stdin is not None
        self._process.stdin.write(f"{name}\n")
        self._process.stdin.flush()
        return float(self._answer())

    def close(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(120)


@contextmanager
def checkout(commit: str) -> Iterator[Path]:
    """The house as it was at a commit, in a temporary folder."""
    with TemporaryDirectory(prefix="jingzhe-old-") as folder:
        root = Path(folder) / "old"
        _git("worktree", "add", "--detach", "--quiet", str(root), commit)
        try:
            yield root
        finally:
            _git("worktree", "remove", "--force", str(root))


def _git(*words: str) -> str:
    return subprocess.run(["git", *words], cwd=ROOT, check=True, capture_output=True, text=True).stdout.strip()


def compare(commit: str, pairs: int = PAIRS, *, quick: bool = False) -> list[Compared]:
    """Every measure, in interleaved pairs; which side is first changes from pair to pair."""
    sizes = (pairs, 500 if quick else 5_000, 100 if quick else 1_500)
    with checkout(commit) as root:
        old, new = House(root, sizes), House(ROOT, sizes)
        try:
            return [_compared(name, old, new, pairs) for name in old.measures if name in new.measures]
        finally:
            old.close()
            new.close()


def _compared(name: str, old: House, new: House, pairs: int) -> Compared:
    found = Compared(name, [], [])
    for turn in range(pairs):
        for side in ((old, new), (new, old))[turn % 2]:
            (found.old if side is old else found.new).append(side.measure(name))
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "commit", nargs="?", default="HEAD", help="the old side; HEAD: what is not committed against what is"
    )
    parser.add_argument("--pairs", type=int, default=PAIRS)
    parser.add_argument("--quick", action="store_true", help="a tenth of the work: does it run")
    given = parser.parse_args()
    found = compare(given.commit, given.pairs, quick=given.quick)
    for one in found:
        print(one.line(), flush=True)
    return 1 if any(one.is_slower for one in found) else 0


if __name__ == "__main__":
    raise SystemExit(main())
