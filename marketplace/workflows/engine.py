"""The one door for state changes: role, state and guard checks, a guarded update, a history row, the news.

A workflow is a `Workflow` table; nothing else in the house writes a state column.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import transitions
from sqlalchemy import update
from sqlalchemy.orm.attributes import set_committed_value

from marketplace.kit import clock
from marketplace.kit.db import db
from marketplace.kit.errors import NotAllowed, StepRefused
from marketplace.kit.events import announce
from marketplace.kit.transactions import SOMEBODY_WAS_QUICKER
from marketplace.kit.words import Words
from marketplace.workflows import history
from marketplace.workflows.models import StepTaken
from marketplace.workflows.parties import Actor, Machine, parties_of
from marketplace.workflows.table import Step, Workflow

NOT_YOUR_STEP = Words("这一步不归您办。", "This step is not yours to take.")
NOTHING_HERE = Words("这里还没有文件。", "There is no file here yet.")
ROLE_MISSING = Words(
    "您在本单位没有办这一步的权限，请找管理员或签章人。",
    "Your role does not allow this step; ask an owner or a signatory of your organisation.",
)


class _Walker:
    """What the state machine moves: the state alone, with the row's guards behind it."""

    def __init__(self, row: Any) -> None:
        self.state = row.state
        self._row = row

    def __getattr__(self, name: str) -> Any:
        return getattr(self._row, name)


@lru_cache(maxsize=None)
def _machine(workflow_name: str) -> transitions.Machine:
    workflow = WORKFLOWS[workflow_name]
    return transitions.Machine(
        model=None,
        states=workflow.states,
        initial=workflow.initial,
        auto_transitions=False,
        transitions=[
            {
                "trigger": step.name,
                "source": list(step.sources),
                "dest": step.target,
                "conditions": list(step.guards),
            }
            for step in workflow.steps
        ],
    )


WORKFLOWS: dict[str, Workflow] = {}


def register(workflow: Workflow) -> Workflow:
    """Put a workflow on the list of all workflows."""
    WORKFLOWS[workflow.name] = workflow
    return workflow


@dataclass(frozen=True)
class OpenStep:
    """A step that leaves the row's state: open to this person, or refused with the reason."""

    step: Step
    refusal: Words | None = None


def _guard_refusal(workflow: Workflow, step: Step, row: Any) -> tuple[str, Words] | None:
    for guard in step.guards:
        if not getattr(row, guard):
            return guard, workflow.reasons[guard]
    return None


def open_to(workflow: Workflow, row: Any, actor: Actor | Machine) -> list[OpenStep]:
    """The steps that `actor` could take now: buttons, to-do list and API all come from here."""
    played = parties_of(actor, row)
    found = []
    for step in workflow.leaving(row.state):
        if step.by not in played:
            continue
        if not isinstance(actor, Machine) and not actor.roles & step.roles:
            found.append(OpenStep(step, ROLE_MISSING))
            continue
        refused = _guard_refusal(workflow, step, row)
        found.append(OpenStep(step, refused[1] if refused else None))
    return found


def permitted(workflow: Workflow, name: str, row: Any, actor: Actor | Machine) -> Step:
    """The step, when `actor` may take it now.

    Raises NotAllowed for the wrong party or role, StepRefused for the wrong state or an unmet guard.
    """
    step = workflow.step(name, row.state)
    if step.by not in parties_of(actor, row):
        raise NotAllowed(NOT_YOUR_STEP, code="NOT_YOUR_STEP")
    if not isinstance(actor, Machine) and not actor.roles & step.roles:
        raise NotAllowed(ROLE_MISSING, code="ROLE_MISSING")
    if row.state not in step.sources:
        raise StepRefused(
            Words(
                f"现在是「{workflow.states(row.state).value}」，不能办「{name}」。可能已有人办过，请看现在的情况。",
                f"The state is “{row.state}”; “{name}” cannot be taken from it. Somebody may have done it already.",
            ),
            code="WRONG_STATE",
        )
    refused = _guard_refusal(workflow, step, row)
    if refused:
        raise StepRefused(refused[1], code=refused[0].upper())
    return step


def _move(row: Any, step: Step, target: Any) -> None:
    """The guarded update: exactly one row, still in the state and version we judged."""
    table = type(row).__table__
    result = db.session.execute(
        update(table)
        .where(table.c.id == row.id, table.c.state == row.state, table.c.version == row.version)
        .values(state=target, version=row.version + 1)
    )
    if result.rowcount != 1:
        raise StepRefused(SOMEBODY_WAS_QUICKER, code="SOMEBODY_WAS_QUICKER")
    set_committed_value(row, "state", target)
    set_committed_value(row, "version", row.version + 1)


def take(
    workflow: Workflow,
    name: str,
    row: Any,
    actor: Actor | Machine,
    *,
    reason: str = "",
    facts: dict[str, Any] | None = None,
    documents: Iterable[str] = (),
    request_key: str | None = None,
) -> StepTaken:
    """Take a step: the row moves, its history grows by one, the news is told; all in the caller's transaction.

    facts:     what the step rests on, plain JSON values
    documents: SHA-256 of documents it rests on
    Raises NotAllowed (wrong party or role), StepRefused (wrong state, unmet guard, somebody was quicker).
    """
    db.session.flush()
    db.session.refresh(row, with_for_update=True)
    step = permitted(workflow, name, row, actor)
    walker = _Walker(row)
    if not _machine(workflow.name).events[name].trigger(walker):
        raise StepRefused(NOT_YOUR_STEP, code="GUARD")
    source = row.state
    _move(row, step, walker.state)
    taken = history.append(
        subject_kind=workflow.name,
        subject_id=row.id,
        step=name,
        source=str(source),
        target=str(walker.state),
        party=str(step.by),
        actor_id=actor.actor_id,
        actor_name=actor.actor_name,
        organisation_id=actor.organisation_id,
        at=clock.now(),
        reason=reason,
        facts=facts or {},
        documents=sorted(documents),
        request_key=request_key,
    )
    announce(taken)
    return taken


def begin(
    workflow: Workflow,
    row: Any,
    actor: Actor | Machine,
    *,
    facts: dict[str, Any] | None = None,
    party: str = "",
    request_key: str | None = None,
) -> StepTaken:
    """Record that an object came to be: the first link of its chain. The row is flushed and in its initial state."""
    db.session.flush()
    taken = history.append(
        subject_kind=workflow.name,
        subject_id=row.id,
        step="begin",
        source="",
        target=str(row.state),
        party=party or str(next(iter(parties_of(actor, row)), "")),
        actor_id=actor.actor_id,
        actor_name=actor.actor_name,
        organisation_id=actor.organisation_id,
        at=clock.now(),
        reason="",
        facts=facts or {},
        documents=[],
        request_key=request_key,
    )
    announce(taken)
    return taken
