"""The site as it is served: in a process group of its own, on a spare port, with a folder of its own."""

import os
import signal
import socket
import subprocess
import time
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from flask import Flask
from flask_migrate import upgrade

from marketplace.app import create_app
from marketplace.config import ROOT, Settings
from marketplace.demo.server import command

SECRET = "a-secret-for-a-server-that-is-killed"
READY_SECONDS = 300
STOP_SECONDS = 120
UNLIMITED = 10**6  # a few firms accept everything there is


def spare_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """One installation. `database_url` is SQLite in the folder unless given."""

    def __init__(self, folder: Path, database_url: str = "") -> None:
        self.folder, self.port = folder, spare_port()
        self.settings = Settings(
            database_url=database_url or f"sqlite:///{folder / 'jingzhe.db'}",
            secret_key=SECRET,
            key_encryption_key=SECRET,
            files_url=str(folder / "files"),
            mail_url=str(folder / "mail"),
            public_url=f"http://127.0.0.1:{self.port}",
            log_level="ERROR",
            limit_acceptances_open=UNLIMITED,
            port=self.port,
            instance=folder,
        )
        self.environment: dict[str, str] = {}  # more settings, as they are given from outside
        self._process: subprocess.Popen[bytes] | None = None

    def app(self) -> Flask:
        """The same installation inside this process, for making a market and looking at what is left."""
        app = create_app(self.settings)
        with app.app_context():
            upgrade()
        return app

    def _environment(self) -> dict[str, str]:
        names = ("database_url", "secret_key", "key_encryption_key", "files_url", "mail_url", "public_url", "log_level")
        names += ("limit_acceptances_open",)
        given = {name.upper(): str(getattr(self.settings, name)) for name in names}
        return {
            **os.environ,
            **given,
            "PORT": str(self.port),
            "INSTANCE_DIR": str(self.folder),
            "HOST": "127.0.0.1",
        } | self.environment

    @property
    def pid(self) -> int:
        """Of the first process, which is also the number of the group."""
        assert self._process is not None, "not started"
        return self._process.pid

    def start(self) -> None:
        with (self.folder / "server.log").open("ab") as log:
            self._process = subprocess.Popen(
                command(),
                cwd=ROOT,
                env=self._environment(),
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self._until_ready()

    def _until_ready(self) -> None:
        end = time.monotonic() + READY_SECONDS
        while time.monotonic() < end:
            if self._process is None or self._process.poll() is not None:
                break
            if self._answers():
                return
            time.sleep(0.05)
        raise RuntimeError((self.folder / "server.log").read_text()[-4000:])

    def _answers(self) -> bool:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request("GET", "/healthz")
            return connection.getresponse().status == 200
        except (OSError, HTTPException):
            return False
        finally:
            connection.close()

    def kill(self) -> None:
        """As a power cut would: every process of the group at once, nothing tidied."""
        self._signal(signal.SIGKILL)

    def stop(self) -> None:
        self._signal(signal.SIGTERM)

    def _signal(self, number: int) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        os.killpg(process.pid, number)
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(STOP_SECONDS)
