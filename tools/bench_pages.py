"""The site as it is served, 2 workers of 2 threads: catalogue pages on a large market, and a thousand acceptances."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import redirect_stdout
from io import StringIO
from time import perf_counter
from urllib.parse import quote

from sqlalchemy import func, select

from marketplace.contracts.models import Deal
from marketplace.kit import idempotency
from marketplace.kit.db import db
from marketplace.listings.models import Listing
from marketplace.seed import bulk
from marketplace.workflows import history
from tests.cast import PASSWORD
from tests.kills.browser import Browser, hidden_fields
from tests.kills.market import firm_email, make_market
from tests.kills.server import Server
from tools.bench_table import Figure, databases, house, percentiles

CLIENTS = 16
BURST = 1_000
FIRMS, OFFERS = 20, 50
LONGEST_SECONDS = 5
GOAL_P95_MS = 200
WORDS = ("装置", "方法", "机器人", "石墨烯", "图像识别", "电池", "控制", "检测装置")
PATHS = (
    "/listings",
    *(f"/listings?q={quote(word)}" for word in WORDS),
    "/listings?sort=fee_low",
    f"/listings?q={quote('装置')}&channel=platform",
    "/listings?page=3",
)
Ask = Callable[[Browser, int], int]


def hammer(browsers: list[Browser], times: int, ask: Ask) -> tuple[list[float], float, list[int]]:
    """Every browser asks in turn: milliseconds of each answer, seconds in all, and what was answered."""
    taken: list[float] = []
    statuses: list[int] = []

    def one(number: int) -> None:
        for turn in range(number, times, len(browsers)):
            begun = perf_counter()
            statuses.append(ask(browsers[number], turn))
            taken.append((perf_counter() - begun) * 1000)

    begun = perf_counter()
    with ThreadPoolExecutor(len(browsers)) as crowd:
        list(crowd.map(one, range(len(browsers))))
    return taken, perf_counter() - begun, statuses


def bench(quick: bool) -> Iterator[Figure]:
    for database in databases():
        with house(database, "pages") as server:
            yield from catalogue(server, database, 5_000 if quick else 100_000, 400 if quick else 2_000)
        with house(database, "burst") as server:
            yield from burst(server, database)


def catalogue(server: Server, database: str, listings: int, times: int) -> Iterator[Figure]:
    with server.app().app_context(), redirect_stdout(StringIO()):
        bulk.grow(listings, 1, PASSWORD, lambda _line: None)
        db.session.remove()
        db.engine.dispose()
    server.start()
    browsers = [Browser(server.port) for _ in range(CLIENTS)]
    hammer(browsers, 4 * CLIENTS, lambda browser, turn: browser.get(PATHS[turn % len(PATHS)]).status)
    asked = {
        "the same few pages": lambda turn: PATHS[turn % len(PATHS)],
        "each page drawn anew": lambda turn: f"/listings?q={quote(WORDS[turn % len(WORDS)])}&seen={turn}",
    }
    for name, path in asked.items():
        taken, spent, statuses = hammer(
            browsers, times, lambda browser, turn, path=path: browser.get(path(turn)).status
        )
        assert set(statuses) == {200}, set(statuses)
        p50, p95 = percentiles(taken)
        yield Figure(
            f"catalogue, {database}, {listings:,} listings, {CLIENTS} browsers, {name}", times / spent, "pages/s"
        )
        yield Figure("  p50", p50, "ms")
        yield Figure("  p95", p95, "ms", most=GOAL_P95_MS)


def burst(server: Server, database: str) -> Iterator[Figure]:
    """A thousand acceptances sent as fast as 20 browsers can: every one answered, every one a deal."""
    app = server.app()
    with app.app_context():
        numbers = make_market(OFFERS, FIRMS, None)
        terms = {row.number: row.versions[-1].terms_hash for row in db.session.scalars(select(Listing))}
        db.session.remove()
        server.start()
        browsers = [Browser(server.port) for _ in range(FIRMS)]
        tokens = []
        for firm, browser in enumerate(browsers):
            browser.sign_in(firm_email(firm), PASSWORD)
            tokens.append(hidden_fields(browser.get(f"/listings/{numbers[0]}/accept").page)["csrf_token"])

        def accept(browser: Browser, turn: int) -> int:
            number = numbers[turn // FIRMS]
            form = {"csrf_token": tokens[turn % FIRMS], "seen_hash": terms[number], "understood": "y"}
            form["request_key"] = idempotency.new_key()
            for _attempt in range(3):  # an idle connection may just have been closed; the same form is sent again
                status = browser.post(f"/listings/{number}/accept", form).status
                if status:
                    break
            return status

        taken, spent, statuses = hammer(browsers, BURST, accept)
        server.stop()
        deals = db.session.scalar(select(func.count()).select_from(Deal))
        faults = len(list(history.verify()))
    assert (set(statuses), deals, faults) == ({303}, BURST, 0), (set(statuses), deals, faults)
    yield Figure(f"1,000 acceptances over HTTP, {database}, until the last answer", spent, "s", most=LONGEST_SECONDS)
    yield Figure("  longest wait of one", max(taken), "ms", most=LONGEST_SECONDS * 1000)
