"""One step: what moves, what is written, what is told, and what undoes it."""

from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, update
from sqlalchemy.orm.exc import StaleDataError

from marketplace.kit import clock
from marketplace.kit.db import db
from marketplace.kit.errors import Missing, NotAllowed, RuleBroken, StepRefused
from marketplace.kit.words import Words
from marketplace.workflows import engine, history
from marketplace.workflows.models import StepTaken
from marketplace.workflows.ordinary_deal import ORDINARY_DEAL
from marketplace.workflows.parties import PLATFORM, Party, Role
from marketplace.workflows.verification import VERIFICATION
from marketplace.workflows.verification import VerificationState as S
from tests.workflows.subjects import Somebody, Subject, actor_of, make_subject, subjects_in

NOON = datetime(2026, 11, 24, 4, 5, 6, 789012, tzinfo=UTC)
OWNER = actor_of(Party.APPLICANT, Role.OWNER)
OFFICER = actor_of(Party.OFFICE, Role.CLERK)


def behind_the_back(row: Subject, **values: Any) -> None:
    """What another transaction would have done."""
    db.session.execute(
        update(Subject).where(Subject.id == row.id).values(**values), execution_options={"synchronize_session": False}
    )


def test_a_history_row_says_who_what_when_and_why(app: Flask) -> None:
    with subjects_in(app), clock.at(NOON):
        row = make_subject(S.DRAFT)
        engine.begin(VERIFICATION, row, OWNER, facts={"from": "form"}, request_key="k0")
        taken = engine.take(
            VERIFICATION, "submit", row, OWNER, reason="材料齐了", facts={"b": 1, "a": "甲"}, documents=("ff", "00"),
            request_key="k1",
        )  # fmt: skip
        first, second = history.steps_of("verification", row.id)
    assert second.hash == taken.hash
    assert {name: getattr(second, name) for name in history.HASHED} == {
        "subject_kind": "verification",
        "subject_id": row.id,
        "seq": 2,
        "step": "submit",
        "source": "draft",
        "target": "submitted",
        "party": "applicant",
        "actor_id": 7,
        "actor_name": "王样例",
        "organisation_id": 4,
        "at": NOON,
        "reason": "材料齐了",
        "facts": {"b": 1, "a": "甲"},
        "documents": ["00", "ff"],
        "request_key": "k1",
        "previous_hash": first.hash,
    }
    assert (first.seq, first.step, first.source, first.target, first.party) == (1, "begin", "", "draft", "applicant")
    assert (first.previous_hash, first.request_key, first.facts) == (history.GENESIS, "k0", {"from": "form"})


def test_a_beginning_names_the_party_given_or_none(app: Flask) -> None:
    with subjects_in(app):
        named = engine.begin(VERIFICATION, make_subject(S.DRAFT), OFFICER, party="guest")
        stranger = engine.begin(VERIFICATION, make_subject(S.DRAFT), Somebody(99, frozenset()))
        machine = engine.begin(VERIFICATION, make_subject(S.DRAFT), PLATFORM)
    assert (named.party, stranger.party, machine.party, machine.actor_id) == ("guest", "", "platform", None)


def test_the_news_is_told_in_the_same_transaction(app: Flask) -> None:
    heard: list[tuple[str, str, int]] = []

    def listen(taken: StepTaken) -> None:
        row = db.session.get_one(Subject, taken.subject_id)
        heard.append((taken.step, row.state, history.head(taken.subject_kind, taken.subject_id)[0]))

    with subjects_in(app, listen):
        row = make_subject(S.DRAFT)
        engine.begin(VERIFICATION, row, OWNER)
        engine.take(VERIFICATION, "submit", row, OWNER)
    assert heard == [("begin", "draft", 1), ("submit", "submitted", 2)]


def test_a_reaction_that_refuses_undoes_the_whole_step(app: Flask) -> None:
    def refuse(_taken: StepTaken) -> None:
        db.session.add(Subject(state="trace"))
        raise RuleBroken(Words("不行", "no"))

    with subjects_in(app, refuse):
        row = make_subject(S.DRAFT)
        number = row.id
        db.session.commit()
        with pytest.raises(RuleBroken):
            engine.take(VERIFICATION, "submit", row, OWNER)
        db.session.rollback()
        kept = db.session.get_one(Subject, number, populate_existing=True)
        assert (kept.state, kept.version, history.steps_of("verification", number)) == ("draft", 1, [])
        assert db.session.query(Subject).filter_by(state="trace").all() == []


def test_a_request_key_is_used_once(app: Flask) -> None:
    with subjects_in(app):
        first, second = make_subject(S.DRAFT), make_subject(S.DRAFT)
        engine.take(VERIFICATION, "submit", first, OWNER, request_key="once")
        number = second.id
        db.session.commit()
        with pytest.raises(StepRefused) as refused:
            engine.take(VERIFICATION, "submit", second, OWNER, request_key="once")
        assert refused.value.code == "SOMEBODY_WAS_QUICKER"
        db.session.rollback()
        assert db.session.get_one(Subject, number, populate_existing=True).state == "draft"


def test_a_step_is_judged_on_what_the_row_is_now(app: Flask) -> None:
    with subjects_in(app):
        row = make_subject(S.SUBMITTED)
        behind_the_back(row, state="returned", version=5)
        with pytest.raises(StepRefused) as refused:
            engine.take(VERIFICATION, "verify", row, OFFICER)
        assert (refused.value.code, row.state, row.version) == ("WRONG_STATE", "returned", 5)
        assert refused.value.message == Words(
            "现在是「已退回」，不能办「核验通过」。可能已有人办过，请看现在的情况。",
            "The state is “Returned”; “Verify it” cannot be taken from it. Somebody may have done it already.",
        )
        engine.take(VERIFICATION, "submit", row, OWNER)
        assert (row.state, row.version) == ("submitted", 6)


def test_a_change_made_on_an_old_version_is_refused(app: Flask) -> None:
    with subjects_in(app):
        row = make_subject(S.DRAFT)
        behind_the_back(row, version=2)
        row.note = "on an old version"
        with pytest.raises(StaleDataError):
            engine.take(VERIFICATION, "submit", row, OWNER)


def test_a_change_of_one_s_own_goes_with_the_step(app: Flask) -> None:
    with subjects_in(app):
        row = make_subject(S.DRAFT)
        row.note = "before"
        engine.take(VERIFICATION, "submit", row, OWNER)
        row.note = "after"
        db.session.flush()
        db.session.refresh(row)
        assert (row.state, row.note, row.version) == ("submitted", "after", 4)


@pytest.mark.parametrize("values", [{"version": 9}, {"state": "verified"}])
def test_a_row_moved_while_its_guards_are_judged_is_refused(app: Flask, values: dict[str, Any]) -> None:
    with subjects_in(app):
        row = make_subject(S.DRAFT)
        row.judged = lambda: behind_the_back(row, **values)
        with pytest.raises(StepRefused) as refused:
            engine.take(VERIFICATION, "submit", row, OWNER)
        assert refused.value.code == "SOMEBODY_WAS_QUICKER"
        assert history.steps_of("verification", row.id) == []


def test_a_row_that_is_gone_and_a_step_that_is_none_are_missing(app: Flask) -> None:
    with subjects_in(app):
        row = make_subject(S.DRAFT)
        with pytest.raises(Missing):
            engine.take(VERIFICATION, "countersign", row, OWNER)
        with pytest.raises(KeyError):
            VERIFICATION.step("countersign")
        db.session.execute(delete(Subject), execution_options={"synchronize_session": False})
        with pytest.raises(Missing):
            engine.take(VERIFICATION, "submit", row, OWNER)


def test_refusals_tell_a_stranger_from_a_colleague_without_the_role(app: Flask) -> None:
    with subjects_in(app):
        row = make_subject(S.DRAFT)
        for actor, code in ((OFFICER, "NOT_YOUR_STEP"), (actor_of(Party.APPLICANT, Role.CLERK), "ROLE_MISSING")):
            with pytest.raises(NotAllowed) as refused:
                engine.take(VERIFICATION, "submit", row, actor)
            assert refused.value.code == code


def test_a_state_a_workflow_never_uses_is_named_as_it_is(app: Flask) -> None:
    with subjects_in(app):
        row = make_subject("notice received")
        with pytest.raises(StepRefused) as refused:
            engine.take(ORDINARY_DEAL, "sign", row, actor_of(Party.LICENSEE, Role.SIGNATORY))
        assert "notice received" in refused.value.message.en


def test_two_workflows_cannot_share_a_name() -> None:
    from dataclasses import replace

    assert engine.register(VERIFICATION) is VERIFICATION
    with pytest.raises(ValueError, match="verification"):
        engine.register(replace(VERIFICATION, title="another"))


def test_who_takes_a_step_by_hand() -> None:
    assert ORDINARY_DEAL.step("sign").by_hand
    assert not ORDINARY_DEAL.step("lapse").by_hand
    assert not ORDINARY_DEAL.step("print").by_hand
