"""Every refusal has a code in capitals, also where no rule names it."""

import pytest
from flask import Flask

from marketplace.kit.errors import Missing, NotAllowed, Refusal, RuleBroken, StepRefused, TooMany
from marketplace.kit.words import Words


def test_an_address_that_is_not_there_is_answered_in_json_with_a_code(app: Flask) -> None:
    answer = app.test_client().get("/nowhere", headers={"Accept": "application/json"})
    assert answer.status_code == 404
    assert answer.json["code"] == "MISSING"
    assert answer.json["request_id"]


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        (Refusal, "REFUSED"),
        (NotAllowed, "NOT_ALLOWED"),
        (Missing, "MISSING"),
        (StepRefused, "STEP_REFUSED"),
        (RuleBroken, "RULE_BROKEN"),
        (TooMany, "TOO_MANY"),
    ],
)
def test_a_refusal_that_no_rule_names_is_called_as_its_kind(kind: type[Refusal], code: str) -> None:
    refusal = kind(Words("不行。", "No."))
    assert refusal.code == code


def test_a_rule_names_its_refusal() -> None:
    assert RuleBroken(Words("不行。", "No."), code="FEE_OVER_CAP").code == "FEE_OVER_CAP"
