"""`flask users create`."""

import pytest
from flask import Flask

from marketplace.accounts.queries.sessions import user_by_email
from marketplace.kit import uscc
from marketplace.workflows.parties import Role

CODE = uscc.make("11", "210100", "10000077")
BASE = ["users", "create", "--uscc", CODE, "--password", "quiet plum orbit"]


@pytest.mark.own_database
def test_an_office_and_its_people_are_made(own_app: Flask) -> None:
    runner = own_app.test_cli_runner()
    office = ["--organisation", "样例市知识产权局", "--kind", "city_office", "--area", "210100"]
    made = runner.invoke(args=[*BASE, "--email", "a@example.org", "--name", "甲样例", *office])
    assert made.exit_code == 0, made.output
    further = [*BASE, "--email", "b@example.org", "--name", "乙样例", "--role", "clerk", "--role", "reader"]
    assert runner.invoke(args=further).exit_code == 0
    with own_app.app_context():
        first, second = user_by_email("a@example.org"), user_by_email("b@example.org")
        assert first is not None
        assert second is not None
        assert first.organisation.is_office
        assert first.organisation.is_verified
        assert second.roles == {Role.CLERK, Role.READER}
    twice = runner.invoke(args=further)
    assert twice.exit_code == 1
    assert "已经有账户" in twice.output
    weak = runner.invoke(args=[*BASE[:-1], "x", "--email", "c@example.org", "--name", "丙样例"])
    assert weak.exit_code == 1
    nobody = runner.invoke(args=[*BASE[:3], "nothing", *BASE[4:], "--email", "d@example.org", "--name", "丁"])
    assert nobody.exit_code == 1
