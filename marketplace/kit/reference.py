"""The shipped tables: IPC titles, industries, areas, public holidays; read once, then answered from memory."""

import csv
import gzip
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import NamedTuple

from marketplace.kit.words import Words

FOLDER = Path(__file__).parent.parent / "reference"


class Place(NamedTuple):
    """A province, city or county; `level` is that word, `parent` a code or empty."""

    code: str
    name: Words
    level: str
    parent: str


class Industry(NamedTuple):
    """An entry of GB/T 4754; level 1 section (letter), 2 division, 3 group, 4 class."""

    code: str
    name: Words
    level: int
    parent: str


class Field(NamedTuple):
    """A field of trade, by which the market is pictured; `ipc` are the prefixes of its classes and subclasses."""

    code: str
    name: Words
    ipc: tuple[str, ...]


class Holidays(NamedTuple):
    """A published year: its days off and the weekend days worked in exchange."""

    days_off: frozenset[date]
    worked: frozenset[date]


def table(name: str) -> Iterator[dict[str, str]]:
    """The rows of a shipped table, `name` with its ending (.csv or .csv.gz)."""
    path = FOLDER / name
    if name.endswith(".gz"):
        with gzip.open(path, "rt", encoding="utf-8", newline="") as packed:
            yield from csv.DictReader(packed)
        return
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


@cache
def _ipc() -> dict[str, Words]:
    return {row["code"]: Words(row["zh"] or row["en"], row["en"] or row["zh"]) for row in table("ipc.csv.gz")}


def ipc_title(code: str) -> Words | None:
    """Title of a section (C), class (C07), subclass (C07D) or main group (C07D213/00); None when unknown.

    A subgroup (C07D213/64) has its main group's title.
    """
    title = _ipc().get(code)
    if title is None and "/" in code:
        return _ipc().get(code.partition("/")[0] + "/00")
    return title


def ipc_path(code: str) -> tuple[str, ...]:
    """The known symbols above and including `code`, from the section down: C, C07, C07D, C07D213/00."""
    steps = (code[:1], code[:3], code[:4], code.partition("/")[0] + "/00" if len(code) > 4 else "")
    return tuple(dict.fromkeys(step for step in steps if step in _ipc()))


@cache
def ipc_sections() -> tuple[tuple[str, Words], ...]:
    """The eight sections A to H with their titles."""
    return tuple((code, title) for code, title in _ipc().items() if len(code) == 1)


@cache
def ipc_below(code: str) -> tuple[tuple[str, Words], ...]:
    """Classes of a section, subclasses of a class, main groups of a subclass, in order."""
    lengths = {1: (3, 3), 3: (4, 4), 4: (5, 99)}
    shortest, longest = lengths.get(len(code), (99, 0))
    return tuple((c, title) for c, title in _ipc().items() if c.startswith(code) and shortest <= len(c) <= longest)


@cache
def _places() -> dict[str, Place]:
    return {
        row["code"]: Place(row["code"], Words(row["name"], row["en"] or row["name"]), row["level"], row["parent"])
        for row in table("areas.csv")
    }


def place(code: str) -> Place | None:
    return _places().get(code)


def area_name(code: str) -> Words | None:
    """Own name of an area code (210100 → 沈阳市); None when it is no area of today."""
    found = _places().get(code)
    return found.name if found else None


def area_path(code: str) -> Words | None:
    """Name with what it lies in: 210106 → 辽宁省沈阳市铁西区; cities named 市辖区 are left out."""
    found = _places().get(code)
    if found is None:
        return None
    names: list[Words] = []
    while found is not None:
        if found.name.zh not in ("市辖区", "县"):
            names.insert(0, found.name)
        found = _places().get(found.parent)
    return Words("".join(name.zh for name in names), ", ".join(name.en for name in reversed(names)))


@cache
def areas(level: str, parent: str = "") -> tuple[Place, ...]:
    """All areas of a level (province, city, county), of one `parent` when given: areas("city", "210000")."""
    return tuple(p for p in _places().values() if p.level == level and parent in ("", p.parent))


@cache
def _industries() -> dict[str, Industry]:
    entries = {}
    for row in table("industries.csv"):
        name = Words(row["name"], row["en"] or row["name"])
        entries[row["code"]] = Industry(row["code"], name, int(row["level"]), row["parent"])
    return entries


def industry(code: str) -> Industry | None:
    """The entry for A, 35, 356, 3562, or with its section's letter C3562; None when unknown or the letter is wrong."""
    found = _industries().get(code)
    if found is None and len(code) > 1 and code[0].isalpha():
        found = _industries().get(code[1:])
        return found if found and industry_section(found.code) == code[0] else None
    return found


def industry_section(code: str) -> str:
    """The section letter of a known code: 3562 → C. Raises KeyError for an unknown one."""
    found = _industries()[code]
    while found.parent:
        found = _industries()[found.parent]
    return found.code


def industry_name(code: str) -> Words | None:
    found = industry(code)
    return found.name if found else None


@cache
def industries(level: int, parent: str = "") -> tuple[Industry, ...]:
    """All entries of a level (1 to 4), of one `parent` when given: industries(2, "C")."""
    return tuple(i for i in _industries().values() if i.level == level and parent in ("", i.parent))


OTHER_FIELD = Field("other", Words("其他", "Other"), ("",))


@cache
def fields() -> tuple[Field, ...]:
    """The twelve fields of trade, without the rest that belongs to none."""
    return tuple(
        Field(row["code"], Words(row["zh"], row["en"]), tuple(row["ipc"].split())) for row in table("fields.csv")
    )


@cache
def field_of(ipc: str) -> Field:
    """The field a main IPC symbol (B23K 9/04) belongs to: the longest prefix decides; OTHER_FIELD for the rest."""
    found = [(len(prefix), one) for one in fields() for prefix in one.ipc if ipc.startswith(prefix)]
    return max(found, key=lambda pair: pair[0])[1] if found else OTHER_FIELD


@cache
def holidays() -> dict[int, Holidays]:
    """The published years."""
    years: dict[int, tuple[set[date], set[date]]] = defaultdict(lambda: (set(), set()))
    for row in table("holidays.csv"):
        day = date.fromisoformat(row["date"])
        years[day.year][row["kind"] == "makeup_workday"].add(day)
    return {year: Holidays(frozenset(off), frozenset(worked)) for year, (off, worked) in years.items()}
