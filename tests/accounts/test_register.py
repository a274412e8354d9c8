"""Registering an organisation, and its verification by an office."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from marketplace.accounts import actions, queries
from marketplace.accounts.models import Organisation, OrganisationKind, SigningIdentity, User
from marketplace.accounts.queries.sessions import user_by_email
from marketplace.kit import uscc
from marketplace.kit.db import db
from marketplace.kit.errors import NotAllowed, StepRefused
from marketplace.kit.jobs import Job
from marketplace.workflows import history
from marketplace.workflows.verification import VerificationState
from tests.cast import PASSWORD, Cast, make_organisation, make_user, sign_in

CODE = uscc.make("91", "210106", "MA0YANG1")
GOOD = {
    "name": "沈阳清样工具有限公司",
    "kind": "enterprise",
    "area_code": "210106",
    "industry": "C35",
    "legal_representative": "赵样例",
    "your_name": "钱样例",
    "email": "qian@example.org",
    "password": "quiet plum orbit",
    "agreed": "y",
}


def register(app: Flask, code: str = CODE, **changes: str) -> Any:
    return app.test_client().post(f"/register?uscc={code}", data=GOOD | changes)


def test_a_wrong_code_is_told_its_right_character(app: Flask) -> None:
    wrong = CODE[:17] + ("0" if CODE[17] != "0" else "1")
    answer = app.test_client().get(f"/register?uscc={wrong}")
    assert answer.status_code == 422
    page = answer.get_data(as_text=True)
    assert f"第 18 位应为 {CODE[17]}" in page
    assert wrong in page, "what was typed is still there"


def test_a_code_fills_in_kind_and_city(app: Flask) -> None:
    page = app.test_client().get(f"/register?uscc={CODE.lower()}").get_data(as_text=True)
    assert CODE in page
    assert '<option selected value="enterprise">' in page
    assert '<option selected value="210106">' in page
    assert "city_office" not in page, "offices do not register themselves"


def test_registering_signs_in_the_first_owner(app: Flask) -> None:
    client = app.test_client()
    answer = client.post(f"/register?uscc={CODE}", data=GOOD)
    assert answer.headers["Location"] == "/confirm?next=/organisation"
    assert client.get("/organisation").status_code == 200
    user = user_by_email("qian@example.org")
    assert user is not None
    assert user.organisation.uscc == CODE
    assert user.email_confirmed_at is None
    assert user.organisation.state is VerificationState.DRAFT
    assert len(user.roles) == 4
    assert [step.step for step in history.steps_of("verification", user.organisation_id)] == ["begin"]


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("name", "   ", "只有空格"),
        ("name", "沈阳\u202e司公", "U+202E"),
        ("name", "沈阳\u200b公司", "U+200B"),
        ("name", "Tоshiba 精工", "CYRILLIC"),
        ("name", "长" * 201, "最多 200"),
        ("email", "not an address", "name@example.cn"),
        ("password", "123456789012", "太常见"),
        ("password", "short", "至少 12"),
        ("agreed", "", "需本单位同意"),
        ("area_code", "", "请选一个"),
        ("phone", "call me", "电话只用"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_written(app: Flask, field: str, value: str, says: str) -> None:
    answer = register(app, **{field: value})
    assert answer.status_code == 422
    assert says in answer.get_data(as_text=True)
    assert db.session.scalar(select(User)) is None


@pytest.mark.parametrize(("field", "value"), [("kind", "city_office"), ("area_code", "999999"), ("industry", "Z9")])
def test_what_is_not_offered_cannot_be_chosen(app: Flask, field: str, value: str) -> None:
    assert register(app, **{field: value}).status_code == 422


def test_a_look_alike_name_may_be_confirmed(app: Flask) -> None:
    assert register(app, name="Tоshiba 精工", name_is_right="y").status_code == 303


def test_extra_fields_are_never_looked_at(app: Flask) -> None:
    register(app, state="verified", role_names="owner", organisation_id="1", uscc="91110000600037341L", sample="1")
    organisation = db.session.scalars(select(Organisation)).one()
    assert (organisation.state, organisation.uscc, organisation.sample) == (VerificationState.DRAFT, CODE, False)


def test_a_known_code_or_address_is_told(app: Flask, cast: Cast) -> None:
    known = cast.workshop.organisation.uscc or ""
    assert "已经注册过" in register(app, known, area_code="210100").get_data(as_text=True)
    assert "已经有账户" in register(app, email="Workshop@Example.org").get_data(as_text=True)


def test_a_text_is_printed_as_it_was_typed(app: Flask) -> None:
    client = app.test_client()
    client.post(f"/register?uscc={CODE}", data=GOOD | {"name": "{{ 7*7 }}<img src=x>%(x)s"})
    page = client.get("/organisation").get_data(as_text=True)
    assert "{{ 7*7 }}&lt;img src=x&gt;%(x)s" in page


def test_the_way_to_verified(app: Flask, cast: Cast) -> None:
    client = app.test_client()
    client.post(f"/register?uscc={CODE}", data=GOOD)
    user = user_by_email("qian@example.org")
    assert user is not None
    user.email_confirmed_at = user.created_at
    db.session.commit()
    assert client.post("/organisation/submit").status_code == 303
    number = user.organisation_id
    office = sign_in(app, cast.office)
    assert GOOD["name"] in office.get("/organisations").get_data(as_text=True)
    assert office.post(f"/organisations/{number}/return", data={"reason": " "}).status_code == 422
    returned = office.post(f"/organisations/{number}/return", data={"reason": "法定代表人与执照不符"})
    assert returned.status_code == 303
    assert "法定代表人与执照不符" in client.get("/organisation").get_data(as_text=True)
    edited = GOOD | {"legal_representative": "孙样例"}  # the password in it is asked for with the contact
    for address, status in (("qian", 422), ("qian@example.org", 303), ("", 303)):
        assert client.post("/organisation/edit", data=edited | {"contact_email": address}).status_code == status
    client.post("/organisation/submit")
    assert office.post(f"/organisations/{number}/verify").status_code == 303
    assert office.post(f"/organisations/{number}/verify").status_code == 409
    organisation = db.session.get_one(Organisation, number)
    assert organisation.is_verified
    assert db.session.scalar(select(SigningIdentity).where(SigningIdentity.organisation_id == number)) is not None
    letters = [job.payload["subject"] for job in db.session.scalars(select(Job).where(Job.kind == "mail"))]
    changed = "贵单位的联系方式或收款账户有变更"
    assert letters == [
        "确认邮箱的六位数字",
        "知识产权局退回了贵单位的资料",
        changed,
        changed,
        "贵单位已通过核验",
    ]
    steps = [step.step for step in history.steps_of("verification", number)]
    assert steps == ["begin", "submit", "return", "submit", "verify"]
    assert not list(history.verify("verification", number))


def test_what_an_office_has_checked_stays_fixed(app: Flask, cast: Cast) -> None:
    client = sign_in(app, cast.workshop)
    answer = client.post(
        "/organisation/edit", data={"name": "别的名字", "contact_email": "new@example.org", "password": PASSWORD}
    )
    assert answer.status_code == 303
    organisation = db.session.get_one(Organisation, cast.workshop.organisation_id)
    assert organisation.name == "沈阳晨犁精工有限公司"
    assert organisation.contact_email == "new@example.org"
    with pytest.raises(StepRefused):
        actions.edit(organisation, {"name": "别的名字"}, by=cast.workshop)


def test_papers_that_lack_something_are_not_sent(app: Flask, cast: Cast) -> None:
    organisation = make_organisation("缺件样例有限公司", OrganisationKind.ENTERPRISE, "10000009", verified=False)
    organisation.legal_representative = ""
    user = make_user(organisation, "lacks@example.org")
    db.session.commit()
    answer = sign_in(app, user).post("/organisation/submit")
    assert answer.status_code == 409
    assert "法定代表人" in answer.get_data(as_text=True)


def test_a_provincial_office_looks_where_a_city_office_verifies(app: Flask, cast: Cast) -> None:
    province = make_organisation("样例省知识产权局", OrganisationKind.PROVINCIAL_OFFICE, "10000008", area="210000")
    official = make_user(province, "province@example.org")
    here = make_organisation("沈阳待审样例", OrganisationKind.ENTERPRISE, "10000011", verified=False)
    there = make_organisation("福州待审样例", OrganisationKind.ENTERPRISE, "10000012", verified=False, area="350100")
    here.state = there.state = VerificationState.SUBMITTED
    db.session.commit()
    assert queries.organisation(here.id, official) is here
    with pytest.raises(NotAllowed):
        actions.verify(here, by=official)
    actions.verify(there, by=official)
    assert there.is_verified


def test_size_is_computed_and_kept_by_year(app: Flask, cast: Cast) -> None:
    client = sign_in(app, cast.workshop)
    missing = client.post("/organisation/size", data={"year": "2025", "employees": "25"})
    assert missing.status_code == 422
    for people, revenue in (("２５", "3,000,000"), ("300", "20000000")):
        data = {"year": "2025", "employees": people, "revenue": revenue}
        assert client.post("/organisation/size", data=data).status_code == 303
    organisation = db.session.get_one(Organisation, cast.workshop.organisation_id)
    assert [(row.year, row.employees, str(row.size)) for row in organisation.size_by_year] == [(2025, 300, "medium")]
    assert client.post("/organisation/size", data={"year": "2025", "employees": "1e3"}).status_code == 422
    assert client.post("/organisation/size", data={"year": "2025", "revenue": "sNaN"}).status_code == 422
