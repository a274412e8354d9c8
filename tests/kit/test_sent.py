"""Numbers as addresses and forms carry them: what is none is answered, never a fault."""

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.exc import DataError

from marketplace.app import create_app
from marketplace.kit.sent import whole
from tests.conftest import make_settings


@pytest.mark.parametrize(
    ("typed", "read"),
    [("12", 12), ("0", 0), ("²", 7), ("١", 7), ("１", 7), ("", 7), ("-1", 7), ("1e9", 7), ("9" * 9, 999_999_999)]
    + [("9" * 10, 7), ("1_0", 7), (" 1", 7), ("\x00", 7)],
)
def test_only_ascii_digits_that_fit_are_a_number(typed: str, read: int) -> None:
    assert whole(typed, 7) == read


@pytest.mark.parametrize("number", ["2147483648", "9223372036854775808", "9" * 20, "9" * 5000, "-1", "²", "٣"])
def test_a_number_no_row_can_have_is_an_address_nobody_has(app: Flask, number: str) -> None:
    bound = app.url_map.bind("jingzhe.test")
    for path in ("/organisations/{}", "/organisation/members/{}", "/patents/import/{}", "/organisations/{}/return"):
        assert not bound.test(path.format(number), method="GET")
        assert bound.test(path.format("2147483647"), method="GET")


def test_a_value_no_column_takes_is_a_bad_request(tmp_path: Path) -> None:
    app = create_app(make_settings(tmp_path, f"sqlite:///{tmp_path}/none.db"))

    def refuse() -> str:
        raise DataError("SELECT", {}, ValueError("PostgreSQL text fields cannot contain NUL (0x00) bytes"))

    app.view_functions["healthz"] = refuse
    answer = app.test_client().get("/healthz", headers={"Accept": "application/json"})
    assert answer.status_code == 400
    assert answer.json["code"] == "HTTP_400"
