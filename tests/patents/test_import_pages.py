"""A table in the browser: checked, shown, and taken in only after a yes."""

import re
from io import BytesIO

import pytest
from flask_babel import refresh
from sqlalchemy import func, select

from marketplace.kit import clock, jobs, transactions
from marketplace.kit import reading as tables
from marketplace.kit.db import db
from marketplace.patents import actions, queries
from marketplace.patents.models import ImportStatus, Patent, PatentImport
from marketplace.workflows.parties import Role
from marketplace.workflows.verification import VerificationState
from tests.cast import make_user, sign_in
from tests.patents.tables import csv_text, number, row

MINE = "滨岭理工大学"


def upload(client, rows, name="台账.csv", content=None):
    content = csv_text(rows).encode("gb18030") if content is None else content
    return client.post("/patents/import", data={"table": (BytesIO(content), name)})


def in_english(client):
    client.set_cookie("language", "en")
    refresh()  # the language is remembered as long as the test's application context lives
    return client


def patents():
    return db.session.scalar(select(func.count()).select_from(Patent))


@pytest.fixture
def client(app, cast):
    return sign_in(app, cast.university)


def test_nothing_enters_before_the_yes(client, cast):
    organisation_id = cast.university.organisation_id
    rows = [row(serial) for serial in range(12)]
    rows += [row(50, 专利号="ZL201911150757.5"), row(51, "别人有限公司"), row(52, 申请日="1/2/26")]
    answer = upload(client, rows)
    assert answer.status_code == 303
    place = answer.location
    waiting = client.get(place).text
    assert 'role="progressbar"' in waiting
    assert f'href="{place}"' in waiting  # without scripts a link shows how far it is
    jobs.drain()
    preview = client.get(place).text
    assert "15 行：12 行能导入，2 行要改，0 行已有，1 行不是您的" in re.sub(r"\s+", " ", preview)
    assert "专利号校验位应为 8，请核对。" in preview
    assert patents() == 0
    assert [one.good_rows for one in queries.imports_waiting(organisation_id)] == [12]
    assert client.post(f"{place}/confirm").status_code == 303
    assert 'role="progressbar"' in client.get(place).text
    assert patents() == 0
    jobs.drain()
    assert patents() == 12
    assert "新增 12 件" in client.get(place).text
    assert client.get("/patents").text.count("一种测试装置") == 12
    assert client.post(f"{place}/confirm").status_code == 409


def test_the_same_table_again_shows_known_rows_and_offers_nothing(client, cast):
    for _time in range(2):
        place = upload(client, [row(1), row(2)]).location
        jobs.drain()
        client.post(f"{place}/confirm")
        jobs.drain()
    page = client.get(place).text
    assert "0 行能导入" in page
    assert 'value="import"' not in page
    assert client.post(f"{place}/confirm").status_code == 409
    assert patents() == 2


def test_rows_not_taken_can_be_filtered_and_downloaded(client, tmp_path):
    place = upload(client, [row(1), row(2, 专利号="CN120551632B"), row(3, "别人有限公司")]).location
    jobs.drain()
    assert "这是公告号" in client.get(f"{place}?kind=wrong").text
    theirs = client.get(f"{place}?kind=not_yours").text
    assert "别人有限公司" in theirs
    assert "这是公告号" not in theirs
    for ending in ("csv", "xlsx"):
        answer = client.get(f"{place}/remarks.{ending}?kind=wrong")
        path = tmp_path / f"x.{ending}"
        path.write_bytes(answer.data)
        (only,) = tables.rows(path)
        assert list(only.cells.values())[:4] == ["3", "CN120551632B", "一种测试装置 2", "专利号"]
    assert client.get(f"{place}/remarks.pdf").status_code == 404


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("台账.csv", b"", "空"),
        ("台账.exe", b"MZ", ""),
        ("台账.xlsx", b"not a sheet", ""),
        ("台账.csv", "甲,乙\n1,2\n".encode(), "表里没有这些列"),
        ("台账.csv", csv_text([]).encode(), "只有表头"),
    ],
)
def test_what_is_no_table_is_refused_at_once_with_the_reason(client, name, content, words):
    answer = upload(client, [], name, content)
    assert answer.status_code == 422
    assert words in answer.text
    assert 'class="sumbad"' in answer.text
    assert 'id="table-error"' in answer.text, "and beside its field"


def test_a_table_that_is_too_long_fails_with_the_reason(client, monkeypatch):
    monkeypatch.setattr("marketplace.patents.actions.uploads.MOST_ROWS", 3)
    place = upload(client, [row(serial) for serial in range(5)]).location
    jobs.drain()
    page = client.get(place).text
    assert "超过 3 行" in page
    assert db.session.scalar(select(PatentImport.status)) is ImportStatus.FAILED
    assert client.post(f"{place}/confirm").status_code == 409
    assert patents() == 0


def test_another_organisation_neither_sees_nor_confirms_it(app, cast, client):
    other = sign_in(app, cast.stranger)
    place = upload(client, [row(1)]).location
    jobs.drain()
    assert other.get(place).status_code == 404
    assert other.post(f"{place}/confirm").status_code == 404
    assert other.get(f"{place}/remarks.csv").status_code == 404
    assert app.test_client().get(place).status_code == 303


def test_only_clerks_and_owners_import(app, cast):
    reader = make_user(cast.university.organisation, "reader@example.org", frozenset({Role.READER}))
    transactions.commit()
    client = sign_in(app, reader)
    assert client.get("/patents/import").status_code == 403
    assert upload(client, [row(1)]).status_code == 403
    assert client.get("/patents").status_code == 200


def test_a_name_nobody_has_verified_holds_nothing(client, cast):
    cast.university.organisation.state = VerificationState.DRAFT
    transactions.commit()
    place = upload(client, [row(1)]).location
    jobs.drain()
    answer = client.post(f"{place}/confirm")
    assert answer.status_code == 403
    assert "核验" in answer.text
    assert patents() == 0


def test_nobody_takes_a_patent_whose_record_names_other_owners(app, cast, client):
    actions.load_reference_patents()
    transactions.commit()
    real = queries.patent_by_number("201910834751.6")
    theirs = row(1, 专利号=f"ZL{real.number}", 申请日="2019-09-05", 授权公告日="2024-02-20")
    place = upload(client, [theirs]).location
    jobs.drain()
    page = client.get(place).text
    assert "天津商业大学" in page
    assert "0 行能导入" in page


def test_a_co_owner_does_not_take_it_away(app, cast, client):
    both, first = f"{MINE};{cast.stranger.organisation.name}", cast.university.organisation_id
    for browser in (client, sign_in(app, cast.stranger)):
        place = upload(browser, [row(1, both)]).location
        jobs.drain()
        browser.post(f"{place}/confirm")
        jobs.drain()
    assert "共有人" in browser.get(place).text
    assert queries.patent_by_number(number(1)).holder_id == first


def test_a_run_that_was_cut_off_goes_on_where_it_stopped(app, cast, client, monkeypatch):
    monkeypatch.setattr("marketplace.patents.actions.uploads.LOAD_ROWS", 4)
    place = upload(client, [row(serial) for serial in range(10)]).location
    jobs.drain()
    client.post(f"{place}/confirm")
    import_id = int(place.rsplit("/", 1)[1])
    real = actions.uploads._take_chunk

    def cut(*arguments):
        if db.session.scalar(select(PatentImport.done_rows)) >= 4:
            raise KeyboardInterrupt
        real(*arguments)

    monkeypatch.setattr("marketplace.patents.actions.uploads._take_chunk", cut)
    with pytest.raises(KeyboardInterrupt):
        actions.take_in(import_id, f"patents_load:{import_id}")
    monkeypatch.setattr("marketplace.patents.actions.uploads._take_chunk", real)
    assert patents() == 4
    jobs.drain()
    found = db.session.get(PatentImport, import_id, populate_existing=True)
    assert (found.status, found.new_rows, found.done_rows, patents()) == (ImportStatus.DONE, 10, 10, 10)


def test_the_waiting_part_renews_itself_only_where_scripts_run(client):
    place = upload(client, [row(1)]).location
    part = client.get(place, headers={"HX-Request": "true"}).text
    assert "<html" not in part
    assert "hx-get" in part
    assert "http-equiv" not in client.get(place).text
    jobs.drain()
    assert client.get(place, headers={"HX-Request": "true"}).headers["HX-Refresh"] == "true"


def test_the_english_page_says_the_same(client):
    place = upload(client, [row(1), row(2, 专利号="CN120551632B")]).location
    jobs.drain()
    page = in_english(client).get(place).text
    assert "2 rows: 1 can be imported, 1 to mend, 0 known" in page
    assert "This is a publication number" in page


def test_the_empty_table_can_be_imported_as_it_is(client, tmp_path):
    for ending in ("csv", "xlsx"):
        answer = client.get(f"/patents/import/table.{ending}")
        path = tmp_path / f"empty.{ending}"
        path.write_bytes(answer.data)
        tally = actions.import_file(path, actions.Origin("test"), lambda said: pytest.fail(str(said)), dry_run=True)
        assert (tally.total, tally.wrong) == (1, 0)
    assert clock.today()
