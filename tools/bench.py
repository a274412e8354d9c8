"""The figures of docs/performance.md: `python -m tools.bench [--quick] [--full] [--only PART…]`.

Prints a table and writes nothing outside temporary folders. PostgreSQL takes part when TEST_DATABASE_URL is set.
"""

import argparse
import os
import platform
from collections.abc import Callable, Iterator

from tools import bench_accepts, bench_data, bench_pages, bench_papers, bench_searches
from tools.bench_table import Figure, databases

PARTS: dict[str, Callable[[bool], Iterator[Figure]]] = {
    "accepts": bench_accepts.bench,
    "pages": bench_pages.bench,
    "papers": bench_papers.bench,
    "data": bench_data.bench,
    "search": bench_searches.bench,
}


def main() -> int:
    """How many targets were missed is printed; a miss is no failure, a bench on a busy machine says little."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a tenth of the work: does it run, roughly how fast")
    parser.add_argument("--full", action="store_true", help="with a million listings on SQLite (minutes)")
    parser.add_argument("--only", nargs="+", choices=PARTS, default=list(PARTS), metavar="PART")
    given = parser.parse_args()
    if given.full:
        os.environ["BENCH_FULL"] = "1"
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, {', '.join(databases())}")
    print(f"load before: {', '.join(f'{load:.1f}' for load in os.getloadavg())}\n")
    missed = 0
    for part in given.only:
        print(f"── {part}")
        for figure in PARTS[part](given.quick):
            print(figure.line(), flush=True)
            missed += figure.is_missed
    print(f"\n{missed} targets missed")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
