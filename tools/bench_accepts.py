"""Whole acceptances a second: deal, history, effects and deadlines in one transaction each."""

from collections.abc import Iterator
from multiprocessing import get_context
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier
from pathlib import Path
from time import perf_counter

from sqlalchemy import select

from marketplace.accounts.models import User
from marketplace.app import create_app
from marketplace.contracts import actions
from marketplace.kit.db import db
from marketplace.kit.transactions import transaction
from marketplace.listings.models import ListingVersion
from tests.kills.market import make_market
from tests.kills.server import Server
from tools.bench_table import Figure, databases, house

FIRMS = 25
WARM_UP = 20
PROCESSES = 2  # as many as the site has workers
GOAL_A_SECOND = 250
Pair = tuple[int, str, int]


def pairs(offers: int) -> list[Pair]:
    """Every firm with every offer: offer, the hash of its terms, member."""
    versions = db.session.execute(select(ListingVersion.listing_id, ListingVersion.terms_hash)).all()
    firms = db.session.scalars(select(User.id).where(User.email.like("firm%"))).all()
    db.session.rollback()
    return [(listing, terms, firm) for listing, terms in versions[:offers] for firm in firms]


def accept_all(todo: list[Pair]) -> None:
    for listing, terms, firm in todo:
        with transaction():
            key = f"{listing}:{firm}"
            actions.accept(listing, by=db.session.get_one(User, firm), seen_hash=terms, request_key=key)


def timed(todo: list[Pair]) -> float:
    """Acceptances a second."""
    begun = perf_counter()
    accept_all(todo)
    return len(todo) / (perf_counter() - begun)


def at_once(folder: Path, url: str, todo: list[Pair], start: Barrier, spent: "Queue[tuple[float, float]]") -> None:
    """One of several processes: warm up, wait for the others, accept."""
    server = Server(folder, url)
    app = create_app(server.settings)
    with app.app_context():
        accept_all(todo[:WARM_UP])
        start.wait(120)
        begun = perf_counter()
        accept_all(todo[WARM_UP:])
        spent.put((begun, perf_counter()))


def apart(todo: list[Pair], processes: int) -> list[list[Pair]]:
    """Each process accepts offers of its own."""
    return [
        todo[number * len(todo) // processes : (number + 1) * len(todo) // processes] for number in range(processes)
    ]


def together(todo: list[Pair], processes: int) -> list[list[Pair]]:
    """All processes want the same offer at the same time, one offer after another."""
    return [todo[number::processes] for number in range(processes)]


def several(server: Server, shares: list[list[Pair]]) -> float:
    """Acceptances a second from several processes at once, a share for each."""
    context = get_context("spawn")
    processes = len(shares)
    start, spent = context.Barrier(processes), context.Queue()
    url = server.settings.database_url
    crowd = [context.Process(target=at_once, args=(server.folder, url, share, start, spent)) for share in shares]
    for process in crowd:
        process.start()
    times = [spent.get(timeout=300) for _ in crowd]
    for process in crowd:
        process.join(60)
    done = sum(map(len, shares)) - processes * WARM_UP
    return done / (max(end for _, end in times) - min(begun for begun, _ in times))


def bench(quick: bool) -> Iterator[Figure]:
    offers = 10 if quick else 40
    for database in databases():
        with house(database, "accepts") as server:
            app = server.app()
            with app.app_context():
                make_market(3 * offers, FIRMS, None)
                todo = pairs(3 * offers)
                share = len(todo) // 3
                accept_all(todo[:WARM_UP])
                alone = max(timed(todo[WARM_UP : share // 2]), timed(todo[share // 2 : share]))
            goal = GOAL_A_SECOND if database == "sqlite" else None
            yield Figure(f"acceptances, {database}, one process", alone, "/s", least=goal)
            goal = GOAL_A_SECOND if database == "postgresql" else None
            crowd = several(server, apart(todo[share : 2 * share], PROCESSES))
            yield Figure(
                f"acceptances, {database}, {PROCESSES} processes, each its own offers", crowd, "/s", least=goal
            )
            crowd = several(server, together(todo[2 * share :], PROCESSES))
            yield Figure("  all the same offer at the same time", crowd, "/s")
