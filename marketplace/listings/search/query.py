"""A typed query, read once: number, IPC code, or terms with the ladder phrase → all words → any word."""

import re
from dataclasses import dataclass

from marketplace.listings.search import numbers, text

LONGEST_INPUT = 1_000
LONGEST_TEXT = 200
MOST_TERMS = 12
MOST_LOOSE_TERMS = 6
_QUOTED = re.compile(r"[\"“”「」『』]([^\"“”「」『』]+)[\"“”「」『』]")


@dataclass(frozen=True, slots=True)
class Term:
    """A stretch of text that must stand together. A single character is looked for in titles only."""

    text: str
    tokens: tuple[str, ...]

    @property
    def is_one_character(self) -> bool:
        return len(self.text) == 1 and text.is_han(self.text)


@dataclass(frozen=True, slots=True)
class Parsed:
    """phrase: the whole as typed, if it is one stretch or quoted; parts: as split by spaces; words: as segmented."""

    is_empty: bool
    number: str = ""
    is_surely_number: bool = False
    ipc: tuple[str, ...] = ()
    phrase: tuple[Term, ...] = ()
    parts: tuple[Term, ...] = ()
    words: tuple[Term, ...] = ()


def parse(raw: str) -> Parsed:
    """Any string at all is a query; what holds no letter or digit finds nothing."""
    typed = raw[:LONGEST_INPUT]
    if not typed.strip():
        return Parsed(is_empty=True)
    number = numbers.number_asked(typed)
    quoted = [text.normalise(part) for part in _QUOTED.findall(typed)]
    loose = text.normalise(_QUOTED.sub(" ", typed))[:LONGEST_TEXT].split(" ")
    strict_parts, loose_parts = _terms(quoted), _terms(loose)
    parts = (*strict_parts, *loose_parts)[:MOST_TERMS]
    segmented = _terms([word for part in loose_parts for word in text.words(part.text)])
    return Parsed(
        is_empty=False,
        number=number[0] if number else "",
        is_surely_number=bool(number and number[1]),
        ipc=numbers.ipc_asked(typed),
        phrase=parts if len(parts) == 1 or not loose_parts else (),
        parts=parts,
        words=(*strict_parts, *segmented)[:MOST_TERMS],
    )


def _terms(stretches: list[str]) -> tuple[Term, ...]:
    cut = dict.fromkeys(stretch[:LONGEST_TEXT].strip() for stretch in stretches)
    return tuple(Term(stretch, text.query_tokens(stretch)) for stretch in cut if stretch)
