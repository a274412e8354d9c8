"""What contracts are made of: who changes it types the password again, leaves a trace, and every owner hears of it."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from marketplace.accounts import actions
from marketplace.accounts.models import Organisation, OrganisationSize
from marketplace.accounts.rules.details import NAMES, WEIGHTY, masked
from marketplace.accounts.rules.size import Figures
from marketplace.contracts import actions as deals
from marketplace.contracts.models import Deal
from marketplace.kit.db import db
from marketplace.kit.errors import RuleBroken
from marketplace.kit.jobs import Job
from marketplace.workflows import history
from marketplace.workflows.parties import Role
from tests.cast import PASSWORD, Cast, make_user, sign_in
from tests.makers import make_listing

NEW = {
    "contact_name": "赵样例",
    "contact_phone": "024-0000-1234",
    "contact_email": "new@example.org",
    "bank_name": "另一样例银行",
    "bank_account": "6222000000001111",
}


@pytest.fixture
def client(app: Flask, cast: Cast) -> FlaskClient:
    make_user(cast.workshop.organisation, "partner@example.org", frozenset({Role.OWNER})).language = "en"
    make_user(cast.workshop.organisation, "clerk@example.org", frozenset({Role.CLERK}))
    db.session.commit()
    return sign_in(app, cast.workshop)


def workshop(cast: Cast) -> Organisation:
    db.session.rollback()
    return db.session.get_one(Organisation, cast.workshop.organisation_id)


def letters() -> Iterator[dict[str, Any]]:
    for job in db.session.query(Job).filter(Job.kind == "mail").order_by(Job.key):
        yield job.payload


@pytest.mark.parametrize(("name", "value"), sorted(NEW.items()))
def test_each_of_them_asks_for_the_password_and_keeps_what_was_typed(
    client: FlaskClient, cast: Cast, name: str, value: str
) -> None:
    before = getattr(cast.workshop.organisation, name)
    refused = client.post("/organisation/edit", data={name: value})
    assert refused.status_code == 422
    assert "要再输一次密码" in refused.text
    assert f'value="{value}"' in refused.text
    assert getattr(workshop(cast), name) == before
    assert client.post("/organisation/edit", data={name: value, "password": "wrong"}).status_code == 422
    assert getattr(workshop(cast), name) == before
    assert client.post("/organisation/edit", data={name: value, "password": PASSWORD}).status_code == 303
    assert getattr(workshop(cast), name) == value


def test_nothing_changed_asks_for_nothing(client: FlaskClient, cast: Cast) -> None:
    assert client.post("/organisation/edit", data={"bank_name": "样例银行"}).status_code == 303
    assert not history.steps_of("details", cast.workshop.organisation_id)
    assert not list(letters())


def test_a_password_typed_a_moment_ago_is_not_asked_for_again(client: FlaskClient, cast: Cast) -> None:
    assert client.post("/organisation/edit", data=NEW | {"password": PASSWORD}).status_code == 303
    assert 'name="password"' not in client.get("/organisation/edit").text
    assert client.post("/organisation/edit", data={"bank_name": "第三样例银行"}).status_code == 303


def test_the_history_says_who_changed_what_and_shows_no_whole_account(client: FlaskClient, cast: Cast) -> None:
    client.post("/organisation/edit", data=NEW | {"password": PASSWORD})
    (taken,) = history.steps_of("details", cast.workshop.organisation_id)
    assert (taken.step, taken.actor_id, taken.organisation_id) == (
        "change_details",
        cast.workshop.id,
        cast.workshop.organisation_id,
    )
    assert taken.facts["shown"]["bank_account"] == ["**** 0000", "**** 1111"]
    assert taken.facts["shown"]["contact_email"][1] == "n***@example.org"
    assert set(taken.facts["sealed"]) == set(NEW)
    assert NEW["bank_account"] not in str(taken.facts)
    assert NEW["contact_phone"] not in str(taken.facts)
    assert not list(history.verify("details", cast.workshop.organisation_id))
    page = client.get("/organisation").text
    assert "**** 0000 → **** 1111" in page
    assert NEW["bank_account"] not in page


def test_every_owner_gets_a_letter_in_their_language_and_nobody_else(
    client: FlaskClient, cast: Cast, app: Flask
) -> None:
    client.post("/organisation/edit", data=NEW | {"password": PASSWORD})
    written = {letter["to"]: letter for letter in letters()}
    assert set(written) == {"workshop@example.org", "partner@example.org"}
    for text in (written["workshop@example.org"]["text"], written["partner@example.org"]["text"]):
        assert "**** 0000 → **** 1111" in text
        assert NEW["bank_account"] not in text
        assert cast.workshop.name in text
        assert app.config["SETTINGS"].help_phone in text
    assert "收款账户有变更" in written["workshop@example.org"]["subject"]
    assert "was changed" in written["partner@example.org"]["subject"]


def test_too_many_wrong_passwords_keep_what_was_typed(app: Flask, client: FlaskClient, cast: Cast) -> None:
    for _ in range(app.config["SETTINGS"].limit_failures_of_session):
        client.post("/organisation/edit", data=NEW | {"password": "wrong"})
    answer = client.post("/organisation/edit", data=NEW | {"password": PASSWORD})
    assert answer.status_code == 429
    assert f'value="{NEW["bank_account"]}"' in answer.text


def test_an_action_without_a_fresh_password_changes_nothing(app: Flask, cast: Cast) -> None:
    with pytest.raises(RuleBroken) as refusal:
        actions.edit(cast.workshop.organisation, {"bank_account": "6222000000001111"}, by=cast.workshop)
    assert (refusal.value.code, refusal.value.field) == ("PASSWORD_AGAIN", "password")


def test_a_deal_that_has_begun_keeps_the_account_it_was_made_with(client: FlaskClient, cast: Cast) -> None:
    listing = make_listing(cast.university.organisation)
    deal_id = deals.accept(listing.id, by=cast.workshop, seen_hash=listing.versions[-1].terms_hash).id
    db.session.commit()
    client.post("/organisation/edit", data=NEW | {"password": PASSWORD})
    assert db.session.get_one(Deal, deal_id).terms["licensee"]["account"] == "6200000000000000"


def test_a_second_size_of_a_year_counts_and_the_first_stays(client: FlaskClient, cast: Cast) -> None:
    large, small = {"employees": "5000", "revenue": "900000000"}, {"employees": "40", "revenue": "3000000"}
    for figures in (large, small, small):
        assert client.post("/organisation/size", data={"year": "2025"} | figures).status_code == 303
    rows = db.session.query(OrganisationSize).filter_by(organisation_id=cast.workshop.organisation_id)
    kept = [(row.employees, str(row.size), row.recorded_by_id) for row in rows.order_by(OrganisationSize.id)]
    assert kept == [(40, "small", None), (5000, "large", cast.workshop.id), (40, "small", cast.workshop.id)]
    assert workshop(cast).is_small
    assert len(workshop(cast).size_by_year) == 1
    chain = history.steps_of("details", cast.workshop.organisation_id)
    assert [taken.facts["size"] for taken in chain] == [["small", "large"], ["large", "small"]]
    assert "大型企业 → 小型企业" in client.get("/organisation").text


def test_the_same_figures_again_are_no_new_entry(app: Flask, cast: Cast) -> None:
    figures = Figures(40, 300_000_000, None)
    first = actions.record_size(cast.university.organisation, 2025, figures, by=cast.university)
    assert actions.record_size(cast.university.organisation, 2025, figures, by=cast.university) is first


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("bank_account", "6222000000001111", "**** 1111"),
        ("bank_account", "123456", "****"),
        ("bank_account", "", ""),
        ("contact_phone", "024-0000-1234", "**** 1234"),
        ("contact_email", "qian@example.org", "q***@example.org"),
        ("contact_email", "", ""),
        ("bank_name", "样例银行", "样例银行"),
    ],
)
def test_how_much_of_a_detail_is_shown(name: str, value: str, shown: str) -> None:
    assert masked(name, value) == shown


def test_each_weighty_detail_has_a_name() -> None:
    assert set(NAMES) >= WEIGHTY
