"""Tables that ask for more than a table needs are refused by the first thing beyond the bounds."""

import pytest

from marketplace.kit import reading
from marketplace.kit.errors import RuleBroken
from tests.kit.hostile import GOOD_ROWS, far_cell, shared_text, workbook


def refusal(content: bytes, limit: int | None = 200_000) -> RuleBroken:
    with pytest.raises(RuleBroken) as refused:
        list(reading.rows(content, limit=limit))
    assert refused.value.message.en
    assert refused.value.cure
    return refused.value


@pytest.mark.parametrize("reference", ["XFD1048576", "XFD2000", "GS2", "ZZZZZZZZ3"])
def test_a_cell_beyond_the_last_column_is_named(reference: str) -> None:
    refused = refusal(far_cell(reference))
    assert (refused.code, reference in refused.message.zh) == ("TABLE_TOO_WIDE", True)


def test_a_cell_below_the_last_row_is_named() -> None:
    refused = refusal(far_cell("B200001"))
    assert (refused.code, "B200001" in refused.message.en) == ("TABLE_TOO_LONG", True)


def test_a_corner_within_both_bounds_is_counted() -> None:
    assert refusal(far_cell("GR190000")).code == "TABLE_TOO_LARGE"


def test_cells_that_hold_nothing_do_not_count_and_neither_does_what_the_sheet_says_of_itself() -> None:
    assert len(list(reading.rows(far_cell("XFD1048576", "")))) == 1
    said = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><dimension ref="A1:XFD1048576"/>'
    )
    book = f"{said}<sheetData>{GOOD_ROWS}</sheetData></worksheet>"
    assert [row.cells["名称"] for row in reading.rows(workbook("", book=book))] == ["一种换热器"]


def test_cells_without_a_name_are_counted_on() -> None:
    cells = "<c><v>1</v></c>" * 201
    assert "GS1" in refusal(workbook(f"<row>{cells}</row>")).message.zh
    assert [row.cells for row in reading.rows(workbook("<row><c><v>1</v></c></row><row><c><v>2</v></c></row>"))] == [
        {"1": "2"}
    ]


def test_one_long_text_named_by_many_cells_is_not_unfolded() -> None:
    assert refusal(shared_text(3_000_000, 20)).code == "TABLE_CELL_TOO_LONG"
    assert refusal(shared_text(30_000, 16_384)).code == "TABLE_TOO_LARGE"
    assert len(list(reading.rows(shared_text(30_000, 20)))) == 19


def test_a_sheet_that_defines_words_of_its_own_is_refused() -> None:
    book = (
        '<!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet><sheetData><row r="1"><c r="A1"><v>&a;</v></c></row></sheetData>'
    )
    assert refusal(workbook("", book=f"{book}</worksheet>")).code == "TABLE_FORM"


def test_a_header_of_a_hundred_thousand_names_is_refused_by_the_first_too_many() -> None:
    names = ",".join(f"c{number}" for number in range(100_000))
    refused = refusal(f"{names}\n1,2\n".encode())
    assert (refused.code, "c200”" in refused.message.zh) == ("TABLE_TOO_WIDE", True)
    assert refusal(b"a,b\n1,2\n" + b"x," * 300 + b"\n").code == "TABLE_TOO_WIDE"
    assert len(list(reading.rows(b"a,b\n1,2\n" + b"," * 300 + b"\n3,4" + b"," * 300))) == 2, (
        "separators alone are nothing"
    )


def test_line_ends_without_end_and_cells_without_end_are_refused() -> None:
    assert refusal(b"a\n" + b"\n" * 1_100_000).code == "TABLE_TOO_LONG"
    refused = refusal(b'a,b\n1,2\n"' + b"x" * 40_000 + b'",1')
    assert (refused.code, "第 3 行" in refused.message.zh) == ("TABLE_CELL_TOO_LONG", True)


def test_a_table_is_streamed_and_its_reader_ends_with_who_reads_it() -> None:
    rows = reading.rows(b"a,b\n" + b"1,2\n" * 300_000)
    assert next(rows).number == 2
    rows.close()
    assert sum(1 for _ in reading.rows(b"a,b\n" + b"1,2\n" * 30_000)) == 30_000
