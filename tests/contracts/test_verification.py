"""The page behind the QR: what may be handed to it, and that it looks at the stored file as it is now."""

from dataclasses import replace
from io import BytesIO
from typing import NamedTuple

import pytest
from flask import Flask

from marketplace.contracts.models import Deal, DocumentKind
from marketplace.kit import files, jobs, reading
from marketplace.kit.db import db
from marketplace.kit.reading import Asker, limits, slots
from marketplace.kit.reading.limits import Allowance
from tests.cast import PASSWORD, Cast, sign_in
from tests.contracts.test_pages import accept
from tests.kit.hostile import field_tree
from tests.makers import make_listing


class Proved(NamedTuple):
    verification_id: str
    number: str
    sha256: str


@pytest.fixture
def deal(app: Flask, cast: Cast) -> Proved:
    """Printed, and signed by the licensee."""
    number = make_listing(cast.university.organisation).number
    db.session.commit()
    client = sign_in(app, cast.workshop)
    place = accept(client, number)
    jobs.drain()
    assert client.post(f"{place}/sign", data={"checked": "y", "password": PASSWORD}).status_code == 303
    row = db.session.query(Deal).one()
    document = row.document(DocumentKind.CONTRACT, "zh")
    assert document is not None
    return Proved(row.verification_id, row.number, document.sha256)


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"PK\x03\x04 a table", "合同.pdf"),
        (b"\x89PNG\r\n\x1a\n", "photo.png"),
        (b"x" * 2000 + b"%PDF-1.7", "late.pdf"),
        (b"", "empty.pdf"),
    ],
)
def test_what_is_no_pdf_is_refused_at_its_field(app: Flask, deal: Proved, content: bytes, name: str) -> None:
    answer = app.test_client().post(f"/v/{deal.verification_id}", data={"copy": (BytesIO(content), name)})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "请选一份 PDF" in page
    assert 'id="copy-error"' in page
    assert deal.number in page, "what the page said before still stands"


def test_no_file_at_all_is_refused_too(app: Flask, deal: Proved) -> None:
    answer = app.test_client().post(f"/v/{deal.verification_id}", data={})
    assert answer.status_code == 422
    assert "请选一份 PDF" in answer.get_data(as_text=True)


def test_a_damaged_pdf_gets_a_verdict(app: Flask, deal: Proved) -> None:
    copy = (BytesIO(b"\n%PDF-1.7 cut off"), "合同.pdf")
    answer = app.test_client().post(f"/v/{deal.verification_id}", data={"copy": copy})
    assert answer.status_code == 200
    assert "无法读取" in answer.get_data(as_text=True)


def test_a_visit_looks_into_the_stored_file_once_and_sees_it_changed(
    app: Flask, deal: Proved, monkeypatch: pytest.MonkeyPatch
) -> None:
    address, anybody = f"/v/{deal.verification_id}", app.test_client()
    assert anybody.get(address).status_code == 200
    with monkeypatch.context() as patched:
        patched.setattr("marketplace.kit.signing.kept.inspect", None)
        assert anybody.get(address).status_code == 200
    stored = files.folder() / deal.sha256[:2] / deal.sha256[2:4] / deal.sha256
    kept = stored.read_bytes()
    stored.chmod(0o640)
    try:
        stored.write_bytes(kept.replace(b"/Reason", b"/Raison", 1) if b"/Reason" in kept else kept[:-200])
        assert anybody.get(address).status_code == 503
    finally:
        stored.write_bytes(kept)
    assert anybody.get(address).status_code == 200


def test_a_changed_copy_is_never_answered_with_a_green_heading(app: Flask, cast: Cast, deal: Proved) -> None:
    signing = {"checked": "y", "password": PASSWORD}
    holder = sign_in(app, db.session.merge(cast.university, load=False))
    answer = holder.post(f"/deals/{deal.number}/countersign", data=signing)
    assert answer.status_code == 303
    document = db.session.query(Deal).one().document(DocumentKind.CONTRACT, "zh")
    assert document is not None
    stored = files.content(document.sha256)
    client = app.test_client()
    for content, is_same in ((stored, True), (stored + b"more", False)):
        answer = client.post(f"/v/{deal.verification_id}", data={"copy": (BytesIO(content), "copy.pdf")})
        assert ("不是登记的那一份" in answer.get_data(as_text=True)) is not is_same


def test_the_unfinished_file_is_calm_and_a_changed_one_is_not(app: Flask, deal: Proved) -> None:
    """While a party has still to sign."""
    stored, client = files.content(deal.sha256), app.test_client()
    for content, is_same in ((stored, True), (stored + b"more", False)):
        answer = client.post(f"/v/{deal.verification_id}", data={"copy": (BytesIO(content), "copy.pdf")})
        page = answer.get_data(as_text=True)
        assert ('class="verdict bad"' not in page and 'class="verdict small bad"' not in page) is is_same
        assert ("不是登记的那一份" in page) is not is_same


def limit(app: Flask, monkeypatch: pytest.MonkeyPatch, **limits: int) -> None:
    monkeypatch.setitem(app.config, "SETTINGS", replace(app.config["SETTINGS"], **limits))


def test_guesses_of_a_network_are_bounded(app: Flask, deal: Proved, monkeypatch: pytest.MonkeyPatch) -> None:
    limit(app, monkeypatch, limit_look_ups_an_hour=3)
    client, address = app.test_client(), f"/v/{deal.verification_id}"
    assert [client.get(f"/v/guess{number}").status_code for number in range(4)] == [404, 404, 404, 429]
    assert client.get(address).status_code == 429, "a right guess tells no more than a wrong one"
    assert client.get(address, environ_overrides={"REMOTE_ADDR": "198.51.100.7"}).status_code == 200
    assert client.get(f"{address}?s=forged").status_code in {404, 429}


def test_copies_of_a_network_are_bounded(app: Flask, deal: Proved, monkeypatch: pytest.MonkeyPatch) -> None:
    limit(app, monkeypatch, limit_copies_an_hour=2)
    copy = files.content(deal.sha256)
    answers = [
        app.test_client().post(f"/v/{deal.verification_id}", data={"copy": (BytesIO(copy), "合同.pdf")})
        for _ in range(3)
    ]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert "最多 2 次" in answers[2].get_data(as_text=True)
    assert int(answers[2].headers["Retry-After"]) > 0


def shown(app: Flask, deal: Proved, content: bytes) -> str:
    answer = app.test_client().post(f"/v/{deal.verification_id}", data={"copy": (BytesIO(content), "copy.pdf")})
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def test_a_paper_that_asks_for_too_much_is_not_judged_and_the_page_says_so(
    app: Flask, deal: Proved, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(limits.ALLOWANCES, "signatures", Allowance(1, 0))
    page = shown(app, deal, field_tree(60))
    assert "您给的文件，无法判断真伪" in page
    assert "没能在限定时间内判断" in page
    assert deal.number in page, "what the page said before still stands"


def test_a_registered_file_is_known_without_a_reader(app: Flask, cast: Cast, deal: Proved) -> None:
    first = files.content(deal.sha256)
    unfinished = shown(app, deal, first)
    assert "真实但未签完" in unfinished
    holder = sign_in(app, db.session.merge(cast.university, load=False))
    holder.post(f"/deals/{deal.number}/countersign", data={"checked": "y", "password": PASSWORD})
    document = db.session.query(Deal).one().document(DocumentKind.CONTRACT, "zh")
    assert document is not None
    last = files.content(document.sha256)
    assert app.test_client().get(f"/v/{deal.verification_id}").status_code == 200
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(reading.calls.wardens, "start", None)
        assert "旧稿" in shown(app, deal, first)
        assert "真实：与登记的文件一致" in shown(app, deal, last)


def test_strangers_do_not_starve_members_nor_members_strangers(
    app: Flask, cast: Cast, deal: Proved, monkeypatch: pytest.MonkeyPatch
) -> None:
    for asker, places in slots.PLACES.items():
        monkeypatch.setitem(slots.PLACES, asker, places._replace(wait_seconds=0.05))
    stranger, member = app.test_client(), sign_in(app, db.session.merge(cast.workshop, load=False))
    askers = ((Asker.STRANGER, stranger), (Asker.MEMBER, member))
    for (full, shut_out), (_, let_in) in (askers, askers[::-1]):
        with reading.held(full):
            answers = [
                who.post(f"/v/{deal.verification_id}", data={"copy": (BytesIO(b"%PDF-1.7"), "copy.pdf")})
                for who in (shut_out, let_in)
            ]
        assert [answer.status_code for answer in answers] == [503, 200]
        assert answers[0].headers["Retry-After"] == "10"
        assert "您填的没有丢" in answers[0].get_data(as_text=True)
