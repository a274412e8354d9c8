"""The law on time: no test and no refusal judges by the clock on the wall; a wall limit only ends what hangs."""

import re
import subprocess
import tomllib
from pathlib import Path

import pytest
from hypothesis import settings

from tests.waiting import until

ROOT = Path(__file__).parent.parent
HOUSE_SECONDS = 1200
SHORTEST_WALL_SECONDS = 60
CLOCKS = r"(?:monotonic|perf_counter|time\.time)(?:_ns)?"
HABITS = {
    rf"^\s*(?:assert|if)\b.*\b{CLOCKS}\(\)\s*-": "an elapsed time decides nothing: count, or ask for processor time",
    rf"^\s*assert\b.*{CLOCKS}": "a condition is waited for (tests/waiting.py), not timed",
    r"\bperf_counter": "figures of speed are processor time (time.process_time), and wall time in tools/bench alone",
    r"mark\.timeout\((?!1200)": "one limit for all tests stands in pyproject.toml",
    r"\bdeadline=(?:None|[0-9])": "one profile for Hypothesis stands in tests/conftest.py",
    r"\bsleep\([0-9.]+\)\n\s*assert (?!not\b)": "wait for the condition itself (tests/waiting.py)",
}
SHORT = re.compile(r"\btimeout=([0-9][0-9_.]*)")
MAY = {"tests/test_time.py", "tests/conftest.py"}
SPEED_OF_REQUESTS = "marketplace/kit/answers.py"  # measures for the log; judges nobody


def lines_of(*folders: str) -> list[tuple[str, str]]:
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", *(f"{folder}/**/*.py" for folder in folders)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    return [(name, (ROOT / name).read_text()) for name in listed if name not in MAY and (ROOT / name).exists()]


@pytest.mark.parametrize(("pattern", "why"), HABITS.items())
def test_no_test_judges_by_the_wall(pattern: str, why: str) -> None:
    found = [
        f"{name}: {match[0].strip()}"
        for name, text in lines_of("tests")
        for match in re.finditer(pattern, text, re.MULTILINE)
    ]
    assert found == [], why


def test_no_refusal_judges_by_the_wall() -> None:
    pattern = rf"^\s*(?:if|elif|while|assert|return)\b.*\b{CLOCKS}\(\)\s*-"
    found = [
        f"{name}: {match[0].strip()}"
        for name, text in lines_of("marketplace")
        if name != SPEED_OF_REQUESTS
        for match in re.finditer(pattern, text, re.MULTILINE)
    ]
    # How long a connection has rested, after which it is asked whether it lives: nobody is refused by it.
    assert [one for one in found if not one.startswith("marketplace/kit/db.py")] == []


def test_no_wall_limit_is_short() -> None:
    found = [
        f"{name}: {match[0]}"
        for name, text in lines_of("marketplace", "tests")
        for match in SHORT.finditer(text)
        if float(match[1].replace("_", "")) < SHORTEST_WALL_SECONDS
    ]
    assert found == []


def test_the_limits_of_the_house_are_generous() -> None:
    options = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["pytest"]["ini_options"]["addopts"]
    assert f"--timeout={HOUSE_SECONDS}" in options
    assert settings.default is not None
    assert settings.default.deadline is None


def test_waiting_ends_when_it_has_happened_and_when_it_never_does() -> None:
    asked: list[int] = []
    assert until(lambda: asked.append(0) or len(asked) == 3)
    assert len(asked) == 3
    assert not until(lambda: False, seconds=0)
