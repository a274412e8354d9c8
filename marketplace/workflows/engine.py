"""The one door for state changes: role, state and guard checks, a guarded update, a history row, the news.

A workflow is a `Workflow` table; nothing else in the house writes a state column.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import transitions
from flask_babel import force_locale
from sqlalchemy import Table, select, update
from sqlalchemy.orm.attributes import set_committed_value

from marketplace.kit import clock
from marketplace.kit.db import db
from marketplace.kit.errors import Missing, NotAllowed, StepRefused
from marketplace.kit.events import announce
from marketplace.kit.i18n import _
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

WORKFLOWS: dict[str, Workflow] = {}
_machines: dict[str, transitions.Machine] = {}


def register(workflow: Workflow) -> Workflow:
    """Put a workflow on the list of all workflows.

    Raises ValueError when its name is taken.
    """
    if WORKFLOWS.get(workflow.name, workflow) is not workflow:
        raise ValueError(f"two workflows are named {workflow.name}")
    WORKFLOWS[workflow.name] = workflow
    _machines[workflow.name] = transitions.Machine(
        model=None,
        states=workflow.states,
        initial=workflow.initial,
        auto_transitions=False,
        # Guards are judged by `permitted`, which can say why; here a false one would only be silent.
        transitions=[
            {"trigger": step.name, "source": list(step.sources), "dest": step.target} for step in workflow.steps
        ],
    )
    return workflow


class _Walker:
    """What the state machine moves: the state alone. The row follows by a guarded update."""

    def __init__(self, state: Any) -> None:
        self.state = state


@dataclass(frozen=True)
class OpenStep:
    """A step that leaves the row's state: open to this person, or refused with the reason."""

    step: Step
    refusal: Words | None = None


def _has_role(step: Step, actor: Actor | Machine) -> bool:
    return isinstance(actor, Machine) or bool(actor.roles & step.roles)


def _guard_refusal(workflow: Workflow, step: Step, row: Any, *, asking: bool) -> tuple[str, Words] | None:
    """The first unmet guard; while `asking`, what the step's own page fills in may still be missing."""
    for guard in step.guards:
        if not (asking and guard in step.asks) and not getattr(row, guard):
            return guard, workflow.reasons[guard]
    return None


def open_to(workflow: Workflow, row: Any, actor: Actor | Machine) -> list[OpenStep]:
    """The steps that `actor` could take now: buttons, to-do list and API all come from here."""
    played = parties_of(actor, row)
    found = []
    for step in workflow.leaving(row.state):
        if step.by not in played:
            continue
        if not _has_role(step, actor):
            found.append(OpenStep(step, ROLE_MISSING))
            continue
        refused = _guard_refusal(workflow, step, row, asking=True)
        found.append(OpenStep(step, refused[1] if refused else None))
    return found


def _wrong_state(workflow: Workflow, step: Step, row: Any) -> StepRefused:
    state = workflow.names.get(row.state, row.state)
    with force_locale("zh_CN"):
        zh = f"现在是「{_(state)}」，不能办「{_(step.label)}」。可能已有人办过，请看现在的情况。"
    en = f"The state is “{state}”; “{step.label}” cannot be taken from it. Somebody may have done it already."
    return StepRefused(Words(zh, en), code="WRONG_STATE")


def permitted(workflow: Workflow, name: str, row: Any, actor: Actor | Machine, *, asking: bool = False) -> Step:
    """The step, when `actor` may take it now.

    asking: its page is only being opened; what it asks for may still be missing

    Raises Missing for a step this workflow does not have, NotAllowed for the wrong party or role, StepRefused for the
    wrong state or an unmet guard.
    """
    if not workflow.has(name):
        raise Missing
    step = workflow.step(name, row.state)
    if step.by not in parties_of(actor, row):
        raise NotAllowed(NOT_YOUR_STEP, code="NOT_YOUR_STEP")
    if not _has_role(step, actor):
        raise NotAllowed(ROLE_MISSING, code="ROLE_MISSING")
    if row.state not in step.sources:
        raise _wrong_state(workflow, step, row)
    refused = _guard_refusal(workflow, step, row, asking=asking)
    if refused:
        raise StepRefused(refused[1], code=refused[0].upper())
    return step


def lock(row: Any) -> None:
    """Read the row afresh and keep others from it until the transaction ends.

    Its own columns only: what hangs from it is loaded anew where a guard asks, and is not locked. Rows that name it as
    their own (a deal its organisation) may be written meanwhile, or an office and the clock would wait for each other.
    """
    model = type(row)
    db.session.flush()
    query = select(model).where(model.id == row.id).with_for_update(of=model, key_share=True)
    if db.session.scalars(query, execution_options={"populate_existing": True}).unique().one_or_none() is None:
        raise Missing


def _move(row: Any, target: Any) -> None:
    """The guarded update: exactly one row, still in the state and version we judged."""
    table: Table = type(row).__table__
    version = row.version
    result: Any = db.session.execute(
        update(table)
        .where(table.c.id == row.id, table.c.state == row.state, table.c.version == version)
        .values(state=target, version=version + 1)
    )
    if result.rowcount != 1:
        raise StepRefused(SOMEBODY_WAS_QUICKER, code="SOMEBODY_WAS_QUICKER")
    set_committed_value(row, "state", target)
    set_committed_value(row, "version", version + 1)


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
    Raises Missing (no such step, the row is gone), NotAllowed (wrong party or role), StepRefused (wrong state, unmet
    guard, somebody was quicker).
    """
    lock(row)
    step = permitted(workflow, name, row, actor)
    source = workflow.states(row.state)
    walker = _Walker(source)
    _machines[workflow.name].events[name].trigger(walker)
    _move(row, walker.state)
    return _record(
        workflow,
        row,
        actor,
        step=name,
        source=str(source),
        party=str(step.by),
        reason=reason,
        facts=facts or {},
        documents=sorted(documents),
        request_key=request_key,
    )


def begin(
    workflow: Workflow,
    row: Any,
    actor: Actor | Machine,
    *,
    facts: dict[str, Any] | None = None,
    party: str = "",
    request_key: str | None = None,
) -> StepTaken:
    """Record that an object came to be: the first link of its chain. The row is in its initial state."""
    db.session.flush()
    return _record(
        workflow,
        row,
        actor,
        step=history.BEGIN,
        source="",
        party=party or str(min(parties_of(actor, row), default="")),
        reason="",
        facts=facts or {},
        documents=[],
        request_key=request_key,
    )


def _record(workflow: Workflow, row: Any, actor: Actor | Machine, **columns: Any) -> StepTaken:
    taken = history.append(
        subject_kind=workflow.name,
        subject_id=row.id,
        target=str(row.state),
        actor_id=actor.actor_id,
        actor_name=actor.actor_name,
        organisation_id=actor.organisation_id,
        at=clock.now(),
        **columns,
    )
    announce(taken)
    return taken
