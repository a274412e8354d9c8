"""`flask patents`: numbers checked one a line, files taken in, reports to take away."""

import csv
from pathlib import Path

import pytest

from marketplace.kit import reading as tables
from marketplace.patents import queries
from tests.kit.hostile import far_cell
from tests.patents.tables import csv_file, number, row, xlsx_file

AS_PRINTED = Path(__file__).parent.parent / "data" / "as_printed.csv"


def printed():
    with AS_PRINTED.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def flask(app):
    def run(*arguments):
        return app.test_cli_runner().invoke(args=["patents", *map(str, arguments)])

    return run


@pytest.mark.parametrize("line", printed(), ids=lambda line: line["as_printed"])
def test_every_printed_number_is_answered(flask, line):
    answer = flask("check", line["as_printed"])
    said = answer.output.splitlines()
    assert len(said) == 1
    if line["check"] == "valid":
        assert (answer.exit_code, said) == (0, [line["normal"]])
        return
    assert answer.exit_code == 1
    code = line["kind"] if line["check"] == "n/a" else line["check"]
    assert said[0].startswith(f"{line['as_printed']}: {code} {line['normal']}".strip())


def test_one_wrong_number_of_many_makes_the_answer_wrong(flask):
    answer = flask("check", "zl 2０1710013739．x", "ZL201911150757.5")
    assert answer.exit_code == 1
    first, second = answer.output.splitlines()
    assert first == "201710013739.X"
    assert "专利号校验位应为 8" in second


def test_a_file_is_taken_in_and_reported(flask, tmp_path):
    path = csv_file(tmp_path, [row(1), row(2, 专利号="CN120551632B")])
    for ending in ("csv", "xlsx"):
        report = tmp_path / f"report.{ending}"
        answer = flask("import", path, "--report", report)
        assert answer.exit_code == 0, answer.output
        (only,) = tables.rows(report)
        told = list(only.cells.values())
        assert told[:5] == ["patents.csv", "3", "专利号", "CN120551632B", "一种测试装置 2"]
        assert "这是公告号" in told[5]
        assert "publication number" in told[6]
    assert "known · 已有 1, wrong · 要改 1" in answer.output
    assert queries.patent_by_number(number(1)) is not None


def test_a_dry_run_changes_nothing_and_reasons_are_printed(flask, tmp_path):
    answer = flask("import", csv_file(tmp_path, [row(1), row(2, 申请日="1/2/26")]), "--dry-run")
    assert answer.exit_code == 0
    assert "new · 新增 1" in answer.output
    assert "row · 行 3 申请日" in answer.output
    assert queries.patent_by_number(number(1)) is None


def test_a_file_that_cannot_be_read_makes_the_answer_wrong_and_the_others_enter(flask, tmp_path):
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(b"PK\x03\x04 no sheet")
    answer = flask("import", broken, xlsx_file(tmp_path, [row(1)]))
    assert answer.exit_code == 1
    assert queries.patent_by_number(number(1)) is not None


def test_rows_go_to_the_holder_named_by_its_code(app, cast, flask, tmp_path):
    holder = cast.university.organisation
    holder_id = holder.id
    answer = flask("import", csv_file(tmp_path, [row(1), row(2, "别人")]), "--holder", holder.uscc.lower())
    assert answer.exit_code == 0, answer.output
    assert [one.number for one in queries.patents_of(holder_id)] == [number(1)]
    assert flask("import", csv_file(tmp_path, [row(1)]), "--holder", "911").exit_code == 1


def test_a_cell_far_away_is_named_and_the_other_file_enters(flask, tmp_path):
    far = tmp_path / "far.xlsx"
    far.write_bytes(far_cell("XFD1048576"))
    answer = flask("import", far, csv_file(tmp_path, [row(1)]))
    assert answer.exit_code == 1
    assert "far.xlsx: 表太宽：XFD1048576" in answer.stderr
    assert queries.patent_by_number(number(1)) is not None
