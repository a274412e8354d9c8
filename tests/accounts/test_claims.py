"""A code or a name that somebody else holds: claimed with a paper, decided by the office."""

from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from marketplace.accounts import actions
from marketplace.accounts.actions.claims import check_paper
from marketplace.accounts.models import Organisation, OrganisationKind, SigningIdentity
from marketplace.accounts.queries.organisations import rivals
from marketplace.accounts.queries.sessions import user_by_email
from marketplace.kit.db import db
from marketplace.kit.errors import StepRefused
from marketplace.kit.jobs import Job
from marketplace.kit.scans import sample_scan
from marketplace.workflows import history
from marketplace.workflows.verification import VerificationState
from tests.accounts.test_register import CODE, GOOD
from tests.cast import Cast, make_organisation, make_user, sign_in

PAPER = sample_scan("营业执照")
FIRST = GOOD | {"email": "squatter@example.org", "name": "沈阳抢注样例有限公司"}


def newcomer(app: Flask, **given: str) -> FlaskClient:
    """Registers, and has the address confirmed."""
    client = app.test_client()
    answer = client.post(f"/register?uscc={CODE}", data=GOOD | given)
    assert answer.status_code == 303, answer.get_data(as_text=True)
    user = user_by_email(given.get("email", GOOD["email"]))
    assert user is not None
    user.email_confirmed_at = user.created_at
    db.session.commit()
    return client


def organisation_of(email: str) -> Organisation:
    user = user_by_email(email)
    assert user is not None
    return user.organisation


def send_paper(client: FlaskClient, content: bytes = PAPER, name: str = "营业执照.png", **more: str) -> Any:
    return client.post("/organisation/claim", data={"paper": (BytesIO(content), name), **more})


def letters(to: str) -> list[str]:
    jobs = db.session.scalars(select(Job).where(Job.kind == "mail"))
    return [job.payload["text"] for job in jobs if job.payload["to"] == to]


@pytest.fixture
def squatter(app: Flask, cast: Cast) -> FlaskClient:
    """Who typed the code first."""
    return newcomer(app, **FIRST)


def test_the_firm_itself_registers_sends_its_licence_and_gets_its_code(
    app: Flask, cast: Cast, squatter: FlaskClient
) -> None:
    refused = app.test_client().post(f"/register?uscc={CODE}", data=GOOD)
    assert refused.status_code == 422
    page = refused.get_data(as_text=True)
    assert "已有人登记" in page
    assert 'name="claims"' in page, "and the way on stands beside it"
    firm = newcomer(app, claims="y")
    assert 'name="uscc"' not in firm.get("/organisation/claim").get_data(as_text=True), "it is claimed already"
    claimant, holder = organisation_of(GOOD["email"]), organisation_of(FIRST["email"])
    assert (claimant.uscc, claimant.claimed_uscc, holder.uscc) == (None, CODE, CODE)
    without = firm.post("/organisation/submit")
    assert without.status_code == 409
    assert "/organisation/claim" in without.get_data(as_text=True)
    assert send_paper(firm).status_code == 303
    assert firm.post("/organisation/submit").status_code == 303
    squatter.post("/organisation/submit")
    office = sign_in(app, cast.office)
    desk = office.get(f"/organisations/{claimant.id}").get_data(as_text=True)
    assert "Words(" not in desk
    assert FIRST["name"] in desk
    assert GOOD["name"] in desk
    assert office.get(f"/organisations/{claimant.id}/paper").mimetype == "image/png"
    assert office.post(f"/organisations/{claimant.id}/verify").status_code == 303
    claimant, holder = db.session.get_one(Organisation, claimant.id), db.session.get_one(Organisation, holder.id)
    assert (claimant.uscc, claimant.claimed_uscc, claimant.state) == (CODE, "", VerificationState.VERIFIED)
    assert (holder.uscc, holder.state) == (None, VerificationState.RETURNED)
    assert CODE in letters(FIRST["email"])[-1]
    step = history.steps_of("verification", claimant.id)[-1]
    assert step.facts["rivals"] == [holder.id]
    assert step.facts["claim_paper"] == claimant.claim_paper
    assert [one.step for one in history.steps_of("verification", holder.id)] == ["begin", "submit", "return"]


def test_the_office_may_hold_with_the_one_who_has_it(app: Flask, cast: Cast, squatter: FlaskClient) -> None:
    firm = newcomer(app, claims="y")
    assert 'name="uscc"' not in firm.get("/organisation/claim").get_data(as_text=True), "it is claimed already"
    send_paper(firm)
    firm.post("/organisation/submit")
    claimant = organisation_of(GOOD["email"])
    office = sign_in(app, cast.office)
    returned = office.post(f"/organisations/{claimant.id}/return", data={"reason": "扫描件不是营业执照"})
    assert returned.status_code == 303
    squatter.post("/organisation/submit")
    holder = organisation_of(FIRST["email"])
    assert office.post(f"/organisations/{holder.id}/verify").status_code == 303
    assert db.session.get_one(Organisation, holder.id).uscc == CODE
    assert db.session.get_one(Organisation, claimant.id).uscc is None
    assert "扫描件不是营业执照" in letters(GOOD["email"])[-1]


def test_a_holder_who_never_asked_to_be_verified_lets_go_too(app: Flask, cast: Cast, squatter: FlaskClient) -> None:
    firm = newcomer(app, claims="y")
    assert 'name="uscc"' not in firm.get("/organisation/claim").get_data(as_text=True), "it is claimed already"
    send_paper(firm)
    firm.post("/organisation/submit")
    claimant, holder = organisation_of(GOOD["email"]).id, organisation_of(FIRST["email"]).id
    assert sign_in(app, cast.office).post(f"/organisations/{claimant}/verify").status_code == 303
    assert db.session.get_one(Organisation, claimant).uscc == CODE
    assert (db.session.get_one(Organisation, holder).uscc, db.session.get_one(Organisation, holder).state) == (
        None,
        VerificationState.DRAFT,
    )
    assert CODE in letters(FIRST["email"])[-1]


def test_a_verified_holders_code_is_not_claimed_on_a_page(app: Flask, cast: Cast) -> None:
    known = cast.workshop.organisation.uscc or ""
    answer = app.test_client().post(f"/register?uscc={known}", data=GOOD | {"area_code": "210100", "claims": "y"})
    assert answer.status_code == 422
    assert "已经注册过" in answer.get_data(as_text=True)


@pytest.mark.parametrize("name", ["沈阳晨犁精工有限公司", "  沈阳晨犁精工有限公司　"])
def test_the_very_name_of_a_verified_organisation_is_only_claimed(app: Flask, cast: Cast, name: str) -> None:
    refused = app.test_client().post(f"/register?uscc={CODE}", data=GOOD | {"name": name})
    assert refused.status_code == 422
    assert "就是这个名称" in refused.get_data(as_text=True)
    firm = newcomer(app, name=name, claims="y")
    claimant = organisation_of(GOOD["email"])
    assert claimant.uscc == CODE, "the code is free, only the name is not"
    assert rivals(claimant) == [cast.workshop.organisation]
    assert firm.post("/organisation/submit").status_code == 409
    send_paper(firm)
    firm.post("/organisation/submit")
    holder_id = cast.workshop.organisation_id
    assert sign_in(app, cast.office).post(f"/organisations/{claimant.id}/verify").status_code == 303
    holder = db.session.get_one(Organisation, holder_id)
    assert (holder.state, holder.uscc is not None) == (VerificationState.RETURNED, True)
    assert db.session.scalar(select(SigningIdentity).where(SigningIdentity.organisation_id == holder_id)) is None
    assert "单位名称" in letters("workshop@example.org")[-1]


def test_a_name_taken_in_the_meantime_needs_a_paper_too(app: Flask, cast: Cast) -> None:
    late = make_organisation(cast.workshop.organisation.name, OrganisationKind.ENTERPRISE, "10000031", verified=False)
    late.state = VerificationState.SUBMITTED
    db.session.commit()
    with pytest.raises(StepRefused, match="证照"):
        actions.verify(late, by=cast.office)
    assert not late.is_verified


def test_people_share_names(app: Flask, cast: Cast) -> None:
    for serial in ("10000041", "10000042"):
        person = make_organisation("张伟", OrganisationKind.PERSON, serial)
        check_paper(person)
    db.session.commit()


def test_the_database_holds_one_verified_holder_of_a_name(app: Flask, cast: Cast) -> None:
    with pytest.raises(IntegrityError):
        make_organisation(cast.workshop.organisation.name.upper(), OrganisationKind.ENTERPRISE, "10000051")
    db.session.rollback()


def test_who_lost_a_code_enters_the_right_one(app: Flask, cast: Cast) -> None:
    organisation = make_organisation("缺码样例有限公司", OrganisationKind.ENTERPRISE, "10000061", verified=False)
    organisation.uscc, organisation.state = None, VerificationState.RETURNED
    user = make_user(organisation, "lost@example.org")
    db.session.commit()
    client = sign_in(app, user)
    assert "填信用代码" in client.get("/organisation").get_data(as_text=True)
    assert client.post("/organisation/submit").status_code == 409
    known = cast.workshop.organisation.uscc or ""
    assert client.post("/organisation/claim", data={"uscc": known}).status_code == 422
    assert client.post("/organisation/claim", data={"uscc": CODE}).status_code == 303
    assert client.post("/organisation/submit").status_code == 303
    assert db.session.get_one(Organisation, user.organisation_id).uscc == CODE


@pytest.mark.parametrize(
    ("content", "name"), [(b"", "a.pdf"), (b"MZ not a paper", "a.pdf"), (b"<svg/>", "a.svg"), (PAPER, "paper.pdf")]
)
def test_what_is_no_paper_is_refused_at_its_field(
    app: Flask, cast: Cast, squatter: FlaskClient, content: bytes, name: str
) -> None:
    answer = send_paper(squatter, content, name)
    assert answer.status_code == 422
    assert 'id="paper-error"' in answer.get_data(as_text=True)
    assert organisation_of(FIRST["email"]).claim_paper is None


def test_the_paper_is_for_its_own_people_and_their_office(app: Flask, cast: Cast, squatter: FlaskClient) -> None:
    assert send_paper(squatter).status_code == 303
    number = organisation_of(FIRST["email"]).id
    address = f"/organisations/{number}/paper"
    assert squatter.get(address).status_code == 200
    assert sign_in(app, cast.office).get(address).status_code == 200
    assert sign_in(app, cast.workshop).get(address).status_code == 404
    assert app.test_client().get(address).status_code == 303


def test_what_is_verified_sends_no_further_paper(app: Flask, cast: Cast) -> None:
    assert send_paper(sign_in(app, cast.workshop)).status_code == 409


def test_an_office_does_not_depose_whom_the_office_of_another_area_has_verified(app: Flask, cast: Cast) -> None:
    elsewhere = make_organisation("大连远方样例机械有限公司", OrganisationKind.ENTERPRISE, "99887766", area="210202")
    db.session.commit()
    firm = newcomer(app, name=elsewhere.name, claims="y")
    assert send_paper(firm).status_code == 303
    assert firm.post("/organisation/submit").status_code == 303
    claimant = organisation_of(GOOD["email"])
    with pytest.raises(StepRefused) as refusal:
        actions.verify(claimant, by=cast.office)
    assert refusal.value.code == "VERIFIED_ELSEWHERE"
    db.session.rollback()
    assert elsewhere.is_verified
