"""Two officials with the same page open: the second is told what the first did, and nothing more is done."""

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_babel import refresh

from marketplace.accounts.models import Organisation, OrganisationKind
from marketplace.kit.db import db
from marketplace.workflows import history
from marketplace.workflows.listing_states import ListingState
from marketplace.workflows.verification import VerificationState
from tests.cast import Cast, make_organisation, make_user, sign_in
from tests.makers import make_listing

SEEN = re.compile(r'name="seen" value="(\d+)"')


@pytest.fixture
def officials(app: Flask, cast: Cast) -> tuple[FlaskClient, FlaskClient]:
    second = make_user(cast.office.organisation, "colleague@example.org")
    db.session.commit()
    return sign_in(app, cast.office), sign_in(app, second)


@pytest.fixture
def waiting(cast: Cast) -> Organisation:
    found = make_organisation("沈阳待审样例", OrganisationKind.ENTERPRISE, "10000011", verified=False)
    found.state = VerificationState.SUBMITTED
    make_user(found, "waiting@example.org")
    db.session.commit()
    return found


def seen(client: FlaskClient, address: str) -> str:
    found = SEEN.search(client.get(address).text)
    assert found is not None, f"{address} carries no version"
    return found[1]


def steps(kind: str, number: int) -> list[str]:
    return [taken.step for taken in history.steps_of(kind, number)]


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_verify_against_return(officials: Any, waiting: Organisation, cast: Cast, language: str) -> None:
    first, second = officials
    second.set_cookie("language", language)
    refresh()  # the language is remembered as long as the test's application context lives
    place = f"/organisations/{waiting.id}"
    typed = {"reason": "法定代表人与执照不符", "seen": seen(second, f"{place}/return")}
    assert first.post(f"{place}/verify", data={"seen": seen(first, place)}).status_code == 303
    answer = second.post(f"{place}/return", data=typed)
    assert answer.status_code == 409
    assert cast.office.name in answer.text
    assert ("took “Verify it”" if language == "en" else "办了「核验通过」") in answer.text
    assert typed["reason"] in answer.text
    assert steps("verification", waiting.id) == ["verify"]
    assert db.session.get_one(Organisation, waiting.id).is_verified
    again = typed | {"seen": str(SEEN.search(answer.text)[1])}  # type: ignore[index]
    assert second.post(f"{place}/return", data=again).status_code == 303


def test_return_against_verify(officials: Any, waiting: Organisation, cast: Cast) -> None:
    first, second = officials
    place = f"/organisations/{waiting.id}"
    late = seen(second, place)
    first.post(f"{place}/return", data={"reason": "缺件", "seen": seen(first, f"{place}/return")})
    answer = second.post(f"{place}/verify", data={"seen": late})
    assert answer.status_code == 409
    assert cast.office.name in answer.text
    assert f'href="{place}"' in answer.text
    assert steps("verification", waiting.id) == ["return"]


@pytest.mark.parametrize("odd", ["", "-1", "x", "٣", "9" * 40])
def test_an_odd_version_is_an_old_one(officials: Any, waiting: Organisation, odd: str) -> None:
    assert officials[0].post(f"/organisations/{waiting.id}/verify", data={"seen": odd}).status_code == 409
    assert not steps("verification", waiting.id)


def _in_check(cast: Cast, state: ListingState) -> str:
    listing = make_listing(cast.university.organisation, state=state)
    db.session.commit()
    return listing.number


def test_the_steps_of_a_listing_too(officials: Any, cast: Cast) -> None:
    first, second = officials
    place = f"/listings/{_in_check(cast, ListingState.CITY_CHECK)}"
    late = seen(second, f"{place}/return")
    assert (
        first.post(f"{place}/manage", data={"step": "pass_on", "seen": seen(first, f"{place}/manage")}).status_code
        == 303
    )
    answer = second.post(f"{place}/return", data={"reason": "价格不清", "seen": late})
    assert answer.status_code == 409
    assert cast.office.name in answer.text
    stale = second.post(f"{place}/manage", data={"step": "pass_on", "seen": late})
    assert stale.status_code == 409
    assert cast.office.name in stale.text


def test_a_step_that_is_open_all_the_same_keeps_what_was_typed(officials: Any, cast: Cast) -> None:
    first, second = officials
    place = f"/listings/{_in_check(cast, ListingState.CITY_CHECK)}"
    late = seen(second, f"{place}/return")
    first.post(f"{place}/pass_on", data={"seen": late})
    answer = second.post(f"{place}/return", data={"reason": "价格不清，请写明计算基数", "seen": late})
    assert answer.status_code == 409
    assert "价格不清，请写明计算基数" in answer.text
    assert SEEN.search(answer.text)[1] != late  # type: ignore[index]
