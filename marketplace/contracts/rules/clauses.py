"""The versioned clause texts: read from their files, chosen by fixed conditions, filled from a lookup table.

Filling is one pass over the clause text; what is filled in is never looked at again, so a brace, a tag or a per cent
sign that a person typed is printed as it stands.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal, NamedTuple

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = ("zh", "en")
FOLDER = Path(__file__).parent.parent / "clauses"
MODEL_ORDER = (
    "definitions",
    "grant",
    "technology",
    "materials",
    "fee",
    "acceptance",
    "confidentiality",
    "support",
    "improvements",
    "breach",
    "infringement",
    "invalidation",
    "force_majeure",
    "taxes",
    "disputes",
    "effect",
    "miscellaneous",
)
"""The seventeen clauses of the model licence contracts, in their order."""

_BLANK = re.compile(r"\{([a-z_]+)\}")
_NAME = re.compile(r"[a-z0-9_-]+")


class Piece(NamedTuple):
    """A stretch of text; `is_term` when it was taken from the terms."""

    words: str
    is_term: bool


@dataclass(frozen=True)
class Paragraph:
    """A numbered paragraph: 5.1, in pieces."""

    number: str
    pieces: tuple[Piece, ...]

    @property
    def text(self) -> str:
        return "".join(piece.words for piece in self.pieces)


@dataclass(frozen=True)
class Clause:
    """plain: one sentence for the reader, never printed · source: where the term comes from, never printed."""

    id: str
    number: str
    title: str
    paragraphs: tuple[Paragraph, ...]
    plain: str
    source: str
    has_patents: bool

    @property
    def heading(self) -> str:
        return f"{self.number}　{self.title}"


class Line(NamedTuple):
    """A paragraph as the file has it: `insert` stands for paragraphs given from outside."""

    text: str
    when: str
    insert: str


class ClauseText(NamedTuple):
    id: str
    when: str
    number: str
    title: str
    prefix: str
    plain: str
    source: str
    has_patents: bool
    lines: tuple[Line, ...]


class DocumentText(NamedTuple):
    """One document in one language and version, before it is filled."""

    title: str
    subtitle: str
    notice: str
    preamble: tuple[str, ...]
    labels: Mapping[str, str]
    clauses: tuple[ClauseText, ...]
    annexes: tuple[ClauseText, ...]


def versions() -> tuple[str, ...]:
    """The versions there are, oldest first."""
    return tuple(sorted(folder.name for folder in FOLDER.iterdir() if folder.is_dir()))


@cache
def document_text(version: str, document: str, language: Language) -> DocumentText:
    """The text of a document, e.g. ("2026-11", "ordinary_deal", "zh").

    Raises LookupError when there is no such version or document.
    """
    if version not in versions() or not _NAME.fullmatch(document):
        raise LookupError(f"no clause text {version!r} {document!r}")
    source = _table(version, document, language)
    if not source:
        raise LookupError(f"no clause text {version!r} {document!r}")
    labels = {**_table(version, "labels", language), **source.get("labels", {})}
    annexes = _table(version, f"{document}_annexes", language).get("annexes", [])
    return DocumentText(
        title=source["title"],
        subtitle=source["subtitle"],
        notice=source["notice"],
        preamble=tuple(source["preamble"]),
        labels=MappingProxyType(labels),
        clauses=tuple(map(_clause_text, source.get("clauses", []))),
        annexes=tuple(map(_clause_text, annexes)),
    )


def _table(version: str, name: str, language: Language) -> dict[str, Any]:
    path = FOLDER / version / f"{name}.{language}.toml"
    return tomllib.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}


def _clause_text(source: dict[str, Any]) -> ClauseText:
    return ClauseText(
        id=source["id"],
        when=source.get("when", ""),
        number=source["number"],
        title=source["title"],
        prefix=source["prefix"],
        plain=source["plain"],
        source=source["source"],
        has_patents=source.get("patents", False),
        lines=tuple(map(_line, source["paragraphs"])),
    )


def _line(source: str | dict[str, str]) -> Line:
    if isinstance(source, str):
        return Line(source, "", "")
    return Line(source.get("text", ""), source.get("when", ""), source.get("insert", ""))


def blanks(text: str) -> list[str]:
    """The names of the blanks in a clause text, in their order."""
    return _BLANK.findall(text)


def filled(text: str, values: Mapping[str, str]) -> tuple[Piece, ...]:
    """The text with its blanks filled, in pieces. Raises KeyError for a blank without a value."""
    pieces: list[Piece] = []
    for place, part in enumerate(_BLANK.split(text)):
        words = values[part] if place % 2 else part
        if words:
            pieces.append(Piece(words, place % 2 == 1))
    return tuple(pieces)


def fill(
    clause: ClauseText,
    values: Mapping[str, str],
    conditions: Mapping[str, bool],
    inserts: Mapping[str, tuple[str, ...]],
) -> Clause:
    """The clause as it is printed: paragraphs whose condition holds, filled and numbered without a gap.

    Raises KeyError for a blank, condition or insert that is not known.
    """
    chosen: list[tuple[Piece, ...]] = []
    for line in clause.lines:
        if line.insert:
            chosen += [(Piece(text, True),) for text in inserts[line.insert]]
        elif holds(line.when, conditions):
            chosen.append(filled(line.text, values))
    return Clause(
        id=clause.id,
        number=clause.number,
        title=clause.title,
        paragraphs=tuple(Paragraph(f"{clause.prefix}.{n}", pieces) for n, pieces in enumerate(chosen, start=1)),
        plain=clause.plain,
        source=clause.source,
        has_patents=clause.has_patents,
    )


def holds(when: str, conditions: Mapping[str, bool]) -> bool:
    return conditions[when] if when else True
