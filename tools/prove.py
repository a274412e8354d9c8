"""Tries every promise and writes docs/reliability.md: `python -m tools.prove [--only PART…] [--old COMMIT]`.

PostgreSQL takes part when TEST_DATABASE_URL is set. What is not run keeps what the page says of it; `--page` runs
nothing. Exits 1 when a promise is not kept.
"""

import argparse
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

from tools import busy, prove_page, versus
from tools.promises import BOTH, BUSY, PROMISES, VERSUS, Promise, tried_on

BUILD = Path("build/prove")
NO_TESTS = 5  # pytest's code when everything was deselected
SETTINGS_OF_TESTS = (
    "-p",
    "no:randomly",
    "-o",
    "addopts=-q --strict-markers --timeout=1200",
    "-o",
    "junit_family=xunit1",
)


class Case(NamedTuple):
    """One test that ran: where it stands, whether it held, what it measured."""

    node: str  # tests/x/test_y.py::test_z[…]
    held: bool
    measured: str


class Outcome(NamedTuple):
    """What became of one try of a promise on one database; measured: lines, most telling first."""

    held: bool
    told: str
    measured: tuple[str, ...] = ()


Outcomes = dict[tuple[str, str], Outcome]  # (try, database) → outcome


def _pytest(database: str) -> Iterator[Case]:
    """All promised tests: the quick and slow ones two at a time, then, alone, those that measure."""
    tests = [test for test in tried_on(database) if Path(test.partition("::")[0]).exists()]
    for name, chosen in (("rest", ("-n", "2", "-m", "not prove")), ("prove", ("-m", "prove"))):
        report = BUILD / f"{database}-{name}.xml"
        report.unlink(missing_ok=True)
        command = [sys.executable, "-m", "pytest", *SETTINGS_OF_TESTS, *chosen, f"--junitxml={report}", *tests]
        done = subprocess.run(command, check=False, env=_environment(database))
        if report.exists() and done.returncode != NO_TESTS:
            yield from _cases(report)


def _environment(database: str) -> dict[str, str]:
    """SQLite unless it is PostgreSQL's turn."""
    return {name: value for name, value in os.environ.items() if name != "TEST_DATABASE_URL" or database == BOTH[1]}


def _cases(report: Path) -> Iterator[Case]:
    for case in ElementTree.parse(report).getroot().iter("testcase"):
        if case.find("skipped") is not None:
            continue
        held = case.find("failure") is None and case.find("error") is None
        path = f"{case.get('classname', '').replace('.', '/')}.py"
        said = [one.get("value", "") for one in case.iter("property") if one.get("name") == "measured"]
        yield Case(f"{path}::{case.get('name')}", held, "; ".join(said))


def _outcome(test: str, cases: list[Case]) -> Outcome:
    mine = [case for case in cases if test in (case.node.partition("::")[0], case.node.partition("[")[0])]
    kept = sum(case.held for case in mine)
    told = f"{kept} of {len(mine)} tests held" if mine else "no such test ran"
    return Outcome(bool(mine) and kept == len(mine), told, tuple(case.measured for case in mine if case.measured))


def on(database: str) -> Outcomes:
    """Every promised test on one database."""
    cases = list(_pytest(database))
    return {(test, database): _outcome(test, cases) for test in tried_on(database)}


def beside_busy_loops(_old: str) -> Outcomes:
    with busy.busy():
        done = subprocess.run(["make", "test"], check=False, env=_environment(BOTH[0]), capture_output=True, text=True)
    lines = [line for line in done.stdout.splitlines() if line.strip()] or [""]
    (BUILD / "busy.log").write_text(done.stdout + done.stderr)
    failed = [line for line in lines if line.startswith("FAILED")]
    told = f"{len(failed)} tests failed" if failed else "every test held" if not done.returncode else lines[-1]
    return {(BUSY, BOTH[0]): Outcome(done.returncode == 0, told, tuple(failed[:10]))}


def old_and_new(old: str) -> Outcomes:
    if not old:
        return {}
    found = versus.compare(old)
    worst = min(found, key=lambda one: one.ratio)
    told = f"slowest: {worst.name}, {worst.ratio:.2f} times the old rate"
    held = not any(one.is_slower for one in found)
    return {(VERSUS, BOTH[0]): Outcome(held, told, tuple(" ".join(one.line().split()) for one in found))}


PARTS: dict[str, Callable[[str], Outcomes]] = {
    "sqlite": lambda _old: on(BOTH[0]),
    "postgresql": lambda _old: on(BOTH[1]) if os.environ.get("TEST_DATABASE_URL") else {},
    "busy": beside_busy_loops,
    "versus": old_and_new,
}


def kept(promise: Promise, outcomes: Outcomes) -> list[Outcome]:
    """The outcomes of a promise, in the order of its tries."""
    return [outcomes[test, place] for test in promise.tried for place in promise.on if (test, place) in outcomes]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", nargs="+", choices=PARTS, default=list(PARTS), metavar="PART")
    parser.add_argument("--old", default="", metavar="COMMIT", help="what the rates are compared with")
    parser.add_argument("--page", action="store_true", help="run nothing; give every promise its row")
    given = parser.parse_args()
    BUILD.mkdir(parents=True, exist_ok=True)
    outcomes: Outcomes = {}
    for part in [] if given.page else given.only:
        print(f"── {part}", flush=True)
        outcomes |= PARTS[part](given.old)
        prove_page.write({promise.said: found for promise in PROMISES if (found := kept(promise, outcomes))})
    if given.page:
        prove_page.write({})
    broken = [place for place, outcome in outcomes.items() if not outcome.held]
    print("\n".join(f"not kept: {test} on {database}" for test, database in broken) or "every promise tried is kept")
    return 1 if broken else 0


if __name__ == "__main__":
    raise SystemExit(main())
