"""The files of a deal: told apart by title and name, nothing left blank on what nobody seals."""

from io import BytesIO
from urllib.parse import unquote

import pypdf
import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_babel import refresh

from marketplace.contracts.models import Deal
from marketplace.kit import clock, jobs
from marketplace.kit.db import db
from marketplace.listings.rules.channel import Channel
from tests.cast import Cast, sign_in
from tests.contracts.test_pages import accept
from tests.makers import FREE, make_listing


@pytest.fixture
def client(app: Flask, cast: Cast) -> FlaskClient:
    """The licensee of a free open licence: notice and confirmation are printed, each twice."""
    number = make_listing(cast.university.organisation, Channel.STATUTORY, FREE).number
    db.session.commit()
    browser = sign_in(app, cast.workshop)
    accept(browser, number, products="轴套", starts_on=clock.today().isoformat())
    jobs.drain()
    return browser


def files(browser: FlaskClient) -> dict[str, pypdf.PdfReader]:
    """Name under which it is saved → the file."""
    addresses = [f"/documents/{document.public_id}" for document in db.session.query(Deal).one().documents]
    answers = [browser.get(address) for address in addresses]
    told = [answer.headers["Content-Disposition"] for answer in answers]
    assert len({one.partition("filename=")[2].partition(";")[0] for one in told}) == len(told), "in ASCII too"
    names = [unquote(one.partition("UTF-8''")[2]) for one in told]
    return {name: pypdf.PdfReader(BytesIO(answer.data)) for name, answer in zip(names, answers, strict=True)}


def test_each_file_has_a_name_of_its_own_in_the_readers_language(client: FlaskClient) -> None:
    number = db.session.query(Deal).one().number
    assert set(files(client)) == {
        f"{number} {title}.pdf"
        for title in (
            "专利开放许可实施通知（中文）",
            "专利开放许可实施通知（英文）",
            "开放许可实施确认书（中文）",
            "开放许可实施确认书（英文）",
        )
    }
    client.get("/language/en?next=/")
    refresh()  # the language is chosen once a context, and the test's context outlives a request
    assert f"{number} Written notice, Chinese.pdf" in files(client)


def test_each_file_has_a_title_of_its_own(client: FlaskClient) -> None:
    titles = {str(paper.metadata.title) for paper in files(client).values() if paper.metadata}
    number = db.session.query(Deal).one().number
    assert titles == {
        f"专利开放许可实施通知 {number}（中文，以此为准）",
        f"Notice of Taking Up a Patent Open Licence {number} (English, for reading)",
        f"专利开放许可实施确认书 {number}（中文，以此为准）",
        f"Confirmation of a Patent Open Licence {number} (English, for reading)",
    }


def test_the_page_names_the_editions_apart(client: FlaskClient) -> None:
    page = client.get(f"/deals/{db.session.query(Deal).one().number}").get_data(as_text=True)
    assert page.count(">专利开放许可实施通知（中文）<") == 1
    assert page.count(">专利开放许可实施通知（英文）<") == 1


def test_a_confirmation_has_no_room_for_seals_that_nobody_sets(client: FlaskClient) -> None:
    papers = {name: "".join(page.extract_text() for page in paper.pages) for name, paper in files(client).items()}
    confirmation = next(text for name, text in papers.items() if "确认书（中文）" in name)
    assert "生效不以签章为条件" in "".join(confirmation.split())
    assert "签字：" not in confirmation
    assert "签署日期" not in confirmation
    notice = next(text for name, text in papers.items() if "通知（中文）" in name)
    assert "到达不以盖章为条件" in "".join(notice.split())
    assert "以电子签名所载时间为准" not in notice
