"""Text tables that hold their reader up, or that are written as nobody writes them."""

from tests.hostile.files.shape import Right, table
from tests.patents.tables import HEADER, csv_text, row

COLUMNS = 100_000
LINE_ENDS = 1_000_000  # ten times fewer than were measured: enough to see whether each is paid for
LONG_BYTES = 5 << 20
WEB_PAGE = b"<html><body><script>alert(1)</script></body></html>"
R = Right


def _honest(encoding: str) -> bytes:
    return csv_text([row(1), row(2)]).encode(encoding)


def _columns() -> bytes:
    return ",".join(f"c{place}" for place in range(COLUMNS)).encode() + b"\r\n1\r\n"


def _half_column_names() -> bytes:
    """The columns that are asked for, then very many more."""
    return (",".join((*HEADER, *(f"c{place}" for place in range(COLUMNS)))) + "\r\n").encode()


def _long_cell() -> bytes:
    return csv_text([row(1, 摘要="长" * (LONG_BYTES // 3))]).encode()


def _open_quote() -> bytes:
    return csv_text([row(1)]).encode() + b'"ZL2019' + b"1,2\r\n" * 50_000


def _formulas() -> bytes:
    return csv_text([row(1, 发明名称='=HYPERLINK("http://example.org")')]).encode()


def _quotes() -> bytes:
    return csv_text([]).encode() + b'"' * 1_000_001


FILES = (
    table("100,000 different columns", "列.csv", R.REFUSED, _columns, ends=True),
    table("ours and 100,000 more columns", "列2.csv", R.REFUSED, _half_column_names, ends=True),
    table("a million line ends", "行.csv", R.SAID, lambda: _honest("utf-8") + b"\n" * LINE_ENDS, ends=True),
    table("a million old line ends", "行2.csv", R.SAID, lambda: _honest("utf-8") + b"\r" * LINE_ENDS, ends=True),
    table("nothing but commas", "逗号.csv", R.REFUSED, lambda: b"," * LONG_BYTES, ends=True),
    table("NUL bytes", "零.csv", R.REFUSED, lambda: _honest("utf-8") + b"\0\0\0,\0\r\n"),
    table("one line of 5 MB", "一行.csv", R.REFUSED, lambda: b"x" * LONG_BYTES),
    table("one cell of 5 MB", "一格.csv", R.SAID, _long_cell),
    table("a quote that is never closed", "引号.csv", R.SAID, _open_quote),
    table("a million quotes", "引号2.csv", R.REFUSED, _quotes),
    table("UTF-16 without a mark", "无标.csv", R.SAID, lambda: _honest("utf-16-le")),
    table("UTF-16 cut within a sign", "半字.csv", R.SAID, lambda: _honest("utf-16")[:-1]),
    table("GBK", "国标.csv", R.TAKEN, lambda: _honest("gbk")),
    table("bytes of no encoding", "乱码.csv", R.REFUSED, lambda: bytes(range(128, 256)) * 500),
    table("a web page called .csv", "网页.csv", R.REFUSED, lambda: WEB_PAGE),
    table("formulas in each cell", "公式.csv", R.SAID, _formulas),
    table("empty", "空.csv", R.REFUSED, lambda: b""),
)  # fmt: skip
