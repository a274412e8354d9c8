"""docs/reliability.md: a row for every promise, and the lines that were measured. Rows that were not tried stay."""

import os
import platform
import re
import sqlite3
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

from marketplace.kit import clock
from tools.promises import PROMISES, Promise

PAGE = Path("docs/reliability.md")
NEVER = ("not tried yet", "—")
MOST_LINES = 40  # measured lines shown of one promise
HEAD = """# What is promised, and how it is tried

Written by `make prove`, which takes hours; its rows are in `tools/promises.py`. Every promise is tried by the tests or
the command named; those that are quick run in `make check` as well. Machines differ: **trust counts and ratios**.

| promise | how it is tried | on | what was found | date |
|---|---|---|---|---|
"""
ROW = re.compile(r"^\| (.+?) \| .+? \| .+? \| (.+?) \| (.+?) \|$", re.MULTILINE)
MEASURED = re.compile(r"^### (.+)\n\n((?:- .+\n)+)", re.MULTILINE)


class Found(Protocol):
    """What became of one try."""

    @property
    def held(self) -> bool: ...
    @property
    def told(self) -> str: ...
    @property
    def measured(self) -> tuple[str, ...]: ...


def machine() -> str:
    """What it was tried on, without its name."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / (1 << 30)
    parts = (
        f"{os.cpu_count()} cores ({platform.machine()})",
        f"{memory:.0f} GiB",
        f"{platform.system()} {platform.release().partition('-')[0]}",
        f"Python {platform.python_version()}",
        f"SQLite {sqlite3.sqlite_version}",
    )
    return ", ".join(parts)


def _known(page: str) -> tuple[dict[str, tuple[str, str]], dict[str, list[str]]]:
    """What the page says already: promise → (found, date), promise → measured lines."""
    rows = {said: (found, date) for said, found, date in ROW.findall(page)}
    lines = {said: [line[2:] for line in block.strip().split("\n")] for said, block in MEASURED.findall(page)}
    return rows, lines


def _cell(found: Sequence[Found]) -> str:
    broken = [one for one in found if not one.held]
    return ("**not kept**: " if broken else "kept: ") + "; ".join(one.told for one in broken or found)


def _row(promise: Promise, found: str, date: str) -> str:
    tried = ", ".join(f"`{test}`" for test in promise.tried)
    return f"| {promise.said} | {tried} | {', '.join(promise.on)} | {found} | {date} |\n"


def write(fresh: Mapping[str, Sequence[Found]]) -> None:
    """Write the page: what is fresh, with today's date and this machine, and what it said before of the rest."""
    page = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
    rows, lines = _known(page)
    for said, found in fresh.items():
        rows[said] = (_cell(found), clock.today().isoformat())
        lines[said] = [line for one in found for line in one.measured][:MOST_LINES]
    text = HEAD + "".join(_row(promise, *rows.get(promise.said, NEVER)) for promise in PROMISES)
    if fresh:
        text += f"\nLast tried on {machine()}.\n"
    elif before := re.search(r"^Last tried on .+$", page, re.MULTILINE):
        text += f"\n{before[0]}\n"
    told = [(promise.said, lines[promise.said]) for promise in PROMISES if lines.get(promise.said)]
    if told:
        text += "\n## Measured\n"
    for said, measured in told:
        text += f"\n### {said}\n\n" + "".join(f"- {line}\n" for line in measured)
    PAGE.write_text(text, encoding="utf-8")
