"""A served site to which hostile files are sent: who sends them, and what is asked of it afterwards."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from itertools import count
from pathlib import Path
from secrets import randbelow

from flask import Flask

from marketplace.accounts import actions as accounts
from marketplace.accounts.models import OrganisationKind, User
from marketplace.kit.db import db
from marketplace.kit.transactions import transaction
from tests.cast import Cast, make_cast, make_organisation, make_user
from tests.hostile import residents
from tests.hostile.files import HostileFile
from tests.hostile.knocking import Answer, Send, browser_with, faults, grown, over, rows, upload
from tests.hostile.points import POINTS, Point
from tests.kills.server import Server

MOST_GROWN_MEGABYTES = 160  # of any process that serves pages, at its highest, over all files
# Printing goes on beside the uploads.
BEHIND = frozenset({"jobs", "documents", "document_revisions", "stored_files", "steps_taken"})
MOST_LOOKS, PAUSE_SECONDS = 1_200, 0.25
_networks = count(1)


@contextmanager
def site(folder: Path, database_url: str = "") -> Iterator["Site"]:
    server = Server(folder, database_url)
    server.environment["TRUSTED_PROXIES"] = "1"  # so that each file comes from another network
    app = server.app()
    with app.app_context():
        cast = make_cast()
        server.start()
        try:
            yield Site(server, app, cast)
        finally:
            server.stop()
            db.session.remove()
            db.engine.dispose()


class Site:
    """One installation and the people who send files to it."""

    def __init__(self, server: Server, app: Flask, cast: Cast) -> None:
        self.server, self.app = server, app
        self.people = [user.id for user in (cast.university, cast.workshop, cast.office, cast.stranger)]
        for point in POINTS:  # what is loaded and kept at a first visit is no growth
            self._open(point)
        self._look_again()

    def _look_again(self) -> None:
        """Who serves now, and how much memory each has held so far."""
        self.residents = residents.residents(self.server.pid)
        self.peaks = {pid: residents.peak_megabytes(pid) for pid in self.residents}

    def _open(self, point: Point) -> None:
        send, address, _ = self._ready(point)
        for _turn in range(2 * len(residents.residents(self.server.pid))):
            send("GET", address, None)

    def _ready(self, point: Point) -> tuple[Send, str, dict[str, str]]:
        """Somebody signed in who may send to that point, its address, and what goes beside the file."""
        with transaction():
            user, address, beside = point.ready(self._cast())
            if point.form == "ImportForm":
                user = self._somebody_new()
            token = accounts.open_session(user) if user else None
        client = browser_with(self.app, token)
        cookies = {cookie.key: cookie.value for cookie in (client._cookies or {}).values()}
        place = next(_networks)
        network = f"10.{place >> 16 & 255}.{place >> 8 & 255}.{place & 255}"
        return over(self.server.port, cookies, network), address, beside

    def _cast(self) -> Cast:
        return Cast(*(db.session.get_one(User, number) for number in self.people))

    @staticmethod
    def _somebody_new() -> User:
        """A verified university that has sent nothing yet: how often one may is tried elsewhere."""
        serial = f"{randbelow(10**8):08d}"
        organisation = make_organisation(f"样例大学{serial}", OrganisationKind.UNIVERSITY, serial)
        return make_user(organisation, f"u{serial}@example.org")

    def send(self, point: Point, file: HostileFile) -> list[str]:
        """Send one file; what is wrong with the answer, with what is left in the database, and with the site."""
        send, address, beside = self._ready(point)
        before = rows()
        answer = upload(send, point, file, address, beside)
        found = faults(answer, point, file)
        if answer.status >= 400 and (more := set(grown(before)) - BEHIND):
            found.append(f"half-written: {sorted(more)}")
        found += self._import_ends(answer, send) if point.form == "ImportForm" and answer.status == 303 else []
        return [*found, *self.ailments()]

    def _import_ends(self, answer: Answer, send: Send) -> list[str]:
        """The page that waits for the file to be looked at comes to an end, whatever it is."""
        address = answer.headers.get("Location", "")
        for _turn in range(MOST_LOOKS):
            page = send("GET", address, None)
            if page.status != 200:
                return [f"the page of the import answers {page.status}"]
            if "hx-trigger" not in page.page:
                return []
            time.sleep(PAUSE_SECONDS)
        return ["the import never ends"]

    def ailments(self) -> list[str]:
        """Nobody has died, and the next reader is answered."""
        gone = {pid for pid in self.residents if not residents.alive(pid)}
        if gone:
            self._look_again()
        found = [f"{len(gone)} serving processes are gone"] if gone else []
        return found if self.answers() else [*found, "/healthz does not answer"]

    def answers(self) -> bool:
        connection = HTTPConnection("127.0.0.1", self.server.port, timeout=60)
        try:
            connection.request("GET", "/healthz")
            return connection.getresponse().status == 200
        except (OSError, HTTPException):
            return False
        finally:
            connection.close()

    def grown_megabytes(self) -> float:
        """By how much the highest of its serving processes has grown."""
        return max(residents.peak_megabytes(pid) - peak for pid, peak in self.peaks.items())


@contextmanager
def bare(folder: Path) -> Iterator[Server]:
    """A served site with nothing in it."""
    server = Server(folder)
    app = server.app()
    with app.app_context():
        db.engine.dispose()
    server.start()
    try:
        yield server
    finally:
        server.stop()
