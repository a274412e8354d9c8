"""Measures the import of patents: writes a table of N right rows, takes it in, takes it in again.

.venv/bin/python tools/bench_patents.py 1000000 [DATABASE_URL]
"""

import csv
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

from flask_migrate import upgrade

from marketplace.app import create_app
from marketplace.config import Settings
from marketplace.patents.actions import Origin, import_file
from marketplace.patents.rules.numbers import check_digit

HEADER = ("专利号", "发明名称", "专利权人", "申请日", "授权公告日", "专利类型", "主分类号", "发明人")
KINDS = (("1", "发明"), ("2", "实用新型"))
CLASSES = ("F25B30/02", "B23K26/00", "C22C38/04", "G06F17/50", "A01D41/12", "H02J3/38")


def write_table(path: Path, count: int) -> None:
    """A table of `count` patents with right check digits, each number once, in no particular order."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        for number in range(count):
            shuffled = number * 7_919 % count if count % 7_919 else number
            year, (digit, kind) = 2010 + shuffled % 14, KINDS[shuffled % 2]
            digits = f"{year}{digit}{shuffled // 14:07}"
            filed_on = date(year, 1, 4) + timedelta(days=shuffled % 350)
            writer.writerow(
                (
                    f"ZL{digits}.{check_digit(digits)}",
                    f"一种用于测试的装置及其方法 {shuffled}",
                    f"样例大学{shuffled % 500};样例公司{shuffled % 3000}",
                    filed_on,
                    filed_on + timedelta(days=700),
                    kind,
                    CLASSES[shuffled % len(CLASSES)],
                    "张三;李四;王五",
                )
            )


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        table = folder / "patents.csv"
        write_table(table, count)
        url = sys.argv[2] if len(sys.argv) > 2 else f"sqlite:///{folder / 'bench.db'}"
        secret = "only-for-this-measurement-and-long-enough"
        settings = Settings(
            database_url=url,
            secret_key=secret,
            key_encryption_key=secret,
            files_url=str(folder / "files"),
            mail_url=str(folder / "mail"),
            public_url="http://bench.test",
            log_level="ERROR",
            instance=folder,
        )
        app = create_app(settings)
        with app.app_context():
            upgrade()
            for words in ("first import", "same again"):
                started = time.perf_counter()
                tally = import_file(table, Origin("bench"), print)
                seconds = time.perf_counter() - started
                print(f"{words}: {tally.total} rows in {seconds:.1f} s, {tally}")


if __name__ == "__main__":
    main()
