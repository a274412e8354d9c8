"""One process of the served site, in this one, its limits lowered.

with small(Flask("small")) as (mine, address): …
"""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection

from flask import Flask

from marketplace.kit import lines
from tests import senders

WAIT_SECONDS = 60


@contextmanager
def small(app: Flask, **limits: int) -> Iterator[tuple[lines.Lines, senders.Address]]:
    """Lines of this process over an application of its own. limits: as of `lines`."""
    listening, done = socket.create_server(("127.0.0.1", 0)), threading.Event()
    listening.setblocking(False)
    address = listening.getsockname()
    mine = lines.lines(app, listening, **{"threads": 2, "most": 50, "kept_bytes": 1000, **limits})
    serving = threading.Thread(target=lambda: (mine.serve(done.is_set, lambda: None), mine.finish(WAIT_SECONDS)))
    serving.start()
    try:
        yield mine, address
    finally:
        done.set()
        serving.join(WAIT_SECONDS)
        mine.task_dispatcher.shutdown()
        mine.trigger.close()


def ask(address: senders.Address, method: str, path: str, body: object = None, **headers: str) -> tuple[int, str]:
    connection = HTTPConnection(*address, timeout=WAIT_SECONDS)
    try:
        connection.request(method, path, body, headers)  # type: ignore[arg-type]
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()
