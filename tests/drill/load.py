"""Firms that accept without a pause, and a printer that prints what they accepted."""

from dataclasses import dataclass, field
from queue import Empty, Queue
from threading import Event, Thread

from flask import Flask

from marketplace.accounts.models import OrganisationKind, User
from marketplace.contracts import actions
from marketplace.contracts.models import Deal, DocumentKind
from marketplace.kit import clock, files
from marketplace.kit.db import db
from marketplace.kit.transactions import transaction
from tests.cast import make_organisation, make_user
from tests.makers import make_listing

FIRMS, OFFERS = 12, 60
LOOK_SECONDS = 0.2
ELSEWHERE = "440300"  # no office of the sample market watches it: their pages stay as they are


@dataclass
class Load:
    """pairs: firm and offer, each to be accepted once; done: deals that were answered as begun"""

    app: Flask
    pairs: list[tuple[int, int, str]]
    done: list[int] = field(default_factory=list)
    papers: int = 0
    stopped: Event = field(default_factory=Event)
    _threads: list[Thread] = field(default_factory=list)
    _queue: "Queue[int]" = field(default_factory=Queue)

    @classmethod
    def prepared(cls, app: Flask) -> "Load":
        """The firms and offers are there before anything is looked at."""
        with transaction():
            holder = make_organisation("负载样例大学", OrganisationKind.UNIVERSITY, "30000001", area=ELSEWHERE)
            make_user(holder, "load@example.org")
            firms = [cls._firm(number) for number in range(FIRMS)]
            offers = [make_listing(holder, checked_at=clock.now()) for _ in range(OFFERS)]
            pairs = [(firm, offer.id, offer.versions[-1].terms_hash) for offer in offers for firm in firms]
        return cls(app, pairs)

    @staticmethod
    def _firm(number: int) -> int:
        name, serial = f"负载样例{number}厂", f"3{number + 10:07d}"
        firm = make_organisation(name, OrganisationKind.ENTERPRISE, serial, area=ELSEWHERE)
        return make_user(firm, f"load{number}@example.org").id

    def _accept(self) -> None:
        with self.app.app_context():
            for firm, offer, terms in self.pairs:
                if self.stopped.is_set():
                    return
                with transaction():
                    deal = actions.accept(offer, by=db.session.get_one(User, firm), seen_hash=terms).id
                self.done.append(deal)
                self._queue.put(deal)

    def _print(self) -> None:
        """As the printing job does: the file first, then in a transaction the rows that name it."""
        with self.app.app_context():
            while not self.stopped.is_set():
                try:
                    deal_id = self._queue.get(timeout=LOOK_SECONDS)
                except Empty:
                    continue
                sha256 = files.put(f"%PDF- a contract of {deal_id}".encode())
                with transaction():
                    deal = db.session.get_one(Deal, deal_id)
                    actions.keep_document(deal, DocumentKind.CONTRACT, "en", sha256=sha256, pages=1)
                self.papers += 1

    def start(self) -> None:
        self._threads = [Thread(target=work, daemon=True) for work in (self._accept, self._print)]
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        self.stopped.set()
        for thread in self._threads:
            thread.join(60)
