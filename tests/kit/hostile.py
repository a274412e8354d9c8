"""Small files that ask for very much, made on the spot."""

import io
import random
import struct
import zlib
from zipfile import ZIP_DEFLATED, ZipFile

SHEET = (
    '<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    "<sheetData>%s</sheetData></worksheet>"
)
OPEN = "http://schemas.openxmlformats.org"
PARTS = {
    "[Content_Types].xml": f"""<?xml version="1.0"?><Types xmlns="{OPEN}/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml"
 ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>""",
    "_rels/.rels": f"""<?xml version="1.0"?><Relationships xmlns="{OPEN}/package/2006/relationships">
<Relationship Id="rId1" Type="{OPEN}/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/>
</Relationships>""",
    "xl/workbook.xml": f"""<?xml version="1.0"?><workbook xmlns="{OPEN}/spreadsheetml/2006/main"
 xmlns:r="{OPEN}/officeDocument/2006/relationships"><sheets><sheet name="a" sheetId="1" r:id="rId1"/></sheets>
</workbook>""",
    "xl/_rels/workbook.xml.rels": f"""<?xml version="1.0"?><Relationships xmlns="{OPEN}/package/2006/relationships">
<Relationship Id="rId1" Type="{OPEN}/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/>
<Relationship Id="rId2" Type="{OPEN}/officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/>
</Relationships>""",
}
GOOD_ROWS = "".join(
    f'<row r="{number}">'
    + "".join(
        f'<c r="{column}{number}" t="inlineStr"><is><t>{text}</t></is></c>'
        for column, text in zip("AB", pair, strict=False)
    )
    + "</row>"
    for number, pair in ((1, ("专利号", "名称")), (2, ("ZL201710345450.8", "一种换热器")))
)


def workbook(rows: str, shared: str = "", book: str = "") -> bytes:
    """An .xlsx of these rows (markup) and shared strings (markup)."""
    buffer = io.BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as archive:
        for name, content in PARTS.items():
            archive.writestr(name, content)
        archive.writestr("xl/worksheets/sheet1.xml", book if book else SHEET % rows)
        strings = f'<sst xmlns="{OPEN}/spreadsheetml/2006/main">{shared}</sst>'
        archive.writestr("xl/sharedStrings.xml", strings)
    return buffer.getvalue()


def far_cell(reference: str, content: str = "<v>1</v>") -> bytes:
    """A table of one good row, and one cell far away."""
    row = "".join(sign for sign in reference if sign.isdigit())
    return workbook(GOOD_ROWS + f'<row r="{row}"><c r="{reference}">{content}</c></row>')


def shared_text(signs: int, cells: int) -> bytes:
    """Cells that all name one long string."""
    rows = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, cells + 1))
    text = "".join(map(chr, random.Random(signs).choices(range(0x4E00, 0x9FA5), k=signs)))
    return workbook(rows, shared=f"<si><t>{text}</t></si>")


def pdf(*objects: bytes, padding: bytes = b"") -> bytes:
    """Numbered objects from 1; the first is the catalogue."""
    out, places = bytearray(b"%PDF-1.7\n"), []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out + padding)


PAGES = (b"<</Type/Pages/Kids[3 0 R]/Count 1>>", b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 10 10]>>")


def field_tree(levels: int) -> bytes:
    """Signature fields of which each names the next one twice: walked 2^levels times."""
    fields = [b"<</T(a%d)/Kids[%d 0 R %d 0 R]>>" % (n, n + 5, n + 5) for n in range(levels)]
    return pdf(b"<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[4 0 R]>>>>", *PAGES, *fields, b"<</T(z)/FT/Sig>>")


def many_fields(count: int) -> bytes:
    fields = b"4 0 R " * count
    return pdf(b"<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[" + fields + b"]>>>>", *PAGES, b"<</T(z)/FT/Sig>>")


def many_numbers(count: int) -> bytes:
    return pdf(b"<</Type/Catalog/Pages 2 0 R/Numbers[" + b"1 " * count + b"]>>", *PAGES)


def many_revisions(count: int) -> bytes:
    """A paper with as many revisions, each of one small object."""
    out = bytearray(pdf(b"<</Type/Catalog/Pages 2 0 R>>", *PAGES))
    before = out.rindex(b"xref\n0 4")
    for _ in range(count):
        place = len(out)
        out += b"4 0 obj\n1\nendobj\n"
        start = len(out)
        out += b"xref\n4 1\n%010d 00000 n \ntrailer\n<</Size 5/Root 1 0 R/Prev %d>>\n" % (place, before)
        out += b"startxref\n%d\n%%%%EOF\n" % start
        before = start
    return bytes(out)


def large_png(width: int, height: int) -> bytes:
    """A whole picture of one colour: tiny in the file, four bytes a point when drawn."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    packer = zlib.compressobj(1)
    line = b"\0" + b"\x20\x40\x80\xff" * width
    packed = b"".join(packer.compress(line) for _ in range(height)) + packer.flush()
    head = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")
