"""Sheets that ask their reader for far more than they hold, or that are no sheets."""

import struct
import zipfile
from io import BytesIO

from marketplace.kit import export
from tests.hostile.files.shape import Right, table
from tests.patents.tables import HEADER, row

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
SHEET, STRINGS = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"
BOMB_BYTES = 80 << 20
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
Parts = dict[str, bytes]


def _parts(cells: str, *, strings: str = "", prolog: str = "") -> Parts:
    """The parts of the smallest workbook; cells: the inside of sheetData, prolog: before the sheet's root."""
    kinds = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    relation = f'<Relationship Id="rId%s" Type="{OFFICE}/%s" Target="%s"/>'
    around = f'<Relationships xmlns="{PACKAGE}/relationships">%s</Relationships>'
    inside = relation % (1, "worksheet", "worksheets/sheet1.xml") + relation % (
        2,
        "sharedStrings",
        "sharedStrings.xml",
    )
    types = "".join(
        f'<Override PartName="/{name}" ContentType="{kinds}.{kind}+xml"/>'
        for name, kind in (("xl/workbook.xml", "sheet.main"), (SHEET, "worksheet"), (STRINGS, "sharedStrings"))
    )
    defaults = (
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
    )
    only = '<sheets><sheet name="1" sheetId="1" r:id="rId1"/></sheets>'
    book = f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">{only}</workbook>'
    said = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">{defaults}{types}</Types>',
        "_rels/.rels": around % (relation % (1, "officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": book,
        "xl/_rels/workbook.xml.rels": around % inside,
        SHEET: f'{prolog}<worksheet xmlns="{MAIN}"><sheetData>{cells}</sheetData></worksheet>',
        STRINGS: strings or f'<sst xmlns="{MAIN}"/>',
    }
    return {name: text.encode() for name, text in said.items()}


def zipped(parts: Parts) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def _cells(*references: str) -> bytes:
    rows = "".join(f'<row><c r="{cell}" t="inlineStr"><is><t>x</t></is></c></row>' for cell in references)
    return zipped(_parts(rows))


def _one_string_often() -> bytes:
    """A row of cells that all name the same long text: each reader's copy is as long as the text."""
    cells = "".join(f'<c r="{_column(place)}1" t="s"><v>0</v></c>' for place in range(16_384))
    text = f'<sst xmlns="{MAIN}"><si><t>{"名" * (1 << 20)}</t></si></sst>'
    return _stored(_parts(f"<row>{cells}</row>", strings=text))


def _stored(parts: Parts) -> bytes:
    """Barely packed, so that no look at the ratio finds it."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def _column(place: int) -> str:
    name = ""
    place += 1
    while place:
        place, letter = divmod(place - 1, 26)
        name = chr(65 + letter) + name
    return name


def _good() -> Parts:
    return _parts('<row r="1"><c r="A1" t="inlineStr"><is><t>专利号</t></is></c></row>')


def _bomb() -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, content in _good().items():
            archive.writestr(name, content)
        with archive.open("xl/media/a.bin", "w") as part:
            for _ in range(BOMB_BYTES >> 20):
                part.write(bytes(1 << 20))
    return out.getvalue()


def _linked() -> bytes:
    out, link = BytesIO(zipped(_good())), zipfile.ZipInfo("xl/link.xml")
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr(link, "/etc/passwd")
    return out.getvalue()


def _directory(content: bytes, offset: int, value: bytes) -> bytes:
    """With other bytes in the directory entry of the last part."""
    place = content.rindex(b"PK\x01\x02") + offset
    return content[:place] + value + content[place + len(value) :]


def _many_parts() -> bytes:
    return zipped(_good() | {f"xl/{place}.xml": b"" for place in range(10_000)})


def _locked() -> bytes:
    return _directory(zipped(_good()), 8, b"\x01\x00")


def _lying() -> bytes:
    return _directory(zipped(_good() | {"xl/media/a.bin": bytes(80 << 20)}), 24, struct.pack("<I", 5000))


def _laughs(root: str) -> str:
    """Ten entities of which each names the one before ten times."""
    lines = "".join(
        f'<!ENTITY l{level} "{f"&l{level - 1};" * 10 if level else "哈哈"}">' for level in range(10)
    )  # fmt: skip
    return f'<?xml version="1.0"?><!DOCTYPE {root} [{lines}]>'


def _laughing_sheet() -> bytes:
    cells = '<row r="1"><c r="A1" t="inlineStr"><is><t>&l9;</t></is></c></row>'
    return zipped(_parts(cells, prolog=_laughs("worksheet")))


def _laughing_strings() -> bytes:
    strings = f'{_laughs("sst")}<sst xmlns="{MAIN}"><si><t>&l9;</t></si></sst>'
    return zipped(_parts('<row r="1"><c r="A1" t="s"><v>0</v></c></row>', strings=strings))


def _outside_entity() -> bytes:
    prolog = '<?xml version="1.0"?><!DOCTYPE worksheet [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    return zipped(_parts('<row r="1"><c r="A1" t="inlineStr"><is><t>&x;</t></is></c></row>', prolog=prolog))


def _deep() -> bytes:
    """Elements within elements, a hundred thousand deep."""
    return zipped(_parts("<x>" * 100_000))


def _honest_with_a_far_cell() -> bytes:
    """As office programs leave it: a real table, and one formatted cell far to the right."""
    content = export.xlsx_bytes(HEADER, [row(1)])
    with zipfile.ZipFile(BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    far = b'<row r="300000"><c r="AZ300000" t="inlineStr"><is><t>x</t></is></c></row></sheetData>'
    parts[SHEET] = parts[SHEET].replace(b"</sheetData>", far)
    return zipped(parts)


R = Right
FILES = (
    table("one cell in the last corner of the sheet", "远.xlsx", R.REFUSED, lambda: _cells("XFD1048576"), ends=True),
    table("first and last corner", "两角.xlsx", R.REFUSED, lambda: _cells("A1", "XFD1048576"), ends=True),
    table("first cell and XFD2000", "远列.xlsx", R.REFUSED, lambda: _cells("A1", "XFD2000"), ends=True),
    table("a cell called ZZZZZZZZ3", "乱名.xlsx", R.REFUSED, lambda: _cells("A1", "ZZZZZZZZ3"), ends=True),
    table("a cell in row 0", "零行.xlsx", R.SAID, lambda: _cells("A0", "1A", "")),
    table("an honest table with a cell at AZ300000", "求解.xlsx", R.SAID, _honest_with_a_far_cell, ends=True),
    table("16,384 cells name one text of 3 MB", "长文.xlsx", R.REFUSED, _one_string_often, ends=True),
    table("packed a thousandfold", "膨胀.xlsx", R.REFUSED, _bomb),
    table("10,000 parts", "多件.xlsx", R.REFUSED, _many_parts),
    table("a part called ../x", "越界.xlsx", R.REFUSED, lambda: zipped(_good() | {"../../x.xml": b"x"})),
    table("a part called ..\\x", "越界2.xlsx", R.REFUSED, lambda: zipped(_good() | {"..\\..\\x.xml": b"x"})),
    table("a part that is a link", "链接.xlsx", R.REFUSED, _linked),
    table("a part marked as locked", "加密.xlsx", R.REFUSED, _locked),
    table("a macro", "宏.xlsx", R.REFUSED, lambda: zipped(_good() | {"xl/vbaProject.bin": b"x"})),
    table("sizes that lie", "说谎.xlsx", R.REFUSED, _lying),
    table("an archive in the archive", "套娃.xlsx", R.REFUSED, lambda: zipped(_good() | {"xl/a.zip": zipped(_good())})),
    table("entities that laugh, in the sheet", "笑.xlsx", R.REFUSED, _laughing_sheet),
    table("entities that laugh, in the texts", "笑2.xlsx", R.REFUSED, _laughing_strings),
    table("an entity from outside", "外.xlsx", R.REFUSED, _outside_entity),
    table("elements 100,000 deep", "深.xlsx", R.REFUSED, _deep),
    table("a virus mark in a part", "毒.xlsx", R.REFUSED, lambda: zipped(_good() | {"xl/note.txt": EICAR})),
    table("cut in the middle", "半.xlsx", R.REFUSED, lambda: zipped(_good())[:-40]),
    table("no sheet in it", "空壳.xlsx", R.REFUSED, lambda: zipped({"a.txt": b"x"})),
)  # fmt: skip
