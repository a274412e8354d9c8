"""Tables people send: encodings, separators, spreadsheets, and what is refused."""

from datetime import date, datetime

import openpyxl
import pytest

from marketplace.kit import reading as tables
from marketplace.kit.errors import RuleBroken

HEADER, RECORD = "专利号;发明名称;专利权人", "ZL201710013739.X;一种热泵;沈阳工业大学"


@pytest.fixture
def saved(tmp_path):
    def save(content, encoding="utf-8"):
        path = tmp_path / "table.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return path

    return save


def refusal(path, **kwargs):
    with pytest.raises(RuleBroken) as refused:
        list(tables.rows(path, **kwargs))
    assert refused.value.message.en
    return refused.value.code


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("count", [1, 2, 40, 3000])
def test_every_usual_encoding_is_read(saved, encoding, count):
    found = list(tables.rows(saved("\r\n".join([HEADER, *[RECORD] * count]), encoding)))
    assert len(found) == count
    assert found[-1] == (count + 1, dict(zip(HEADER.split(";"), RECORD.split(";"), strict=True)))


def test_traditional_characters_in_big5_are_read(saved):
    text = "專利號,發明名稱,專利權人\n" + "ZL201710013739.X,一種熱泵系統及其控制方法,國立臺灣大學\n" * 20
    assert next(tables.rows(saved(text, "big5"))).cells["專利權人"] == "國立臺灣大學"


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_every_usual_separator_is_read(saved, separator):
    found = next(tables.rows(saved(f'"a,;b"{separator}c\n1{separator}2')))
    assert found.cells == {"a,;b": "1", "c": "2"}


def test_quotes_over_lines_blank_rows_and_uneven_rows(saved):
    found = list(tables.rows(saved('\n \na,b\n"one\ntwo",2\n\n , \n3\n4,5,6,,7\n')))
    assert found == [
        (4, {"a": "one\ntwo", "b": "2"}),
        (7, {"a": "3", "b": ""}),
        (8, {"a": "4", "b": "5", "": "6 7"}),
    ]


def test_one_column_and_nameless_columns_at_the_end(saved):
    assert [row.cells for row in tables.rows(saved("a,,\n1,,\n"))] == [{"a": "1"}]
    assert [row.cells for row in tables.rows(saved("a\n1"))] == [{"a": "1"}]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "TABLE_EMPTY"),
        (b"\n,,\n", "TABLE_EMPTY"),
        (b"a,,b\n1,2,3", "TABLE_HEADER"),
        (b"a,a\n1,2", "TABLE_HEADER"),
        (b"a,b\n1,2\n" * 20_000 + b"\xff\xfe\xff", "TABLE_ENCODING"),
        (b'a,b\n"' + b"x" * 200_000 + b'",1', "TABLE_CELL_TOO_LONG"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "TABLE_FORM"),
        (b"PK\x03\x04nothing", "ARCHIVE_FORM"),
    ],
)
def test_what_cannot_be_read_is_refused_by_name(saved, content, code):
    assert refusal(saved(content)) == code


def test_too_many_rows_are_refused(saved):
    assert refusal(saved("a\n1\n2\n3"), limit=2) == "TABLE_TOO_LONG"
    assert len(list(tables.rows(saved("a\n1\n\n2"), limit=2))) == 2


def test_junk_that_no_encoding_fits_is_refused(saved):
    assert refusal(saved(b"a,b\n\xff\xff\x80\x80,1\n")) == "TABLE_ENCODING"


def test_a_spreadsheet_is_read_with_its_types(tmp_path):
    path = tmp_path / "odd.name"
    book = openpyxl.Workbook()
    book.active.append(["专利号", "申请日", "时刻", "金额", "有效", "空"])
    book.active.append([201710013739.8, date(2017, 1, 9), datetime(2017, 1, 9, 8, 30), 1000.0, True, None])
    book.active.append(["ZL201710013739.X", 45987, "1/2/26", 0.5, False, "'=1"])
    book.save(path)
    first, second = tables.rows(path)
    assert list(first.cells.values()) == ["201710013739.8", "2017-01-09", "2017-01-09 08:30:00", "1000", "TRUE", ""]
    assert list(second.cells.values()) == ["ZL201710013739.X", "45987", "1/2/26", "0.5", "FALSE", "'=1"]
    assert (first.number, second.number) == (2, 3)


def test_a_zip_without_a_workbook_and_a_broken_workbook_are_refused(tmp_path, zipped):
    path = tmp_path / "table.xlsx"
    path.write_bytes(zipped({"a.txt": b"hello"}))
    assert refusal(path) == "TABLE_FORM"
    path.write_bytes(zipped({"xl/workbook.xml": b"<nothing"}))
    assert refusal(path) == "TABLE_FORM"
