"""PDFs whose objects lead in circles or ask a reader to walk them without end."""

import zlib

from tests.hostile.files.papers import FIRST_FREE, pdf, stream
from tests.hostile.files.shape import Right, paper

LEVELS = 20  # of a tree in which each level names the next one twice: a million leaves
FIELDS = 400_000  # 1.4 million were measured, in 8 MB
NUMBERS = 1_000_000
REVISIONS = 6_000  # 60,000 were measured
DEPTH = 20_000
R = Right


def _form(fields: bytes) -> bytes:
    return b"/AcroForm<</Fields[%b]/SigFlags 3>>" % fields


def _doubling(levels: int, key: bytes = b"/Kids") -> list[bytes]:
    """Objects from 4 on: each names the next one twice."""
    inner = [
        b"<</T(f%d)%b[%d 0 R %d 0 R]>>" % (level, key, FIRST_FREE + level + 1, FIRST_FREE + level + 1)
        for level in range(levels)
    ]
    return [*inner, b"<</FT/Sig/T(leaf)>>"]


def _field_tree() -> bytes:
    return pdf(_form(b"4 0 R"), *_doubling(LEVELS))


def _field_circle() -> bytes:
    return pdf(_form(b"4 0 R"), b"<</T(a)/Kids[5 0 R]>>", b"<</T(b)/Kids[4 0 R]>>")


def _wide_form() -> bytes:
    return pdf(_form(b"4 0 R " * FIELDS), b"<</FT/Sig/T(one)>>")


def _numbers() -> bytes:
    return pdf(b"/Numbers 4 0 R", b"[" + b"0 " * NUMBERS + b"]")


def _revisions() -> bytes:
    """Each revision says the page anew."""
    out = bytearray(pdf())
    last = out.rindex(b"xref\n0")
    for _ in range(REVISIONS):
        place = len(out)
        out += b"3 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>\nendobj\n"
        start = len(out)
        out += b"xref\n3 1\n%010d 00000 n \ntrailer\n<</Size 4/Root 1 0 R/Prev %d>>\n" % (place, last)
        out += b"startxref\n%d\n%%%%EOF\n" % start
        last = start
    return bytes(out)


def _revision_circle() -> bytes:
    content = pdf(trailer=b"/Prev 0000000000")
    start = content.rindex(b"xref\n0")
    return content.replace(b"/Prev 0000000000", b"/Prev %010d" % start)


def _page_circle() -> bytes:
    return pdf(tree=b"<</Type/Pages/Kids[2 0 R 3 0 R]/Count 2>>")


def _page_tree_doubling() -> bytes:
    """Page nodes of which each holds the next one twice."""
    nodes = [
        b"<</Type/Pages/Parent 2 0 R/Count 1/Kids[%d 0 R %d 0 R]>>" % (FIRST_FREE + level + 1, FIRST_FREE + level + 1)
        for level in range(LEVELS)
    ]
    leaf = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>"
    return pdf(b"", *nodes, leaf, tree=b"<</Type/Pages/Kids[4 0 R]/Count %d>>" % (1 << LEVELS))


def _deep(opening: bytes, closing: bytes) -> bytes:
    return pdf(b"/Deep 4 0 R", opening * DEPTH + closing * DEPTH)


def _outline_circle() -> bytes:
    return pdf(b"/Outlines 4 0 R", b"<</First 5 0 R/Last 5 0 R/Count 1>>", b"<</Title(a)/Parent 4 0 R/Next 5 0 R>>")


def _swollen_table() -> bytes:
    """A cross-reference stream that unpacks to far more than the file."""
    packed = zlib.compress(bytes(100 << 20), 9)
    entries = b"/Type/XRef/Size 99999999/W[1 4 2]/Root 2 0 R/Filter/FlateDecode"
    return b"%%PDF-1.7\n1 0 obj\n%b\nendobj\nstartxref\n9\n%%%%EOF" % stream(packed, entries)


FILES = (
    paper("signature fields, each level naming the next one twice", _field_tree, R.SAID, ends=True),
    paper("signature fields in a circle", _field_circle, R.SAID),
    paper("400,000 entries in the form", _wide_form, R.SAID, ends=True),
    paper("a million numbers in an array", _numbers, R.SAID, ends=True),
    paper("6,000 revisions", _revisions, R.SAID, ends=True),
    paper("a revision before which it stands itself", _revision_circle, R.SAID, ends=True),
    paper("pages that hold themselves", _page_circle, R.SAID),
    paper("page nodes, each level holding the next one twice", _page_tree_doubling, ends=True),
    paper("arrays 20,000 deep", lambda: _deep(b"[", b"]"), R.SAID),
    paper("dictionaries 20,000 deep", lambda: _deep(b"<</a ", b">>"), R.SAID),
    paper("an outline in a circle", _outline_circle, R.SAID),
    paper("a table of places that unpacks to 100 MB", _swollen_table),
)
