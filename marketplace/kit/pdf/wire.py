"""How printer and worker speak: a length, a JSON header, then the blobs whose sizes the header names."""

import json
import struct
from typing import BinaryIO, cast

LENGTH = struct.Struct(">I")
HEADER_LIMIT = 1 << 24


class Hangup(Exception):
    """The other side closed the line."""


def send(line: BinaryIO, header: dict[str, object], *blobs: bytes) -> None:
    """Write one message.

    Raises BrokenPipeError when the other side is gone.
    """
    text = json.dumps({**header, "sizes": [len(blob) for blob in blobs]}, ensure_ascii=False).encode()
    line.write(LENGTH.pack(len(text)) + text)
    for blob in blobs:
        line.write(blob)
    line.flush()


def receive(line: BinaryIO) -> tuple[dict[str, object], list[bytes]]:
    """Read one message: header and blobs.

    Raises Hangup at the end of the line, also in the middle of a message.
    """
    (length,) = LENGTH.unpack(_exactly(line, LENGTH.size))
    if length > HEADER_LIMIT:
        raise Hangup("header too long")
    header = cast(dict[str, object], json.loads(_exactly(line, length)))
    sizes = cast(list[int], header.pop("sizes"))
    return header, [_exactly(line, size) for size in sizes]


def _exactly(line: BinaryIO, size: int) -> bytes:
    chunk = line.read(size)
    if chunk is None or len(chunk) < size:
        raise Hangup
    return chunk
