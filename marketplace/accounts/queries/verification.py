"""Where an organisation's verification stands: the picture, what is open to the reader, what was said."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple

from flask import current_app

from marketplace.accounts.models import Organisation
from marketplace.kit.i18n import _
from marketplace.workflows import history, standing
from marketplace.workflows.diagram import Flow, flow
from marketplace.workflows.models import StepTaken
from marketplace.workflows.standing import Button
from marketplace.workflows.table import Wait
from marketplace.workflows.verification import VERIFICATION

PLACES = "places_kept"  # app.extensions: organisation ids → the place that each keeps until it is verified


class PlaceKept(NamedTuple):
    """A place that depends on a verification. answer_by: the office's last day · kept_until: the place's"""

    answer_by: date
    kept_until: date


def places_kept(organisation_ids: Iterable[int]) -> Mapping[int, PlaceKept]:
    """Of those organisations that keep a place on condition; whoever keeps the deals knows."""
    find = current_app.extensions.get(PLACES)
    found: Mapping[int, PlaceKept] = find(list(organisation_ids)) if find else {}
    return found


def steps_taken(organisation: Organisation) -> list[StepTaken]:
    return history.steps_of(VERIFICATION.name, organisation.id)


def picture(organisation: Organisation, taken: list[StepTaken]) -> Flow:
    """The machine with this organisation's place in it."""
    return flow(VERIFICATION, organisation.state, taken, _)


def buttons(organisation: Organisation, by: Any, urls: dict[str, str]) -> tuple[list[Button], list[Button]]:
    """The steps open to `by`, and those refused with the reason. `urls`: steps that have a page of their own."""
    return standing.buttons(VERIFICATION, organisation, by, lambda name: urls.get(name, ""))


def wait_of(organisation: Organisation) -> Wait | None:
    return VERIFICATION.waits.get(organisation.state)


def reason_of_return(taken: list[StepTaken]) -> str:
    """What the office wrote when it last returned the papers."""
    return next((step.reason for step in reversed(taken) if step.step == "return"), "")
