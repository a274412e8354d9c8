"""Browsers' own reports: taken in both forms, a short line without secrets, never a flood."""

import json
from collections.abc import Iterator

import pytest
from flask import Flask

from marketplace.app import create_app
from marketplace.kit import answers, reports
from marketplace.kit.db import db
from tests.conftest import make_settings

OLD = {
    "csp-report": {
        "document-uri": "http://localhost/join/a-key-in-an-address",
        "effective-directive": "script-src-elem",
        "blocked-uri": "https://evil.example/x.js?token=abc",
    }
}
NEW = [
    {
        "type": "csp-violation",
        "body": {
            "documentURL": "http://localhost/join/a-key-in-an-address",
            "effectiveDirective": "script-src-elem",
            "blockedURL": "https://evil.example/x.js?token=abc",
        },
    }
]


@pytest.fixture
def served(app: Flask, tmp_path) -> Iterator[Flask]:
    """With tokens asked for, as served."""
    fresh = create_app(make_settings(tmp_path, app.config["SQLALCHEMY_DATABASE_URI"]), TESTING=True)
    yield fresh
    with fresh.app_context():
        db.engine.dispose()


@pytest.fixture(autouse=True)
def heard(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, object]]:
    lines: list[dict[str, object]] = []
    monkeypatch.setattr(reports.log, "warning", lambda event, **said: lines.append(said), raising=False)
    return lines


@pytest.mark.parametrize(
    ("media_type", "sent"),
    [("application/csp-report", OLD), ("application/reports+json", NEW), ("application/json", OLD)],
)
def test_a_report_is_a_line_without_secrets(served: Flask, heard, media_type: str, sent: object) -> None:
    headers = {"Content-Type": media_type, "Origin": "null", "Sec-Fetch-Site": "cross-site"}
    answer = served.test_client().post("/csp-report", data=json.dumps(sent), headers=headers)
    assert (answer.status_code, answer.data) == (204, b"")
    assert heard == [
        {
            "left_out": 0,
            "directive": "script-src-elem",
            "blocked": "https://evil.example",
            "page": "/join/…",
            "reports": 1,
        }
    ]


@pytest.mark.parametrize(
    "content", [b"", b"{", b"\xff", b"[]", b"3", b'{"csp-report": 3}', b"[" * 9000, b"[" * 20000, b"x" * 200_000]
)
def test_rubbish_is_taken_and_forgotten(served: Flask, heard, content: bytes) -> None:
    assert served.test_client().post("/csp-report", data=content).status_code == 204
    assert heard == []


def test_long_words_are_cut(served: Flask, heard) -> None:
    sent = {"csp-report": {"effective-directive": "d" * 900, "blocked-uri": "b" * 900, "document-uri": "p" * 900}}
    served.test_client().post("/csp-report", json=sent)
    assert max(len(str(value)) for value in heard[0].values()) <= reports.SHORT


def test_a_flood_is_counted_not_written(served: Flask, heard, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reports.time, "monotonic", lambda: 600.0)
    client = served.test_client()
    for _ in range(reports.A_MINUTE + 25):
        client.post("/csp-report", json=OLD)
    assert len(heard) == reports.A_MINUTE
    monkeypatch.setattr(reports.time, "monotonic", lambda: 661.0)
    client.post("/csp-report", json=OLD)
    assert heard[-1]["left_out"] == 25


def test_requests_are_logged_by_rule(served: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    lines: list[dict[str, object]] = []
    monkeypatch.setattr(
        answers.log, "info", lambda event, **said: lines.append({"event": event, **said}), raising=False
    )
    for path in ("/join/Secret-Key-One", "/password/reset/Secret-Key-Two", "/Secret-Key-Three", "/joni/Secret-Key"):
        served.test_client().get(path)
    served.test_client().post("/join/Secret-Key-Four", data={"name": "x"})
    served.test_client().get("/listings/KF-2026-000123")
    said = repr(lines)
    assert "Secret-Key" not in said
    rules = [line["rule"] for line in lines if line["event"] == "request"]
    assert rules == [
        "/join/<token>", "/password/reset/<token>", "/…", "/joni/…", "/join/<token>", "/listings/<number>"
    ]  # fmt: skip
    assert lines[-1]["at"] == {"number": "KF-2026-000123"}
