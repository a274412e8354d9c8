"""Honest files under names that mean something to a page, a path, a system or an eye."""

from functools import partial

from tests.hostile.files.papers import pdf
from tests.hostile.files.pictures import _drawn
from tests.hostile.files.shape import HostileFile, Right, paper, picture, table
from tests.patents.tables import csv_text, row

R = Right
NAMES = {
    "a name with a tag": "合同<script>alert(1)</script>.pdf",
    "a name with a template": "{{ 7*7 }}{% for x in y %}.pdf",
    "a name that climbs": "..\\..\\x.pdf",
    "a name that climbs as on Unix": "../../../etc/x.pdf",
    "a name of 300 characters": "长" * 296 + ".pdf",
    "a name written from right to left": "tneirtap\u202efdp.exe.pdf",
    "a name of a device": "CON.pdf",
    "a name with a NUL": "合同.exe\0.pdf",
    "a name with a line break": "合同\r\nX-Evil: 1.pdf",
    "a name with quotes": 'a"; filename="b.exe.pdf',
}


def _table() -> bytes:
    return csv_text([row(7)]).encode()


def _named(title: str, name: str) -> HostileFile:
    return paper(title, partial(pdf, b"/Lang(%b)" % title.encode()), R.SAID, name)


FILES = (
    *(_named(title, name) for title, name in NAMES.items()),
    paper("a name that is an ending", pdf, R.SAID, ".pdf"),
    paper("no name", pdf, R.REFUSED, " "),
    paper("two endings", pdf, R.REFUSED, "合同.pdf.exe"),
    picture("a picture with a tag in its name", "<img src=x onerror=alert(1)>.png", R.SAID, lambda: _drawn("PNG")),
    table("a table with a tag in its name", "<script>alert(1)</script>.csv", R.SAID, _table),
)  # fmt: skip
