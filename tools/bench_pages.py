"""The site as it is served, 2 processes of 8 threads: catalogue pages on a large market, and a thousand acceptances."""

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import redirect_stdout
from io import StringIO
from time import perf_counter
from urllib.parse import quote, urlencode

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


async def _sent(port: int, moment: float, request: bytes) -> tuple[float, int]:
    """One request on a line of its own at its moment: seconds until the answer began, and what was answered."""
    clock = asyncio.get_running_loop().time
    await asyncio.sleep(moment - clock())
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(request)
    line = await reader.readline()
    writer.close()
    return clock() - moment, int(line.split()[1])


async def rush(port: int, requests: list[bytes]) -> list[tuple[float, int]]:
    """All requests within one second, at even distances, whoever else is still waiting."""
    begun = asyncio.get_running_loop().time() + 0.1
    moments = (begun + place / len(requests) for place in range(len(requests)))
    return await asyncio.gather(*(_sent(port, at, one) for at, one in zip(moments, requests, strict=True)))


def as_bytes(port: int, path: str, cookies: dict[str, str], form: dict[str, str]) -> bytes:
    body = urlencode(form)
    lines = (
        f"POST {path} HTTP/1.1",
        f"Host: 127.0.0.1:{port}",
        f"Cookie: {'; '.join(f'{name}={value}' for name, value in cookies.items())}",
        "Content-Type: application/x-www-form-urlencoded",
        f"Content-Length: {len(body)}",
        "Connection: close",
    )
    return "\r\n".join((*lines, "", body)).encode()


def burst(server: Server, database: str) -> Iterator[Figure]:
    """A thousand acceptances sent within one second by twenty firms: every one answered, every one a deal."""
    app = server.app()
    with app.app_context():
        numbers = make_market(OFFERS, FIRMS, None)
        terms = {row.number: row.versions[-1].terms_hash for row in db.session.scalars(select(Listing))}
        db.session.remove()
        server.start()
        senders = []
        for firm in range(FIRMS):
            browser = Browser(server.port)
            browser.sign_in(firm_email(firm), PASSWORD)
            token = hidden_fields(browser.get(f"/listings/{numbers[0]}/accept").page)["csrf_token"]
            senders.append((browser.cookies, token))
        requests = [
            as_bytes(
                server.port,
                f"/listings/{number}/accept",
                cookies,
                {
                    "csrf_token": token,
                    "seen_hash": terms[number],
                    "understood": "y",
                    "request_key": idempotency.new_key("accept", number),
                },
            )
            for number in numbers
            for cookies, token in senders
        ]
        answers = asyncio.run(rush(server.port, requests))
        server.stop()
        deals = db.session.scalar(select(func.count()).select_from(Deal))
        faults = len(list(history.verify()))
    waits, statuses = [wait for wait, _status in answers], {status for _wait, status in answers}
    assert (statuses, deals, faults) == ({303}, BURST, 0), (statuses, deals, faults)
    yield Figure(
        f"1,000 acceptances within one second over HTTP, {database}, longest", max(waits), "s", most=LONGEST_SECONDS
    )
    yield Figure("  median wait", percentiles(waits)[0], "s")
