"""One side of `tools.versus`: runs inside a checkout, old or new, with what that checkout says of its own server.

Reads names of measures from standard input, a line each; answers each with one number a line (something a second).
Only what both sides have is used: `tests.kills` and `tools.bench_accepts` of the checkout it stands in.
"""

import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from time import perf_counter
from urllib.parse import quote

from marketplace.kit.db import db
from marketplace.seed import bulk
from tests.cast import PASSWORD
from tests.kills.browser import Browser
from tests.kills.market import make_market
from tools.bench_accepts import FIRMS, WARM_UP, accept_all, pairs
from tools.bench_table import house

OFFERS_A_ROUND = 12
CLIENTS = 8
WORDS = ("装置", "方法", "机器人", "石墨烯", "图像识别", "电池", "控制", "检测装置")
PLAIN = ("/privacy", "/accessibility", "/about/channels")
CATALOGUE = (
    "/listings",
    *(f"/listings?q={quote(word)}" for word in WORDS),
    "/listings?page=2",
    "/listings?sort=fee_low",
)
Measure = Callable[[], float]


@contextmanager
def accepting(rounds: int) -> Iterator[dict[str, Measure]]:
    """Acceptances a second, one process, offers that nobody has accepted yet."""
    with house("sqlite", "versus_accepts") as server:
        app = server.app()
        with app.app_context():
            make_market((rounds + 1) * OFFERS_A_ROUND, FIRMS, None)
            todo = pairs((rounds + 1) * OFFERS_A_ROUND)
            accept_all(todo[:WARM_UP])
            db.session.remove()
        place = WARM_UP

        def measure() -> float:
            nonlocal place
            share = todo[place : place + OFFERS_A_ROUND * FIRMS]
            place += len(share)
            with app.app_context():
                begun = perf_counter()
                accept_all(share)
                return len(share) / (perf_counter() - begun)

        yield {"acceptances": measure}


@contextmanager
def serving(listings: int, times: int) -> Iterator[dict[str, Measure]]:
    """Pages a second of the served site: plain ones, the catalogue as it is kept, the catalogue drawn anew."""
    with house("sqlite", "versus_pages") as server:
        with server.app().app_context():
            bulk.grow(listings, 1, PASSWORD, lambda _line: None)
            db.session.remove()
            db.engine.dispose()
        server.start()
        browsers = [Browser(server.port) for _ in range(CLIENTS)]
        seen = 0

        def anew(turn: int) -> str:
            return f"/listings?q={quote(WORDS[turn % len(WORDS)])}&seen={seen}-{turn}"

        def measure(path: Callable[[int], str], share: int) -> Measure:
            def measured() -> float:
                nonlocal seen
                seen += 1
                return rate(browsers, times // share, path)

            return measured

        yield {
            "plain pages": measure(lambda turn: PLAIN[turn % len(PLAIN)], 1),
            "catalogue pages": measure(lambda turn: CATALOGUE[turn % len(CATALOGUE)], 1),
            "catalogue pages drawn anew": measure(anew, 5),
        }


def rate(browsers: list[Browser], times: int, path: Callable[[int], str]) -> float:
    """Pages a second when all browsers ask at once. Raises RuntimeError for an answer that is no page."""

    def one(number: int) -> set[int]:
        return {browsers[number].get(path(turn)).status for turn in range(number, times, len(browsers))}

    for browser in browsers:  # a line that rested while the other side was measured may have been hung up
        while browser.get("/healthz").status == 0:
            pass
    begun = perf_counter()
    with ThreadPoolExecutor(len(browsers)) as crowd:
        statuses = set().union(*crowd.map(one, range(len(browsers))))
    spent = perf_counter() - begun
    if statuses != {200}:
        raise RuntimeError(f"answered {sorted(statuses)}")
    return times / spent


def main(rounds: int, listings: int, times: int) -> None:
    answers = sys.stdout
    sys.stdout = sys.stderr  # what is told on the way is no answer
    with ExitStack() as stack:
        measures = {**stack.enter_context(accepting(rounds)), **stack.enter_context(serving(listings, times))}
        for measure in measures.values():
            measure()
        print("|".join(measures), file=answers, flush=True)
        for line in sys.stdin:
            print(measures[line.strip()](), file=answers, flush=True)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
