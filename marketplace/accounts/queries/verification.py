"""Where an organisation's verification stands: the picture, what is open to the reader, what was said."""

from dataclasses import dataclass
from typing import Any

from marketplace.accounts.models import Organisation
from marketplace.kit.i18n import _
from marketplace.kit.words import Words
from marketplace.workflows import engine, history
from marketplace.workflows.diagram import Flow, flow
from marketplace.workflows.models import StepTaken
from marketplace.workflows.table import Wait
from marketplace.workflows.verification import VERIFICATION


@dataclass(frozen=True)
class Button:
    """A step as the buttons show it; `message` says why it is refused."""

    name: str
    label: str
    url: str = ""
    message: Words | None = None
    article: Words | None = None
    cure: Words | None = None


def steps_taken(organisation: Organisation) -> list[StepTaken]:
    return history.steps_of(VERIFICATION.name, organisation.id)


def picture(organisation: Organisation, taken: list[StepTaken]) -> Flow:
    """The machine with this organisation's place in it."""
    return flow(VERIFICATION, organisation.state, taken, _)


def buttons(organisation: Organisation, by: Any, urls: dict[str, str]) -> tuple[list[Button], list[Button]]:
    """The steps open to `by`, and those refused with the reason. `urls`: steps that have a page of their own."""
    open_steps: list[Button] = []
    refused: list[Button] = []
    for found in engine.open_to(VERIFICATION, organisation, by):
        button = Button(found.step.name, found.step.label, urls.get(found.step.name, ""), found.refusal)
        (refused if found.refusal else open_steps).append(button)
    return open_steps, refused


def wait_of(organisation: Organisation) -> Wait | None:
    return VERIFICATION.waits.get(organisation.state)


def reason_of_return(taken: list[StepTaken]) -> str:
    """What the office wrote when it last returned the papers."""
    return next((step.reason for step in reversed(taken) if step.step == "return"), "")
