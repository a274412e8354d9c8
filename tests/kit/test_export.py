"""Tables we write: nothing runs as a formula, and everything reads back as it was."""

import io
from datetime import UTC, date, datetime

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marketplace.kit import cells as cells_rule
from marketplace.kit import export
from marketplace.kit import reading as tables

DANGEROUS = [
    "=HYPERLINK(1)",
    "+cmd|' /C calc'!A0",
    "@x",
    "\t=1",
    "＝1",
    "-2+3+cmd",
    "'=1",
    "''=1",
    "\r=1",
    "\n=1",
    "+86 138-0000-0000",
    "+86-24-2345-6789",
    "\u3000=1",
    "\u200b=1",
    "-5.00",
    "'-5.00",
    "'a",
    "'",
]
cells = st.one_of(
    st.sampled_from(DANGEROUS),
    st.text(st.characters(exclude_categories=["Cc", "Cs"], exclude_characters="\ufffe\uffff"), max_size=20),
)
records = st.lists(st.lists(cells, min_size=2, max_size=2).filter(lambda r: any(c.strip() for c in r)), max_size=5)


def reopened(tmp_path_factory, content):
    path = tmp_path_factory.mktemp("export") / "table"
    path.write_bytes(content)
    return [list(row.cells.values()) for row in tables.rows(path)]


@given(records)
@settings(max_examples=60)
def test_a_csv_file_reads_back_as_it_was(tmp_path_factory, rows):
    content = export.csv_bytes(["名称", "备注"], rows)
    assert content.startswith(b"\xef\xbb\xbf")
    assert reopened(tmp_path_factory, content) == rows


@given(records)
@settings(max_examples=30)
def test_an_xlsx_file_reads_back_as_it_was_and_holds_no_formula(tmp_path_factory, rows):
    content = export.xlsx_bytes(["名称", "备注"], rows)
    assert reopened(tmp_path_factory, content) == rows
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n", "inlineStr"}


@pytest.mark.parametrize(
    "text",
    [
        *("=1", "+cmd", "@x", "\t=1", "＝1", "-2+3+cmd"),
        *("\n=1", "\r\n=1", "\nx", " =1", "\u3000=1", "\u00a0=1", "\ufeff=1", "\u200b=1"),
        *("+86-24-2345-6789", "+86 138-0000-0000", "+8613800000000", "-86-24", "-5.", "-5 00", "-"),
    ],
)
def test_what_a_spreadsheet_would_run_or_reckon_gets_an_apostrophe(text):
    assert cells_rule.guarded(text) == "'" + text
    assert cells_rule.unguarded("'" + text) == text


@pytest.mark.parametrize("text", ["-5.00", "-1,234.50", "024-2345-6789", "沈阳", "", "1=1", "'a", "x\n=1"])
def test_numbers_and_words_stay_as_they_are(text):
    assert cells_rule.guarded(text) == text


@given(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=8) | st.from_regex(r"'*\s*[=+@-]?[0-9]*", fullmatch=True)
)
def test_the_import_undoes_the_guard_and_nothing_else(text):
    assert cells_rule.unguarded(cells_rule.guarded(text)) == text


def test_values_keep_their_meaning(tmp_path_factory):
    record = [date(2026, 11, 24), datetime(2026, 11, 24, 16, 0, tzinfo=UTC), 5, 0.5, None, 10**16, True]
    header = list("abcdefg")
    texts = ["2026-11-24", "2026-11-25 00:00:00", "5", "0.5", "", "10000000000000000", "True"]
    assert reopened(tmp_path_factory, export.csv_bytes(header, [record])) == [texts]
    assert reopened(tmp_path_factory, export.xlsx_bytes(header, [record], sheet="台账/[1]:'")) == [texts]
    assert reopened(tmp_path_factory, export.csv_bytes(["a"], [[datetime(2026, 1, 2, 3, 4, 5)]])) == [
        ["2026-01-02 03:04:05"]
    ]


def test_control_characters_are_dropped(tmp_path_factory):
    rows = [["a\x00b\ud800\x0bc"]]
    assert reopened(tmp_path_factory, export.csv_bytes(["a"], rows)) == [["abc"]]
    assert reopened(tmp_path_factory, export.xlsx_bytes(["a"], rows, sheet="")) == [["abc"]]


def test_a_long_csv_comes_in_pieces():
    pieces = list(export.csv_chunks(["n"], ([n] for n in range(1200))))
    assert len(pieces) == 3
    assert b"".join(pieces).count(b"\r\n") == 1201


def test_file_names_are_chinese_and_safe():
    assert export.file_name("辽宁", "2026Q3", "许可台账", ending="xlsx") == "辽宁_2026Q3_许可台账.xlsx"
    assert export.file_name("..\\x/\u202e", "", ending="csv") == "x.csv"
    assert export.file_name("", ending="csv") == "export.csv"
    header = export.disposition("辽宁_台账.xlsx")
    assert header == "attachment; filename=\"___.xlsx\"; filename*=UTF-8''%E8%BE%BD%E5%AE%81_%E5%8F%B0%E8%B4%A6.xlsx"
