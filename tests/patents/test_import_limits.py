"""How many tables come in, how large, and from where they are read."""

from io import BytesIO

import pytest
from sqlalchemy import func, select

from marketplace.accounts.models import Organisation
from marketplace.kit import jobs, transactions
from marketplace.kit import reading as tables
from marketplace.kit.db import db
from marketplace.kit.reading import Asker, slots
from marketplace.patents.models import ImportStatus, PatentImport
from marketplace.workflows.verification import VerificationState
from tests.accounts.test_allowances import limited
from tests.cast import sign_in
from tests.kit.hostile import far_cell
from tests.patents.tables import csv_text, row
from tests.patents.test_import_pages import in_english, upload


@pytest.fixture
def client(app, cast):
    return sign_in(app, cast.university)


def test_an_unverified_organisation_sends_two_tables_a_day_a_verified_one_more(app, cast):
    client = sign_in(app, cast.stranger)
    organisation_id, cast.stranger.organisation.state = cast.stranger.organisation_id, VerificationState.SUBMITTED
    transactions.commit()
    for serial, status in enumerate((303, 303, 429)):
        answer = upload(client, [row(serial)])
        assert answer.status_code == status
        jobs.drain()
    assert "最多 2 次" in answer.text
    assert 0 < int(answer.headers["Retry-After"]) <= 24 * 3600
    db.session.get_one(Organisation, organisation_id).state = VerificationState.VERIFIED
    transactions.commit()
    assert upload(client, [row(9)]).status_code == 303


def test_beyond_the_limit_no_table_is_read_and_what_is_refused_unread_counts_as_no_file(app, cast, monkeypatch):
    limited(app, monkeypatch, limit_imports_a_day=1, limit_uploads_an_hour=2)
    client = sign_in(app, cast.university)
    assert upload(client, [row(1)]).status_code == 303
    jobs.drain()
    with monkeypatch.context() as patched:
        patched.setattr(tables.calls.wardens, "start", None)
        for _time in range(3):
            answer = upload(client, [row(2)])
            assert answer.status_code == 429
            assert "导入专利表格" in answer.text
    limited(app, monkeypatch, limit_imports_a_day=9)
    assert [upload(client, [], content=b"nothing").status_code for _time in range(2)] == [422, 429]


def test_two_tables_are_worked_on_at_once(client, cast):
    first, second = (upload(client, [row(serial)]).location for serial in range(2))
    assert upload(client, [row(2)]).status_code == 429
    jobs.drain()
    assert client.post(f"{first}/confirm").status_code == 303
    assert upload(client, [row(3)]).status_code == 303
    assert client.post(f"{second}/confirm").status_code == 429
    jobs.drain()
    assert client.post(f"{second}/confirm").status_code == 303


def test_a_second_click_sends_no_second_table(client, cast):
    key = client.get("/patents/import").text.split('name="request_key"')[1].split('value="')[1].split('"')[0]
    content = csv_text([row(1)]).encode()
    places = {
        client.post("/patents/import", data={"table": (BytesIO(content), "台账.csv"), "request_key": key}).location
        for _click in range(3)
    }
    assert len(places) == 1
    assert db.session.scalar(select(func.count()).select_from(PatentImport)) == 1


@pytest.mark.parametrize("reference", ["XFD1048576", "XFD2000", "ZZZZZZZZ3"])
def test_a_table_with_a_cell_far_away_is_refused_by_that_cell(client, reference):
    answer = upload(client, [], name="台账.xlsx", content=far_cell(reference))
    assert answer.status_code == 422
    assert reference in answer.text
    assert "最多 200 列" in answer.text
    assert "Too wide" in upload(in_english(client), [], name="台账.xlsx", content=far_cell(reference)).text


def test_a_header_of_very_many_names_is_refused(client):
    names = ",".join(f"c{serial}" for serial in range(40_000))
    answer = upload(client, [], content=f"{names}\n1,2\n".encode())
    assert answer.status_code == 422
    assert "最多 200 列" in answer.text


def test_a_full_place_shows_the_form_again_with_its_words_in_both_languages(client, monkeypatch):
    for asker, places in slots.PLACES.items():
        monkeypatch.setitem(slots.PLACES, asker, places._replace(wait_seconds=0.05))
    with tables.held(Asker.MEMBER):
        answer = upload(client, [row(1)])
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10")
        assert "您填的没有丢" in answer.text
        answer = upload(in_english(client), [row(1)])
        assert answer.status_code == 503
        assert "what you typed is kept" in answer.text
    assert upload(client, [row(1)]).status_code == 303


def test_a_table_is_read_without_a_copy_that_could_stay_behind(client, tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    upload(client, [row(serial) for serial in range(5)])
    made = []
    monkeypatch.setattr("tempfile._mkstemp_inner", lambda *place: made.append(place))
    jobs.drain()
    assert db.session.scalar(select(PatentImport.status)) is ImportStatus.PREVIEWED
    assert (made, list(tmp_path.iterdir())) == ([], [])
