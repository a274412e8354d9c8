"""A deal whose paper cannot be made alarms both parties, on its page and by letter."""

import pytest
from flask import Flask
from flask_babel import refresh

from marketplace.contracts import actions
from marketplace.contracts.models import Deal
from marketplace.kit import clock, jobs
from marketplace.kit.db import db
from marketplace.kit.jobs import alone, running
from marketplace.kit.jobs.alone import Fate
from tests.cast import Cast, sign_in
from tests.makers import make_listing


@pytest.fixture
def deal(cast: Cast) -> Deal:
    listing = make_listing(cast.university.organisation)
    deal = actions.accept(listing.id, by=cast.workshop, seen_hash=listing.versions[-1].terms_hash)
    db.session.commit()
    return deal


def set_aside(app: Flask, key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two processes die with the job in flight, then the one that carries it alone."""
    monkeypatch.setitem(app.config, "JOBS_ALONE", ["nobody starts this"])
    monkeypatch.setattr(alone, "carry", lambda _command, _key: Fate.DIED)
    for _ in range(running.MOST_CRASHES):
        running._claim(key, None)
    assert jobs.run(key)


def letters() -> dict[str, str]:
    found = db.session.query(jobs.Job).filter(jobs.Job.kind == "mail", jobs.Job.key.like("%_pdf:%"))
    return {job.payload["to"]: f"{job.payload['subject']}\n{job.payload['text']}" for job in found}


def test_both_parties_owners_get_a_letter_that_says_whom_to_call(
    app: Flask, cast: Cast, deal: Deal, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = deal.number
    set_aside(app, f"contract_pdf:{deal.id}", monkeypatch)
    written = letters()
    assert set(written) == {"workshop@example.org", "university@example.org"}
    for text in written.values():
        assert number in text
        assert "没能生成" in text
        assert app.config["SETTINGS"].help_phone in text


@pytest.mark.parametrize(
    ("language", "told"), [("zh_CN", "有一份文件没能生成"), ("en", "A document could not be made")]
)
def test_the_page_of_the_deal_says_so_until_somebody_takes_it_up(
    app: Flask, cast: Cast, deal: Deal, monkeypatch: pytest.MonkeyPatch, language: str, told: str
) -> None:
    address, key = f"/deals/{deal.number}", f"contract_pdf:{deal.id}"
    client = sign_in(app, cast.university)
    client.set_cookie("language", language)
    refresh()  # the language is remembered as long as the test's application context lives
    assert told not in client.get(address).get_data(as_text=True)
    set_aside(app, key, monkeypatch)
    page = client.get(address).get_data(as_text=True)
    assert told in page
    assert app.config["SETTINGS"].help_phone in page
    app.test_cli_runner().invoke(args=["jobs", "retry", key])
    assert told not in client.get(address).get_data(as_text=True)


def test_a_contract_outlives_a_dozen_deaths_of_its_printer_process(app: Flask, deal: Deal) -> None:
    key = f"contract_pdf:{deal.id}"
    for _ in range(running.MOST_ATTEMPTS):
        running._claim(key, None)
    assert jobs.run(key, strict=True)
    assert db.session.get_one(jobs.Job, key).status is jobs.JobState.DONE
    assert not letters()


def test_an_alarm_that_rings_again_is_another_letter(app: Flask, deal: Deal) -> None:
    key = f"contract_pdf:{deal.id}"
    actions.alarm(deal, key)
    with clock.at(clock.now().replace(year=clock.now().year + 1)):
        actions.alarm(deal, key)
    assert db.session.query(jobs.Job).filter(jobs.Job.kind == "mail", jobs.Job.key.like("%_pdf:%")).count() == 4
