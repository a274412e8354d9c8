"""The line between who asks and who reads: messages in packets, so that a killed reader leaves no half packet.

A message is one sign for its kind and its content, cut into packets. The last packet is the warden's: how it ended.
"""

import json
import socket
from contextlib import suppress
from typing import Any, NamedTuple

PACKET_BYTES = 60_000
MORE, LAST, ENDED = b"+", b".", b"="
VALUE, BLOB, REFUSED, COMPLAINT, FAULT = b"V", b"B", b"R", b"C", b"F"


class Message(NamedTuple):
    kind: bytes
    content: bytes


def send(line: socket.socket, kind: bytes, content: bytes) -> None:
    """Write one message; waits while the other side is slow. Raises OSError when it is gone."""
    whole = memoryview(kind + content)
    for start in range(0, len(whole), PACKET_BYTES):
        piece = whole[start : start + PACKET_BYTES]
        line.send(b"".join((LAST if start + PACKET_BYTES >= len(whole) else MORE, piece)))


def send_value(line: socket.socket, value: object) -> None:
    """A value that JSON can say, or bytes."""
    if isinstance(value, bytes):
        send(line, BLOB, value)
    else:
        send(line, VALUE, json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass"))


def value_of(message: Message) -> Any:
    return message.content if message.kind == BLOB else json.loads(message.content.decode("utf-8", "surrogatepass"))


def send_end(line: socket.socket, code: int) -> None:
    """How the reader's process ended: its exit code, negative for a signal. Only on a line that has room."""
    with suppress(OSError):  # who asked may be gone
        line.send(ENDED + str(code).encode(), socket.MSG_DONTWAIT)


def receive(line: socket.socket) -> Message:
    """The next message; of kind ENDED with the exit code as content, empty when nobody is left to say how it ended.

    Raises TimeoutError after the line's own time limit.
    """
    pieces: list[bytes] = []
    while packet := line.recv(PACKET_BYTES + 1):
        if packet[:1] == ENDED:
            return Message(ENDED, packet[1:])
        pieces.append(packet[1:])
        if packet[:1] == LAST:
            whole = b"".join(pieces)
            return Message(whole[:1], whole[1:])
    return Message(ENDED, b"")
