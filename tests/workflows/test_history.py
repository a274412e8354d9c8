"""The chain: what is written is what comes back, nothing can be changed, and what was changed is found."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from marketplace.kit.db import db, is_sqlite
from marketplace.kit.errors import StepRefused
from marketplace.workflows import history
from marketplace.workflows.history import Break
from marketplace.workflows.models import StepTaken

AT = datetime(2026, 11, 24, 4, 5, 6, 700001, tzinfo=UTC)
STRANGE = {
    "floats": [0.1, 1.0, 1e300, -0.0, 5e-324],
    "whole": [0, 10**30, -1],
    "none": None,
    "yes": True,
    "文": "沈阳\u3000𠮷🜂 é e\u0301 \u2028 \\ \" ' \t\n",
    "deep": {"z": [{}, [], ""], "a": {"b": {"c": None}}},
}


def row_of(kind: str, number: int, **more: Any) -> dict[str, Any]:
    return {"subject_kind": kind, "subject_id": number, "target": "draft", "at": AT} | more


def write(kind: str, number: int, **more: Any) -> StepTaken:
    blank = {"step": "begin", "source": "", "party": "", "actor_id": None, "actor_name": "甲", "organisation_id": None}
    rest = {"reason": "", "facts": {}, "documents": [], "request_key": None}
    return history.append(**(blank | rest | row_of(kind, number, **more)))


def chain(number: int, length: int = 3) -> None:
    write("offer", number)
    for at in range(1, length):
        write("offer", number, step="reprice", source="draft", reason=f"{at}")


def execute(sql: str, **values: Any) -> None:
    with db.session.begin_nested():
        db.session.execute(text(sql), values)


def unlocked(sql: str, **values: Any) -> None:
    """What somebody does who can take the lock off."""
    if is_sqlite(db.engine):
        for verb in ("update", "delete"):
            execute(f"DROP TRIGGER IF EXISTS steps_taken_no_{verb}")
    else:
        execute("DROP TRIGGER IF EXISTS steps_taken_no_change ON steps_taken")
    execute(sql, **values)


@pytest.mark.parametrize("facts", [STRANGE, {}, {"list": ("a", 1)}, {10: "ten", 2: "two"}])
def test_facts_come_back_as_they_were_hashed(app: Flask, facts: dict[Any, Any]) -> None:
    taken = write("offer", 1, facts=facts, at=AT.astimezone(timezone(timedelta(hours=8))))
    hashed = taken.hash
    db.session.expire_all()
    again = history.steps_of("offer", 1)[0]
    assert history.canonical(again.facts) == history.canonical({str(key): value for key, value in facts.items()})
    assert (again.hash, again.at, again.at.microsecond) == (hashed, AT, 700001)
    assert list(history.verify()) == []


def test_a_step_keeps_its_facts_when_the_caller_changes_his(app: Flask) -> None:
    mine = {"list": [1]}
    taken = write("offer", 1, facts=mine)
    mine["list"].append(2)
    assert taken.facts == {"list": [1]}


@pytest.mark.parametrize("value", [float("nan"), float("inf"), AT, "\ud800", b"x", {1, 2}])
def test_what_json_cannot_say_is_no_fact(app: Flask, value: Any) -> None:
    with pytest.raises((ValueError, TypeError)):
        write("offer", 1, facts={"x": value})


def test_an_instant_without_a_zone_is_refused(app: Flask) -> None:
    with pytest.raises(ValueError, match="zone"):
        write("offer", 1, at=AT.replace(tzinfo=None))
    with pytest.raises(ValueError, match="zone"):
        history.first_steps([row_of("offer", 1, at=AT.replace(tzinfo=None))])


@pytest.mark.parametrize("at", [AT.replace(microsecond=0), AT.replace(microsecond=999_999), AT.replace(year=1999)])
def test_instants_keep_every_microsecond(app: Flask, at: datetime) -> None:
    write("offer", 1, at=at)
    db.session.expire_all()
    assert history.steps_of("offer", 1)[0].at == at
    assert list(history.verify()) == []


CHANGES = {
    "update": "UPDATE steps_taken SET reason = 'x' WHERE subject_id = 1",
    "update nothing": "UPDATE steps_taken SET reason = reason WHERE subject_id = 1",
    "delete": "DELETE FROM steps_taken WHERE subject_id = 1 AND seq = 3",
    "upsert": (
        "INSERT INTO steps_taken ({names}) SELECT {names} FROM steps_taken WHERE subject_id = 1 AND seq = 1 "
        "ON CONFLICT (subject_kind, subject_id, seq) DO UPDATE SET reason = 'forged'"
    ),
}
ON_ONE_DATABASE = {
    "sqlite": {
        "replace": "INSERT OR REPLACE INTO steps_taken ({names}) SELECT {names} FROM steps_taken WHERE subject_id = 1",
        "update or replace": "UPDATE OR REPLACE steps_taken SET seq = 1 WHERE subject_id = 1 AND seq = 2",
    },
    "postgresql": {"truncate": "TRUNCATE steps_taken", "truncate cascade": "TRUNCATE steps_taken CASCADE"},
}


def test_what_stands_cannot_be_changed(app: Flask) -> None:
    chain(1)
    before = list(history.rows())
    for sql in [*CHANGES.values(), *ON_ONE_DATABASE[db.engine.dialect.name].values()]:
        with pytest.raises(DBAPIError, match="append-only"):
            execute(sql.replace("{names}", ", ".join(history.COLUMNS)))
    assert list(history.rows()) == before


@pytest.mark.parametrize(
    ("sql", "found"),
    [
        ("UPDATE steps_taken SET reason = 'x' WHERE seq = 2", [(2, "changed")]),
        ("UPDATE steps_taken SET actor_id = 8 WHERE seq = 3", [(3, "changed")]),
        ('UPDATE steps_taken SET facts = \'{"a":"1"}\' WHERE seq = 1', [(1, "changed")]),
        ("UPDATE steps_taken SET at = :at WHERE seq = 1", [(1, "changed")]),
        ("UPDATE steps_taken SET hash = previous_hash WHERE seq = 1", [(1, "changed"), (2, "unlinked")]),
        ("DELETE FROM steps_taken WHERE seq = 1", [(2, "missing")]),
        ("DELETE FROM steps_taken WHERE seq = 2", [(3, "missing")]),
        ("UPDATE steps_taken SET seq = seq + 5 WHERE seq = 3", [(8, "missing")]),
        ("UPDATE steps_taken SET subject_id = 9 WHERE seq = 3", [(3, "missing")]),
    ],
)
def test_what_was_changed_all_the_same_is_found(app: Flask, sql: str, found: list[tuple[int, str]]) -> None:
    chain(1)
    chain(2, length=1)
    values = {"at": "2026-11-24 04:05:06.700002+00:00"} if ":at" in sql else {}
    unlocked(f"{sql} AND subject_id = 1", **values)
    db.session.expire_all()
    number = 9 if "= 9" in sql else 1
    assert list(history.verify()) == [Break("offer", number, seq, what) for seq, what in found]
    assert list(history.verify("offer", 2)) == []


def test_a_state_written_past_the_engine_is_found(app: Flask) -> None:
    write("offer", 1)
    write("offer", 1, step="close", source="published", target="closed")
    assert list(history.verify()) == [Break("offer", 1, 2, "strayed")]


def test_two_who_write_the_same_number_are_not_both_kept(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    chain(1)
    db.session.commit()
    monkeypatch.setattr(history, "head", lambda *_: (2, "a" * 64))
    with pytest.raises(StepRefused):
        write("offer", 1)
    db.session.rollback()


def test_many_beginnings_are_written_at_once_and_verified(app: Flask) -> None:
    assert history.first_steps([]) == 0
    beijing = AT.astimezone(timezone(timedelta(hours=8)))
    steps = [row_of("offer", number, facts=STRANGE, at=beijing, party="holder") for number in range(1, 6001)]
    steps += [
        row_of("offer", 6001),
        row_of("offer", 6001, step="publish", source="draft", target="published", request_key="k"),
        row_of("declaration", 6001, documents=["ab"]),
    ]
    assert history.first_steps(iter(steps)) == 6003
    assert history.count() == (6003, 6002)
    assert list(history.verify()) == []
    bulk, one = history.steps_of("offer", 1)[0], write("verification", 1, facts=STRANGE, party="holder", actor_name="")
    assert history.seal({name: getattr(bulk, name) for name in history.HASHED})["hash"] == bulk.hash
    assert (one.facts, one.at, one.documents) == (bulk.facts, bulk.at, bulk.documents)
    assert write("offer", 6001, step="close", source="published", target="closed").seq == 3
    assert list(history.verify("offer", 6001)) == []


def test_heads_are_the_last_steps_in_python_s_order(app: Flask) -> None:
    for kind in ("open_licence_deal", "offer", "Zeta", "ordinary_deal"):
        write(kind, 2)
        write(kind, 1)
    last = write("offer", 1, step="reprice", source="draft")
    found = list(history.heads())
    assert found == sorted(found)
    assert [head[:3] for head in found[:3]] == [("Zeta", 1, 1), ("Zeta", 2, 1), ("offer", 1, 2)]
    assert found[2][3] == last.hash
    assert history.head("offer", 7) == (0, history.GENESIS)
