"""Tables of patents, as files come: taken in once, whatever their encoding, with each wrong row named."""

from datetime import date

import pytest
from openpyxl import load_workbook
from sqlalchemy import func, select

from marketplace.kit.db import db
from marketplace.kit.errors import RuleBroken
from marketplace.patents import queries
from marketplace.patents.actions import Origin, import_file
from marketplace.patents.models import EventKind, Patent, PatentChange, PatentEvent, PatentOwner
from marketplace.patents.rules.kinds import PatentKind
from marketplace.patents.rules.verdicts import Importer
from tests.patents.tables import ENGLISH, csv_file, number, row, xlsx_file

ORIGIN = Origin("test")


def run(path, origin=ORIGIN, **how):
    said = []
    tally = import_file(path, origin, said.append, **how)
    return tally, said


def counts(tally):
    return tally.total, tally.new, tally.changed, tally.same, tally.kept_out, tally.wrong


def rows_in(model):
    return db.session.scalar(select(func.count()).select_from(model))


def test_a_right_row_brings_owners_register_event_and_term(app, tmp_path):
    tally, said = run(csv_file(tmp_path, [row(1, "滨岭理工大学；某某有限公司")]))
    assert (counts(tally), said) == ((1, 1, 0, 0, 0, 0), [])
    patent = queries.patent_by_number(number(1))
    assert (patent.kind, patent.title) == (PatentKind.INVENTION, "一种测试装置 1")
    assert [owner.name for owner in patent.owners] == ["滨岭理工大学", "某某有限公司"]
    assert [(event.kind, event.happened_on) for event in patent.events] == [(EventKind.GRANTED, date(2021, 6, 8))]
    assert (patent.expires_on, patent.holder_id, patent.sample) == (date(2039, 2, 28), None, False)
    assert (patent.main_ipc, patent.ipc_all, patent.inventors) == ("F25B30/02", "F25B30/02;F25B1/10", "张三;李四")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
def test_any_usual_encoding_is_read(app, tmp_path, encoding):
    tally, said = run(csv_file(tmp_path, [row(serial) for serial in range(30)], encoding))
    assert (tally.new, said) == (30, [])
    assert queries.patent_by_number(number(7)).title == "一种测试装置 7"


@pytest.mark.parametrize("how", [{"separator": ";"}, {"separator": "\t"}, {"header": ENGLISH}])
def test_other_separators_and_english_headers_are_read(app, tmp_path, how):
    tally, _said = run(csv_file(tmp_path, [row(1, 分类号="F25B30/02", 发明人="张三")], **how))
    assert counts(tally) == (1, 1, 0, 0, 0, 0)


def test_a_sheet_is_read_like_a_text(app, tmp_path):
    tally, _said = run(xlsx_file(tmp_path, [row(1), row(2, 申请日=date(2019, 3, 1))], ENGLISH))
    assert counts(tally) == (2, 2, 0, 0, 0, 0)


def test_the_same_again_changes_nothing(app, tmp_path):
    path = csv_file(tmp_path, [row(serial) for serial in range(20)])
    run(path)
    before = rows_in(Patent), rows_in(PatentOwner), rows_in(PatentEvent)
    versions = list(db.session.scalars(select(Patent.version)))
    assert counts(run(path)[0]) == (20, 0, 0, 20, 0, 0)
    assert (rows_in(Patent), rows_in(PatentOwner), rows_in(PatentEvent)) == before
    assert list(db.session.scalars(select(Patent.version))) == versions
    assert rows_in(PatentChange) == 0


def test_changed_facts_are_brought_up_to_date_and_written_down(app, tmp_path):
    run(csv_file(tmp_path, [row(1, 摘要="一种装置。"), row(2)]))
    changed = row(1, "新主人有限公司", 发明名称="新名称", 授权公告日="2021-06-09", 摘要="")
    assert counts(run(csv_file(tmp_path, [changed, row(2)]))[0]) == (2, 0, 1, 1, 0, 0)
    patent = queries.patent_by_number(number(1))
    assert (patent.title, patent.granted_on, patent.version) == ("新名称", date(2021, 6, 9), 2)
    assert [owner.name for owner in patent.owners] == ["新主人有限公司"]
    assert [event.happened_on for event in patent.events] == [date(2021, 6, 9)]
    assert patent.abstract == "一种装置。"  # a table without abstracts erases none
    (change,) = db.session.scalars(select(PatentChange))
    assert (change.what, change.patent_id) == ("imported", patent.id)
    assert "一种测试装置 1" in change.before
    assert "新名称" in change.after


def test_two_tables_that_say_the_same_in_other_words_change_nothing(app, tmp_path):
    run(csv_file(tmp_path, [row(1)]))
    respelt = row(1, 专利号=number(1).replace(".", ""), 申请日="2019年3月1日", 分类号="", 发明人="")
    assert counts(run(csv_file(tmp_path, [respelt]))[0]) == (1, 0, 0, 1, 0, 0)


def test_good_rows_enter_and_wrong_ones_are_told_by_row_column_and_reason(app, tmp_path):
    rows = [
        row(1),
        row(2, 专利号="ZL201911150757.5"),
        row(3, 专利号="CN120551632B"),
        row(4, 专利号="2.01711E+11"),
        row(5, 申请日="2026/2/30"),
        row(6, 申请日="1/2/26"),
        row(7, 申请日="45987", 授权公告日="45000"),
        row(8, 发明名称="", 专利权人=""),
        row(1, 发明名称="又一次"),
    ]
    tally, said = run(csv_file(tmp_path, rows))
    assert counts(tally) == (9, 1, 0, 0, 0, 8)
    told = {(one.line, one.column, one.reason.zh) for one in said}
    assert {
        (3, "专利号", "专利号校验位应为 8，请核对。"),
        (4, "专利号", "这是公告号，请填专利号（ZL 开头）。"),
        (5, "专利号", "Excel 已改变专利号，请设为文本。"),
        (6, "申请日", "没有 2026/2/30 这一天。"),
        (9, "发明名称", "没有发明名称。"),
        (9, "专利权人", "没有专利权人。"),
        (10, "专利号", "第 2 行已经有这件专利。"),
    } <= told
    assert any(line == 7 and "可以读成不同的日子" in reason for line, _column, reason in told)
    assert {line for line, _column, _reason in told} == {3, 4, 5, 6, 7, 8, 9, 10}


@pytest.mark.parametrize(
    "text",
    [
        "{{ 7*7 }}",
        "' OR 1=1--",
        "<script>alert(1)</script>",
        "=HYPERLINK(1)",
        "%(x)s {0.__class__}",
        "䶮𬬭㛃",
    ],
)
def test_hostile_cells_are_only_texts(app, tmp_path, text):
    tally, _said = run(csv_file(tmp_path, [row(1, text, 发明名称=text)]))
    assert tally.new == 1
    patent = queries.patent_by_number(number(1))
    assert patent.title == text
    assert "".join(owner.name for owner in patent.owners) == text


def test_hidden_characters_and_endless_texts_are_refused(app, tmp_path):
    long = "长" * 401
    rows = [row(1, 发明名称="gpj\u202exe"), row(2, 发明名称=long), row(3, "主" * 201), row(4, 主分类号="F25B")]
    tally, said = run(csv_file(tmp_path, rows))
    assert (tally.wrong, tally.new) == (4, 0)
    assert [one.column for one in said] == ["发明名称", "发明名称", "专利权人", "主分类号"]


@pytest.mark.parametrize(
    ("text", "code"),
    [("", "TABLE_EMPTY"), ("专利号,发明名称\nZL1,a\n", "TABLE_COLUMNS"), ("a,a\n1,2\n", "TABLE_HEADER")],
)
def test_a_file_that_is_no_table_of_patents_is_refused_whole(app, tmp_path, text, code):
    path = tmp_path / "x.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(RuleBroken) as refusal:
        run(path)
    assert refusal.value.code == code


def test_a_dry_run_counts_and_writes_nothing(app, tmp_path):
    run(csv_file(tmp_path, [row(1), row(2)]))
    path = csv_file(tmp_path, [row(1), row(2, 发明名称="新"), row(3)])
    assert counts(run(path, dry_run=True)[0]) == (3, 1, 1, 1, 0, 0)
    assert rows_in(Patent) == 2


def test_a_holder_gets_the_rows_it_owns_by_name_in_any_spelling(app, cast, tmp_path):
    holder = cast.university.organisation
    origin = Origin("test", Importer(holder.id, "滨岭理工大学（沈阳）", is_trusted=True))
    path = csv_file(tmp_path, [row(1, "某公司;滨岭理工大学(沈阳)"), row(2, "滨岭 理工大学〔沈阳〕"), row(3, "别人")])
    assert counts(run(path, origin)[0]) == (3, 3, 0, 0, 0, 0)
    assert [patent.number for patent in queries.patents_of(holder.id)] == sorted([number(1), number(2)])
    assert queries.patent_by_number(number(1)).owners[1].organisation_id == holder.id
    assert queries.patent_by_number(number(3)).holder_id is None


def test_facts_that_stood_here_go_to_their_holder_and_stay_there(app, cast, tmp_path):
    holder = cast.university.organisation
    path = csv_file(tmp_path, [row(1)])
    run(path)
    origin = Origin("test", Importer(holder.id, holder.name, is_trusted=True))
    assert counts(run(path, origin)[0]) == (1, 0, 1, 0, 0, 0)
    assert counts(run(path)[0]) == (1, 0, 0, 1, 0, 0)
    assert queries.patent_by_number(number(1)).holder_id == holder.id


def test_a_file_written_by_openpyxl_is_read(app, tmp_path):
    path = xlsx_file(tmp_path, [row(1)])
    book = load_workbook(path)
    book.active["A2"] = f" zl{number(1).lower()} "
    book.save(path)
    assert run(path)[0].new == 1
