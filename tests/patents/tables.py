"""Tables of patents for tests: right rows with invented numbers, written as files of any kind."""

import csv
import io
from pathlib import Path
from typing import Any

from marketplace.kit import export
from marketplace.patents.rules.numbers import check_digit

HEADER = ("专利号", "发明名称", "专利权人", "申请日", "授权公告日", "专利类型", "主分类号", "分类号", "发明人", "摘要")
ENGLISH = (
    "patent number", "title", "owner", "filing date", "grant date", "kind", "main ipc", "ipc", "inventors", "abstract",
)  # fmt: skip


def number(serial: int, kind: str = "1", year: int = 2019) -> str:
    digits = f"{year}{kind}{9_500_000 + serial:07}"
    return f"{digits}.{check_digit(digits)}"


def row(serial: int, owner: str = "滨岭理工大学", **changes: Any) -> list[Any]:
    """A right row; changes by the Chinese column name."""
    values = {
        "专利号": f"ZL{number(serial)}",
        "发明名称": f"一种测试装置 {serial}",
        "专利权人": owner,
        "申请日": "2019-03-01",
        "授权公告日": "2021-06-08",
        "专利类型": "发明",
        "主分类号": "F25B30/02",
        "分类号": "F25B30/02;F25B1/10",
        "发明人": "张三;李四",
        "摘要": "",
    }
    values |= changes
    return [values[name] for name in HEADER]


def csv_text(rows: list[list[Any]], header: tuple[str, ...] = HEADER, separator: str = ",") -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=separator).writerows([header, *rows])
    return text.getvalue()


def csv_file(folder: Path, rows: list[list[Any]], encoding: str = "utf-8", **how: Any) -> Path:
    path = folder / "patents.csv"
    path.write_bytes(csv_text(rows, **how).encode(encoding))
    return path


def xlsx_file(folder: Path, rows: list[list[Any]], header: tuple[str, ...] = HEADER) -> Path:
    path = folder / "patents.xlsx"
    path.write_bytes(export.xlsx_bytes(header, rows))
    return path
