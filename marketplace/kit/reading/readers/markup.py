"""Reads XML in pieces: no document type, so no entities, nothing fetched, and nothing kept that is not asked for."""

from collections.abc import Callable
from typing import BinaryIO
from xml.parsers.expat import ExpatError, ParserCreate, XMLParserType

CHUNK_BYTES = 1 << 18
Start = Callable[[str, dict[str, str]], None]


class Unreadable(Exception):
    """No well-formed XML, or XML with a document type of its own."""


def walk(file: BinaryIO, start: Start, text: Callable[[str], None] | None = None) -> None:
    """Call `start` with each element's name (without prefix) and attributes, `text` with what stands between.

    Text may come in several pieces. Raises Unreadable, and what the two raise.
    """
    parser = ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = lambda name, attributes: start(name.rpartition(":")[2], attributes)
    if text is not None:
        parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = _no_doctype
    _feed(parser, file)


def _feed(parser: XMLParserType, file: BinaryIO) -> None:
    try:
        while chunk := file.read(CHUNK_BYTES):
            parser.Parse(chunk, False)
        parser.Parse(b"", True)
    except ExpatError as error:
        raise Unreadable(str(error)) from error


def _no_doctype(*_: object) -> None:
    raise Unreadable("a document type of its own")
