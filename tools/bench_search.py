"""How fast the catalogue's search is: `python -m tools.bench_search URL [LISTINGS]` prints p50 and p95 a kind of query.

Builds a synthetic market in the given database (its search tables are made again) from real titles.
"""

import csv
import random
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from statistics import quantiles
from time import perf_counter

from sqlalchemy import Connection, Engine, create_engine, text

from marketplace.listings.search import Query, SearchEntry, forget, put, put_many, search
from marketplace.listings.search.schema import create, drop

TITLES = Path(__file__).parent.parent / "marketplace" / "reference" / "sample_titles.csv"
GOAL_MS = 50
CITIES = ("沈阳", "大连", "鞍山", "抚顺", "本溪", "丹东", "锦州", "营口", "阜新", "辽阳", "盘锦", "铁岭", "葫芦岛")
OPENING = "本发明公开了一种"
MIDDLE = "，属于{area}技术领域，包括壳体、控制装置和连接件，所述控制装置与{first}相连，通过{second}提高了工作效率，"
ENDING = "解决了现有技术中结构复杂、成本较高、维护不便的问题，具有使用寿命长、稳定可靠的优点，适合推广应用。"
COMMON, FILTER = "装置", {"channel": {"platform"}, "city": {"沈阳", "大连"}}
QUERIES: dict[str, list[Query]] = {
    "rare": [Query(word) for word in ("驱鸟保护", "氢燃料电池堆", "量子点显示", "海参养殖", "秸秆还田")],
    "topic": [Query(word) for word in ("石墨烯", "机器人", "神经网络", "传感器", "催化剂", "无人机")],
    "common": [Query(word) for word in ("方法", COMMON, "控制", "系统", "技术领域")],
    "two words": [Query(word) for word in ("控制 方法", "图像 识别", "电池 材料", "检测 装置")],
    "phrase": [Query(word) for word in ("图像识别方法", "锂离子电池正极", "基于深度学习的检测", "控制装置与")],
    "number": [Query(word) for word in ("ZL2017 1 0001234", "PT-2026-000777", "20171000", "2017100", "pt2026001234")],
    "ipc": [Query(word) for word in ("H01M", "G06F", "H01M 4/", "B25J", "G06")],
    "empty": [Query(), Query(sort="fee_low"), Query(page=90)],
    "filter": [Query("", FILTER), Query(COMMON, FILTER), Query("机器人", FILTER, "fee_low")],
    "deep page": [Query(COMMON, page=100), Query("方法", sort="newest", page=80)],
    "any word": [
        Query("紫色飞天扫帚控制方法装置"),
        Query("' OR 1=1--"),
        Query(" ".join(f"词{n}语" for n in range(200))),
    ],
}


def market(listings: int, seed: int = 7) -> Iterator[SearchEntry]:
    """Two real titles make one new listing, so that a hundred thousand differ."""
    with TITLES.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    chance = random.Random(seed)
    for number in range(1, listings + 1):
        first, second, third = (chance.choice(rows) for _ in range(3))
        subclass = first["ipc"].split("|")[0]
        told = MIDDLE.format(area=second["title"][-6:], first=second["title"], second=third["title"])
        yield SearchEntry(
            listing_id=number,
            number=f"PT-2026-{number:06d}",
            title=first["title"],
            abstract=OPENING + first["title"] + told + ENDING,
            owner=chance.choice(CITIES) + "样例研究所",
            patent_numbers=(f"ZL20171{number:07d}.{number % 10}",),
            ipc_codes=(f"{subclass} {number % 40 + 1}/{number % 60:02d}",),
            channel=chance.choice(("statutory", "platform")),
            fee_kind=chance.choice(("free", "lump_sum", "instalments", "royalty", "entry_and_royalty")),
            fee_band=chance.choice(("0", "1", "2", "3", "4")),
            use_first=chance.random() < 0.4,
            ipc_section=subclass[:1],
            owner_kind=chance.choice(("university", "institute", "soe", "enterprise")),
            city=chance.choice(CITIES),
            industry=f"C{chance.randint(13, 43)}",
            first_year_fee_fen=chance.randrange(0, 50_000_000, 100_000),
            published_on=date(2024, 1, 1) + timedelta(days=number * 1000 // listings),
            open=chance.random() < 0.95,
        )


def bench(url: str, listings: int = 100_000, rounds: int = 10) -> dict[str, tuple[float, float]]:
    """Kind of query → (p50, p95) in milliseconds, over `rounds` rounds, each search in a transaction of its own."""
    engine = create_engine(url)
    build(engine, listings)
    forget()
    started = perf_counter()
    with engine.connect() as connection:
        search(connection, Query())
    print(f"first search of a process {(perf_counter() - started) * 1000:.0f} ms")
    search_once(engine, Query("铝件表面硬化"))
    figures = {kind: _measured(engine, queries, rounds) for kind, queries in QUERIES.items()}
    with engine.connect() as connection:
        figures["put one"] = _writes(connection, listings)
    return figures


def build(engine: Engine, listings: int) -> None:
    started = perf_counter()
    with engine.begin() as connection:
        if engine.dialect.name == "sqlite":
            connection.execute(text("PRAGMA cache_size = -65536"))
        drop(connection)
        create(connection)
        put_many(connection, market(listings))
    print(f"{engine.dialect.name}: {listings} listings indexed in {perf_counter() - started:.0f} s")


def search_once(engine: Engine, query: Query) -> float:
    """Milliseconds."""
    with engine.connect() as connection:
        connection.execute(text("SELECT 1"))
        started = perf_counter()
        search(connection, query)
        return (perf_counter() - started) * 1000


def _measured(engine: Engine, queries: list[Query], rounds: int) -> tuple[float, float]:
    return _percentiles([search_once(engine, query) for _ in range(rounds) for query in queries])


def _writes(connection: Connection, listings: int, times: int = 40) -> tuple[float, float]:
    taken = []
    for entry in list(market(times, seed=11)):
        started = perf_counter()
        put(connection, entry)
        connection.commit()
        search(connection, Query(sort="newest"))
        connection.rollback()
        taken.append((perf_counter() - started) * 1000)
    return _percentiles(taken)


def _percentiles(taken: list[float]) -> tuple[float, float]:
    cuts = quantiles(taken, n=20, method="inclusive")
    return cuts[9], cuts[18]


if __name__ == "__main__":
    figures = bench(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 100_000)
    for kind, (middle, high) in figures.items():
        print(f"{kind:10} p50 {middle:7.1f} ms   p95 {high:7.1f} ms{'   over the goal' if high > GOAL_MS else ''}")
