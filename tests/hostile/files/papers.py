"""PDFs that are cut, locked, swollen, misnamed or endless; and what every other PDF here is written with."""

import zipfile
import zlib
from io import BytesIO

import pikepdf

from tests.hostile.files.shape import Right, paper
from tests.hostile.files.sheets import EICAR

R = Right
PAGES = 5_000
SWOLLEN_BYTES = 140 << 20
ROOT, TREE, PAGE = 1, 2, 3
FIRST_FREE = 4


def pdf(root: bytes = b"", *objects: bytes, page: bytes = b"", tree: bytes = b"", trailer: bytes = b"") -> bytes:
    """A PDF of one page.

    root, page, trailer: more entries of those dictionaries; tree: instead of the page tree
    objects: the objects from number 4 on
    """
    tree = tree or b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
    first = (
        b"<</Type/Catalog/Pages 2 0 R%b>>" % root,
        tree,
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]%b>>" % page,
    )
    out, places = bytearray(b"%PDF-1.7\n"), list[int]()
    for number, content in enumerate((*first, *objects), 1):
        places.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    start, size = len(out), len(places) + 1
    out += b"xref\n0 %d\n0000000000 65535 f \n" % size + b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<</Size %d/Root 1 0 R%b>>\nstartxref\n%d\n%%%%EOF\n" % (size, trailer, start)
    return bytes(out)


def stream(content: bytes, entries: bytes = b"") -> bytes:
    return b"<</Length %d%b>>stream\n%b\nendstream" % (len(content), entries, content)


def _locked(user: str) -> bytes:
    out = BytesIO()
    with pikepdf.open(BytesIO(pdf())) as opened:
        opened.save(out, encryption=pikepdf.Encryption(user=user, owner="owner"))
    return out.getvalue()


def _swollen(layers: int, size: int = SWOLLEN_BYTES) -> bytes:
    content = bytes(size)
    for _ in range(layers):
        content = zlib.compress(content, 9)
    filters = b"/Filter[" + b"/FlateDecode" * layers + b"]"
    return pdf(b"", stream(content, filters), page=b"/Contents 4 0 R")


def _many_pages() -> bytes:
    kids = b" ".join(b"%d 0 R" % (FIRST_FREE + place) for place in range(PAGES))
    tree = b"<</Type/Pages/Kids[%b]/Count %d>>" % (kids, PAGES)
    return pdf(b"", *[b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>"] * PAGES, tree=tree)


def _docx() -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<w:document/>")
    return out.getvalue()


def _zip_in_front() -> bytes:
    """A PDF to one reader, an archive with a virus mark to another."""
    out = BytesIO(pdf())
    out.seek(0, 2)
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("eicar.com", EICAR)
    return out.getvalue()


FILES = (
    paper("nothing at all", lambda: b""),
    paper("a text document called .pdf", _docx),
    paper("its first line and no more", lambda: b"%PDF-1.7\n"),
    paper("a PDF cut in the middle", lambda: pdf()[:200], R.SAID),
    paper("zeroes behind the first line", lambda: b"%PDF-1.7\n" + bytes(1 << 20)),
    paper("locked without a password", lambda: _locked("")),
    paper("locked with a password", lambda: _locked("secret")),
    paper("one stream of 140 MB in 140 KB", lambda: _swollen(1)),
    paper("one stream of 140 MB in 1 KB", lambda: _swollen(2)),
    paper("5,000 pages", _many_pages),
    paper("a virus mark", lambda: pdf(b"", stream(EICAR))),
    paper("an archive with a virus mark behind it", _zip_in_front),
    paper("eleven megabytes", lambda: pdf(b"", stream(b"x" * (11 << 20)))),
    paper("a plain page", pdf, R.TAKEN),
)
