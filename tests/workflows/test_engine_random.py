"""Anybody tries anything, in any order: whatever happens, state, version and history tell one story."""

from typing import Any

import hypothesis.strategies as st
from flask import Flask
from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from marketplace.kit.db import db
from marketplace.kit.errors import Missing, NotAllowed, StepRefused
from marketplace.workflows import engine, history
from marketplace.workflows.parties import Machine, Role
from marketplace.workflows.table import Workflow
from tests.workflows.subjects import ALL, GUARDS, OFFICE_HOME, Somebody, Subject, everybody, make_subject, subjects_in

PEOPLE = [actor for _party, _role, actor in everybody()] + [
    Somebody(home, frozenset(Role), "city_office" if home == OFFICE_HOME else "enterprise") for home in range(1, 6)
]
STEPS = sorted({step.name for workflow in ALL for step in workflow.steps})


class Life(RuleBasedStateMachine):
    """One object from its beginning on."""

    row: Subject
    workflow: Workflow

    @initialize(workflow=st.sampled_from(ALL))
    def is_begun(self, workflow: Workflow) -> None:
        self.workflow = workflow
        self.row = make_subject(workflow.initial)
        self.version, self.steps, self.final = 1, 1, False
        engine.begin(workflow, self.row, PEOPLE[0])

    @rule(name=st.sampled_from(STEPS), actor=st.sampled_from(PEOPLE), unmet=st.sets(st.sampled_from(sorted(GUARDS))))
    def anybody_tries_anything(self, name: str, actor: Any, unmet: set[str]) -> None:
        self.row.unmet = unmet
        self._try(name, actor)

    @rule(data=st.data())
    def somebody_takes_an_open_step(self, data: st.DataObject) -> None:
        self.row.unmet = set()
        leaving = self.workflow.leaving(self.row.state)  # type: ignore[arg-type]
        if leaving:
            step = data.draw(st.sampled_from(leaving))
            willing = [
                actor
                for actor in PEOPLE
                if any(
                    found.step is step and not found.refusal for found in engine.open_to(self.workflow, self.row, actor)
                )
            ]
            assert willing, f"nobody may {step.name}"
            self._try(step.name, data.draw(st.sampled_from(willing)), must=True)

    @rule(note=st.text(max_size=5))
    def something_else_about_it_changes(self, note: str) -> None:
        self.row.note = note.replace("\0", "")
        self.version += db.session.is_modified(self.row)
        db.session.flush()

    def _try(self, name: str, actor: Any, *, must: bool = False) -> None:
        self.final = self.workflow.is_final(self.row.state)  # type: ignore[arg-type]
        try:
            taken = engine.take(self.workflow, name, self.row, actor)
        except (Missing, NotAllowed, StepRefused):
            assert not must
            return
        assert not self.final, "a final state was left"
        assert isinstance(actor, Machine) or taken.organisation_id == actor.organisation_id
        self.version, self.steps = self.version + 1, self.steps + 1

    @invariant()
    def state_version_and_history_agree(self) -> None:
        taken = history.steps_of(self.workflow.name, self.row.id)
        stored = db.session.execute(Subject.__table__.select().where(Subject.id == self.row.id)).one()
        assert [step.seq for step in taken] == list(range(1, self.steps + 1))
        assert (stored.state, stored.version) == (taken[-1].target, self.version)
        assert (self.row.state, self.row.version) == (stored.state, stored.version)
        assert list(history.verify(self.workflow.name, self.row.id)) == []


def test_whatever_is_tried_state_and_history_agree(app: Flask) -> None:
    with subjects_in(app):
        run_state_machine_as_test(
            Life,
            settings=settings(
                max_examples=40,
                stateful_step_count=25,
                database=None,
                suppress_health_check=list(HealthCheck),
            ),
        )
