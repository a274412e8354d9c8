"""What is known of a hostile file before it is sent: its name, what it claims to be, and which answer is right."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property


class Medium(StrEnum):
    """What a file claims to be: which upload points would take it."""

    TABLE = "table"
    PICTURE = "picture"
    PAPER = "paper"


class Right(StrEnum):
    """The right answer where its medium is taken. Elsewhere any refusal in words is right."""

    REFUSED = "refused"  # 4xx in words, or an import that ends without one good row
    TAKEN = "taken"  # odd, but honest
    SAID = "said"  # taken or refused, in words: the file may be read as far as it is good


@dataclass(frozen=True)
class HostileFile:
    """One file.

    title:     what it is, for people and for test names
    file_name: as the browser sends it
    make:      () → its bytes, the same each time
    ends:      it ended or held a process that read it by itself: sent to a server in processes of its own only
    """

    title: str
    file_name: str
    medium: Medium
    right: Right
    make: Callable[[], bytes]
    ends: bool = False

    @cached_property
    def content(self) -> bytes:
        return self.make()


def table(title: str, file_name: str, right: Right, make: Callable[[], bytes], *, ends: bool = False) -> HostileFile:
    return HostileFile(title, file_name, Medium.TABLE, right, make, ends)


def picture(title: str, file_name: str, right: Right, make: Callable[[], bytes], *, ends: bool = False) -> HostileFile:
    return HostileFile(title, file_name, Medium.PICTURE, right, make, ends)


def paper(
    title: str, make: Callable[[], bytes], right: Right = Right.REFUSED, name: str = "合同.pdf", *, ends: bool = False
) -> HostileFile:
    return HostileFile(title, name, Medium.PAPER, right, make, ends)
