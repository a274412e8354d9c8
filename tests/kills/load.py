"""People at work on a site that is killed under them: firms accept and sign, the university signs after them."""

import random
import time
from dataclasses import dataclass, field
from threading import Event, Thread

from tests.cast import PASSWORD
from tests.kills.browser import Browser

PAUSE_SECONDS = (0.02, 0.12)
NEWEST = 4  # offers everybody runs for


@dataclass
class Noted:
    """What the server said it had done: an answer 303 is a promise.

    accepted: (who, offer) → the deal's address
    signed:   (deal's address, step)
    broken:   promises that did not agree with each other
    strange:  answers nobody should get
    """

    accepted: dict[tuple[str, str], str] = field(default_factory=dict)
    signed: set[tuple[str, str]] = field(default_factory=set)
    broken: list[str] = field(default_factory=list)
    strange: list[str] = field(default_factory=list)
    unanswered: int = 0
    refused: int = 0


class Person(Thread):
    """One browser that works until it is told to stop; what was cut off is sent again with the same form."""

    def __init__(self, email: str, port: int, noted: Noted, offers: list[str]) -> None:
        super().__init__(name=email, daemon=True)
        self.email, self.noted, self.offers = email, noted, offers
        self.browser = Browser(port)
        self.stopped, self.chance = Event(), random.Random(email)
        self.forms: dict[str, dict[str, str]] = {}  # offer → the form as it was first sent
        self.browser.sign_in(email, PASSWORD)

    def run(self) -> None:
        while not self.stopped.wait(self.chance.uniform(*PAUSE_SECONDS)):
            self.act()
        self.browser.close()

    def act(self) -> None:
        raise NotImplementedError

    def judge(self, status: int, what: str) -> None:
        if status == 0:
            self.noted.unanswered += 1
        elif status in (404, 409, 422, 429):
            self.noted.refused += 1
        elif status not in (200, 303):
            self.noted.strange.append(f"{status} for {what}")

    def sign(self, place: str, step: str) -> None:
        """Sign when the contract is printed; a page that is not open yet is refused and costs nothing."""
        fields, answer = self.browser.fill(f"{place}/{step}", checked="y", password=PASSWORD)
        self.judge(answer.status, f"{step} {place}")
        if fields and answer.status == 303:
            self.noted.signed.add((place, step))


class Firm(Person):
    def act(self) -> None:
        mine = [place for (email, _offer), place in list(self.noted.accepted.items()) if email == self.email]
        open_ = [place for place in mine if (place, "sign") not in self.noted.signed]
        if open_ and self.chance.random() < 0.4:
            self.sign(open_[0], "sign")  # contracts are printed in the order of their deals
        elif self.offers:
            self.accept(self.chance.choice(self.offers[-NEWEST:]))

    def accept(self, offer: str) -> None:
        path = f"/listings/{offer}/accept"
        if offer in self.forms:
            answer = self.browser.post(path, self.forms[offer])
        else:
            fields, answer = self.browser.fill(path, understood="y")
            if fields:
                self.forms[offer] = fields
        self.judge(answer.status, f"accept {offer}")
        if answer.status == 303:
            told = self.noted.accepted.setdefault((self.email, offer), answer.location)
            if told != answer.location:
                self.noted.broken.append(f"{self.email} {offer}: {told}, then {answer.location}")


class University(Person):
    def act(self) -> None:
        signed = [place for place, step in list(self.noted.signed) if step == "sign"]
        waiting = [place for place in signed if (place, "countersign") not in self.noted.signed]
        if waiting:
            self.sign(waiting[0], "countersign")
        else:
            time.sleep(0.1)
