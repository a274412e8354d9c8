"""A deal as its page shows it: whose turn it is and until when, the picture, the timeline, the chain's soundness."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from marketplace.accounts.models import User
from marketplace.contracts.models import Deal
from marketplace.contracts.queries.deals import is_turn_of, workflow_of
from marketplace.kit import clock
from marketplace.kit.i18n import _
from marketplace.kit.pages import day, moment
from marketplace.workflows import engine, history
from marketplace.workflows.deal_states import DealState
from marketplace.workflows.diagram import Flow, flow
from marketplace.workflows.models import StepTaken
from marketplace.workflows.table import Wait, Workflow


@dataclass(frozen=True)
class Entry:
    """A line of the timeline. status: future | now | past | stop"""

    status: str
    when: str
    title: str
    text: str = ""
    who: str = ""
    fingerprint: str = ""


@dataclass(frozen=True)
class DealView:
    """What a deal's page shows beside the row."""

    deal: Deal
    workflow: Workflow
    wait: Wait | None
    is_mine: bool
    steps: Sequence[engine.OpenStep]
    flow: Flow
    timeline: Sequence[Entry]
    steps_taken: Sequence[StepTaken]
    chain_is_sound: bool

    @property
    def last_day(self) -> date | None:
        """The day until which somebody must act."""
        return self.deal.sign_by if self.wait and self.deal.sign_by else None

    @property
    def days_left(self) -> int:
        return (self.last_day - clock.today()).days if self.last_day else 0

    @property
    def total_days(self) -> int:
        return (self.last_day - clock.day(self.deal.accepted_at)).days if self.last_day else 0

    @property
    def state_name(self) -> str:
        return _(self.workflow.names[self.deal.state])


STOPPED = frozenset({"lapsed", "withdrawn", "declined", "terminated"})


def _past(workflow: Workflow, taken: StepTaken, names: dict[int, str]) -> Entry:
    title = _("Terms accepted, frozen") if taken.step == "begin" else _(workflow.step(taken.step).label)
    organisation = names.get(taken.organisation_id or 0, "")
    who = _("by itself") if taken.actor_id is None else f"{organisation} · {taken.actor_name}"
    status = "stop" if taken.target in STOPPED else "past"
    return Entry(status, moment(taken.at), title, taken.reason, who, taken.hash)


def _future(row: Deal) -> list[Entry]:
    found = []
    if row.state is DealState.EFFECTIVE and row.ends_on:
        found.append(
            Entry("future", day(row.ends_on), _("The term is over"), _("The licence ends by itself on this day."))
        )
    elif row.sign_by and row.state in {DealState.ACCEPTED, DealState.SIGNING, DealState.COUNTERSIGNING}:
        found.append(
            Entry(
                "future",
                day(row.sign_by),
                _("Last day to sign"),
                _("Unsigned after it, the deal lapses; nothing is owed."),
            )
        )
    return found


def view(row: Deal, user: User) -> DealView:
    workflow = workflow_of(row)
    taken = history.steps_of(workflow.name, row.id)
    names = {row.licensor_id: row.licensor.short_name, row.licensee_id: row.licensee.short_name}
    wait = workflow.waits.get(row.state)
    now = [Entry("now", _("Now"), _(wait.question))] if wait else []
    return DealView(
        deal=row,
        workflow=workflow,
        wait=wait,
        is_mine=is_turn_of(row, user),
        steps=engine.open_to(workflow, row, user),
        flow=flow(workflow, row.state, taken, _),
        timeline=[*_future(row), *now, *(_past(workflow, one, names) for one in reversed(taken))],
        steps_taken=taken,
        chain_is_sound=not any(history.verify(workflow.name, row.id)),
    )
