"""Every state × step × party × role of every workflow: the engine allows exactly what the table says."""

import pytest
from flask import Flask

from marketplace.kit.db import db
from marketplace.kit.errors import NotAllowed, StepRefused
from marketplace.kit.words import Words
from marketplace.workflows import engine, history
from marketplace.workflows.diagram import states_used
from marketplace.workflows.parties import Actor, Machine, Party, Role
from marketplace.workflows.table import Step, Workflow
from tests.workflows.subjects import ALL, Subject, actor_of, everybody, make_subject, subjects_in

BY_NAME = pytest.mark.parametrize("workflow", ALL, ids=lambda workflow: workflow.name)


def may(step: Step, party: Party | None, role: Role | None, actor: object) -> bool:
    return step.by is party and (isinstance(actor, Machine) or role in step.roles)


def refusal_of(workflow: Workflow, name: str, row: Subject, actor: Actor | Machine) -> Words | None:
    try:
        engine.permitted(workflow, name, row, actor, asking=True)
    except (NotAllowed, StepRefused) as refusal:
        return refusal.message
    return None


def names(workflow: Workflow) -> list[str]:
    return sorted({step.name for step in workflow.steps})


@BY_NAME
def test_exactly_what_the_table_says(app: Flask, workflow: Workflow) -> None:
    with subjects_in(app):
        for state in states_used(workflow):
            still = make_subject(state)
            for name in names(workflow):
                same = [step for step in workflow.steps if step.name == name]
                leaving = [step for step in same if state in step.sources]
                for party, role, actor in everybody():
                    if any(may(step, party, role, actor) for step in leaving):
                        row = make_subject(state)
                        taken = engine.take(workflow, name, row, actor)
                        assert (row.state, row.version) == (leaving[0].target, 2)
                        assert (taken.source, taken.target, taken.party) == (state, leaving[0].target, party)
                        continue
                    in_time = any(may(step, party, role, actor) for step in same)
                    with pytest.raises(StepRefused if in_time else NotAllowed):
                        engine.take(workflow, name, still, actor)
            db.session.refresh(still)
            assert (still.state, still.version, history.steps_of(workflow.name, still.id)) == (state, 1, [])
        assert list(history.verify()) == []


@BY_NAME
def test_each_guard_refuses_alone_with_its_reason(app: Flask, workflow: Workflow) -> None:
    with subjects_in(app):
        for step in workflow.steps:
            for state in step.sources:
                for guard in step.guards:
                    row = make_subject(state)
                    row.unmet = {guard}
                    actor = actor_of(step.by, *step.roles)
                    with pytest.raises(StepRefused) as refused:
                        engine.take(workflow, step.name, row, actor)
                    assert (refused.value.code, refused.value.message) == (guard.upper(), workflow.reasons[guard])
                    db.session.refresh(row)
                    assert (row.state, row.version, history.head(workflow.name, row.id)[0]) == (state, 1, 0)


@BY_NAME
def test_what_is_open_is_what_is_permitted(app: Flask, workflow: Workflow) -> None:
    with subjects_in(app):
        for state in states_used(workflow):
            row = make_subject(state)
            for unmet in (set(), {guard for step in workflow.steps for guard in step.guards}):
                row.unmet = unmet
                for _party, _role, actor in everybody():
                    shown = {found.step.name: found.refusal for found in engine.open_to(workflow, row, actor)}
                    for name in names(workflow):
                        answer = refusal_of(workflow, name, row, actor)
                        assert answer == shown[name] if name in shown else answer is not None


@BY_NAME
def test_nobody_leaves_a_final_state(app: Flask, workflow: Workflow) -> None:
    with subjects_in(app):
        for state in filter(workflow.is_final, states_used(workflow)):
            row = make_subject(state)
            assert not any(engine.open_to(workflow, row, actor) for _party, _role, actor in everybody())


@BY_NAME
def test_of_two_steps_with_one_name_none_leave_the_same_state(workflow: Workflow) -> None:
    pairs = [(step.name, source) for step in workflow.steps for source in step.sources]
    assert len(pairs) == len(set(pairs))
