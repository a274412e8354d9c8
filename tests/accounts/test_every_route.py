"""Every address × everybody: the permission table is whole, and the door keeps to it."""

import tempfile
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from marketplace.accounts import actions
from marketplace.accounts.queries.sessions import SEEN, real_now
from marketplace.accounts.rules.access import ACCESS, GROUPS, WRITES, Need, need_for, satisfies
from marketplace.app import create_app
from marketplace.kit.db import db
from marketplace.workflows.parties import Role
from tests.cast import Cast, make_user
from tests.conftest import make_settings
from tests.samples import SAMPLES

ANONYMOUS = "anonymous"
PERSONS: dict[str, frozenset[Role]] = {
    ANONYMOUS: frozenset(),
    "no role": frozenset(),
    "reader": frozenset({Role.READER}),
    "clerk": frozenset({Role.CLERK}),
    "signatory": frozenset({Role.SIGNATORY}),
    "owner": frozenset({Role.OWNER}),
    "office reader": frozenset({Role.READER}),
    "office clerk": frozenset({Role.CLERK}),
}
# Addresses that answer 403 or 404 to people who pass the door, each with its reason.
BEYOND_THE_DOOR = {"readyz", "csp_report"}


def all_rules() -> list[Rule]:
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(make_settings(Path(folder), f"sqlite:///{folder}/none.db"))
    return sorted(app.url_map.iter_rules(), key=lambda rule: (rule.endpoint, rule.rule))


RULES = all_rules()
CASES = [
    pytest.param(rule, method, id=f"{method} {rule.rule}")
    for rule in RULES
    for method in sorted((rule.methods or set()) & {"GET", "POST"})
]


def browser_of(app: Flask, cast: Cast, person: str) -> FlaskClient:
    """A signed-in browser, without the cost of the sign-in page."""
    client = app.test_client()
    if person == ANONYMOUS:
        return client
    organisation = (cast.office if person.startswith("office") else cast.university).organisation
    user = make_user(organisation, f"{person.replace(' ', '-')}@example.org", PERSONS[person])
    token = actions.open_session(user)
    db.session.commit()
    with client.session_transaction() as cookie:
        cookie["_user_id"], cookie[SEEN] = token, int(real_now().timestamp())
    return client


def arguments(rule: Rule, cast: Cast, own: bool) -> dict[str, object] | None:
    """Sample arguments; None when there are none to try."""
    if not rule.arguments:
        return {} if own else None
    sample = SAMPLES.get(rule.endpoint)
    return sample(cast, own) if sample else None


def nothing_there(rule: Rule) -> dict[str, object]:
    """Arguments of an object that does not exist: the door asks before anybody looks for it."""
    return {name: 1 if "Integer" in type(rule._converters[name]).__name__ else "none" for name in rule.arguments}


def ask(app: Flask, client: FlaskClient, rule: Rule, method: str, values: dict[str, object]) -> tuple[int, str]:
    url = app.url_map.bind("").build(rule.endpoint, values)
    answer = client.open(url, method=method)
    status, location = answer.status_code, answer.headers.get("Location", "")
    answer.close()
    db.session.rollback()
    return status, location


def test_every_address_has_a_row_in_the_permission_table() -> None:
    assert sorted({rule.endpoint for rule in RULES} - ACCESS.keys()) == []


def test_rows_are_said_once_and_writing_needs_no_less_than_looking() -> None:
    assert len(ACCESS) == sum(len(group) for group in GROUPS)
    assert set(WRITES) <= set(ACCESS)
    for endpoint, need in WRITES.items():
        for person, roles in PERSONS.items():
            office = person.startswith("office")
            if satisfies(need, roles, is_office=office):
                assert satisfies(ACCESS[endpoint], roles, is_office=office), endpoint


def test_every_address_with_arguments_has_a_sample() -> None:
    assert sorted({rule.endpoint for rule in RULES if rule.arguments} - SAMPLES.keys()) == []


def test_an_address_without_a_row_is_refused(app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(ACCESS, "accounts.sign_in")
    assert app.test_client().get("/sign-in").status_code == 403


@pytest.mark.parametrize(("rule", "method"), CASES)
def test_who_may(app: Flask, cast: Cast, rule: Rule, method: str) -> None:
    """The door: sign in first, refused for the role, or let in."""
    need = need_for(rule.endpoint, writes=method == "POST")
    assert need is not None, f"{rule.endpoint} has no row"
    for person, roles in PERSONS.items():
        client = browser_of(app, cast, person)
        values = arguments(rule, cast, own=True)
        status, location = ask(app, client, rule, method, nothing_there(rule) if values is None else values)
        seen = f"{person}: {status} {location}"
        office = person.startswith("office")
        if need is not Need.PUBLIC and person == ANONYMOUS:
            assert status == 303, seen
            assert location.startswith("/sign-in"), seen
        elif not satisfies(need, roles, is_office=office):
            assert status == 403, seen
        else:
            assert status < 500 or rule.endpoint in BEYOND_THE_DOOR, seen
            assert not location.startswith("/sign-in") or need is Need.PUBLIC, seen
            is_theirs = office == (need in {Need.OFFICE, Need.OFFICE_CLERK})
            if values and method == "GET" and is_theirs:
                assert status < 404 or status == 409, seen  # 403: a step that another party takes


@pytest.mark.parametrize(("rule", "method"), [case for case in CASES if case.values[0].arguments])
def test_anothers_object_answers_like_a_missing_one(app: Flask, cast: Cast, rule: Rule, method: str) -> None:
    need = need_for(rule.endpoint, writes=method == "POST")
    assert need is not None, f"{rule.endpoint} has no row"
    for person, roles in PERSONS.items():
        office = person.startswith("office")
        sees_more = office and need not in {Need.OFFICE, Need.OFFICE_CLERK}  # offices look at what others do
        if person == ANONYMOUS or sees_more or not satisfies(need, roles, is_office=office):
            continue
        client = browser_of(app, cast, person)
        values = arguments(rule, cast, own=False)
        if values is None:
            continue
        assert ask(app, client, rule, method, values)[0] == 404, person
