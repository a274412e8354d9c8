"""Every address that takes a form × odd values in all of its fields, and odd bodies: answered in words, no fault."""

import re
from collections.abc import Iterable
from urllib.parse import urlencode

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from marketplace.kit.db import db
from tests.accounts.test_every_route import RULES, arguments
from tests.cast import Cast
from tests.hostile.knocking import HAN, browser_of

ODD: dict[str, bytes] = {
    "nothing": b"",
    "a blank": b" ",
    "a NUL": b"a\0b",
    "no letters of any encoding": b"\xff\xfe\xfa",
    "from right to left": "轴\u202e套".encode(),
    "a private sign": "\ue000\U0010ffff".encode(),
    "a hundred thousand signs": b"x" * 100_000,
    "many marks on one letter": ("a" + "\u0301" * 500).encode(),
    "a tag": b"<script>alert(1)</script>",
    "a template": b"{{ 7*7 }}{% raw %}${7*7}%(x)s{0.__class__}",
    "an end of a statement": b"' OR 1=1--",
    "less than nothing": b"-1",
    "no number": b"sNaN",
    "a number without end": b"1E+999999",
    "a number of two hundred digits": b"9" * 200,
    "figures of another script": "٣١".encode(),
    "a day that is none": b"2026-02-30",
    "the last day of all": b"9999-12-31",
    "the first day of all": b"0001-01-01",
    "line ends": b"a\r\nX-Evil: 1\r\n\r\nb",
}
URLENCODED, PARTS = "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"
BODIES: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", ""),
    "a form of no kind": (b"a=b", "application/x-nothing"),
    "JSON": (b'{"a": [[[[[[1]]]]]]}', "application/json"),
    "parts without a line between them": (b"a=b", "multipart/form-data"),
    "parts that never end": (b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nb', PARTS),
    "parts without a name": (b"--x\r\n\r\nb\r\n--x--\r\n", PARTS),
    "ten thousand fields": (urlencode([(f"f{place}", "1") for place in range(10_000)]).encode(), URLENCODED),
    "the same field a thousand times": (urlencode([("csrf_token", "1")] * 1_000).encode(), URLENCODED),
    "half of an escape": (b"a=%&b=%f&%00=%", URLENCODED),
    "half a megabyte in one field": (b"a=" + b"x" * 499_000, URLENCODED),
    "letters of another encoding": (b"a=\xc4\xe3\xba\xc3", f"{URLENCODED}; charset=utf-7"),
}  # fmt: skip
UNWORDED = frozenset({"csp_report"})  # answers a browser, not a person
NAME = re.compile(r"<(?:input|select|textarea|button)\b[^>]*?\bname=\"([^\"]+)\"")
POSTED = [rule for rule in RULES if "POST" in (rule.methods or ())]
QUICK = ("a NUL", "no letters of any encoding")
QUICK_BODIES = ("half of an escape",)


def address_of(app: Flask, rule: Rule, cast: Cast) -> str:
    """Of a sample object; of none where there is no sample."""
    values = arguments(rule, cast, own=True)
    if values is None:
        values = {name: 1 if "Integer" in type(rule._converters[name]).__name__ else "none" for name in rule.arguments}
    return app.url_map.bind("").build(rule.endpoint, values, method="POST")


def who_may(app: Flask, cast: Cast, address: str) -> tuple[FlaskClient, list[str]]:
    """Whoever is shown the form, and the names of its fields; where nobody is, a member who acts."""
    clients = [browser_of(app, user) for user in (cast.university, cast.workshop, cast.office, None)]
    for client in clients:
        with client.get(address) as answer:
            if answer.status_code == 200 and answer.mimetype == "text/html":
                return client, sorted(set(NAME.findall(answer.get_data(as_text=True))))
    return clients[0], []


def told(client: FlaskClient, address: str, body: bytes, media_type: str, rule: Rule) -> str:
    """What is wrong with the answer; "" when nothing is."""
    with client.post(address, data=body, content_type=media_type or None) as answer:
        page, status = answer.get_data(as_text=True), answer.status_code
    db.session.rollback()
    if status >= 500:
        return f"answered {status}"
    is_silent = status >= 400 and rule.endpoint not in UNWORDED and not HAN.search(page)
    return "no words" if is_silent else ""


def values_told(app: Flask, cast: Cast, rule: Rule, kinds: Iterable[str]) -> list[str]:
    found = []
    for kind in kinds:
        address = address_of(app, rule, cast)
        client, names = who_may(app, cast, address)
        body = urlencode([(name, ODD[kind]) for name in names]).encode()
        found += [f"{kind}: {wrong}"] if (wrong := told(client, address, body, URLENCODED, rule)) else []
    address = address_of(app, rule, cast)
    client, names = who_may(app, cast, address)
    for name in names:  # each alone: the first would hide the others
        part = f'--x\r\nContent-Disposition: form-data; name="{name}"; filename="a.png"\r\n\r\nb\r\n--x--\r\n'
        wrong = told(client, address, part.encode(), PARTS, rule)
        found += [f"a file as {name}: {wrong}"] if wrong else []
    return found


def bodies_told(app: Flask, cast: Cast, rule: Rule, kinds: Iterable[str]) -> list[str]:
    found, member = [], browser_of(app, cast.university)
    for kind in kinds:
        address = address_of(app, rule, cast)
        found += [f"{kind}: {wrong}"] if (wrong := told(member, address, *BODIES[kind], rule)) else []
    return found


@pytest.mark.parametrize("rule", POSTED, ids=lambda rule: rule.rule)
def test_odd_forms_are_answered_in_words(app: Flask, cast: Cast, rule: Rule) -> None:
    assert values_told(app, cast, rule, QUICK) + bodies_told(app, cast, rule, QUICK_BODIES) == []


@pytest.mark.prove
@pytest.mark.parametrize("rule", POSTED, ids=lambda rule: rule.rule)
def test_every_odd_form_is_answered_in_words(app: Flask, cast: Cast, rule: Rule) -> None:
    assert values_told(app, cast, rule, ODD) + bodies_told(app, cast, rule, BODIES) == []
