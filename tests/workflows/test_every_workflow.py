"""Laws that every workflow keeps: reachable states, guards that exist, pages for every step, words for everything."""

import pytest

from marketplace.accounts.models import Organisation
from marketplace.accounts.rules.access import ACCESS
from marketplace.contracts.models import Deal
from marketplace.kit.i18n import catalogue
from marketplace.listings.models import Listing
from marketplace.workflows import routes
from marketplace.workflows.diagram import states_used
from marketplace.workflows.queries import workflows
from marketplace.workflows.words import GUARD_NAMES, PARTY_NAMES
from tools.drawings import digest, text_of, texts

MODEL = {
    "declaration": Listing,
    "offer": Listing,
    "open_licence_deal": Deal,
    "ordinary_deal": Deal,
    "verification": Organisation,
}
PACKAGE = {Listing: "listings", Deal: "contracts", Organisation: "accounts"}
# A step whose page is not called like it: python or the address has the word already.
ENDPOINT = {"verification.return": "accounts.return_organisation"}
EVERY = pytest.mark.parametrize("workflow", workflows(), ids=lambda workflow: workflow.name)


def endpoint_of(workflow, step):
    return ENDPOINT.get(f"{workflow.name}.{step.name}", f"{PACKAGE[MODEL[workflow.name]]}.{step.name}")


def test_every_workflow_has_its_model():
    assert {workflow.name for workflow in workflows()} == set(MODEL)
    assert len(routes.TABLES) == len(MODEL)


@EVERY
def test_every_state_can_be_reached(workflow):
    reached, growing = {workflow.initial}, True
    while growing:
        more = {step.target for step in workflow.steps if reached & set(step.sources)} - reached
        reached, growing = reached | more, bool(more)
    assert reached == set(states_used(workflow)) == set(workflow.names)
    assert all(set(step.sources) <= reached for step in workflow.steps)


@EVERY
def test_every_state_leads_to_an_end_or_stands_on_the_road(workflow):
    for state in states_used(workflow):
        assert workflow.leaving(state) or workflow.is_final(state)
    assert workflow.road[0] == workflow.initial
    assert set(workflow.road) <= set(states_used(workflow))
    for before, after in zip(workflow.road, workflow.road[1:], strict=False):
        assert any(before in step.sources and step.target == after for step in workflow.steps), (before, after)


@EVERY
def test_steps_of_one_name_have_one_target(workflow):
    targets = {}
    for step in workflow.steps:
        assert targets.setdefault(step.name, step.target) == step.target


@EVERY
def test_every_guard_is_a_property_of_the_model_with_a_name_and_a_reason(workflow):
    for step in workflow.steps:
        for guard in step.guards:
            assert isinstance(getattr(MODEL[workflow.name], guard), property), guard
            assert guard in GUARD_NAMES
            reason = workflow.reasons[guard]
            assert reason.zh
            assert reason.en


@EVERY
def test_who_is_waited_for_can_move_on(workflow):
    for state, wait in workflow.waits.items():
        assert any(step.by is wait.party for step in workflow.leaving(state)), state
        assert wait.party in PARTY_NAMES


@EVERY
def test_every_step_taken_by_hand_has_a_page(app, workflow):
    known = set(app.view_functions)
    for step in workflow.steps:
        if step.by_hand:
            endpoint = endpoint_of(workflow, step)
            assert endpoint in known, f"no page for {workflow.name}.{step.name}"
            assert endpoint in ACCESS


@EVERY
def test_a_page_asks_only_for_what_its_step_guards(workflow):
    wrong = [step.name for step in workflow.steps if not set(step.asks) <= set(step.guards)]
    assert wrong == []


@EVERY
def test_everything_a_person_reads_is_translated(workflow):
    words = catalogue("zh_CN")
    said = [workflow.title, workflow.source, *workflow.names.values()]
    said += [text for step in workflow.steps for text in (step.label, step.follows) if text]
    said += [text for wait in workflow.waits.values() for text in (wait.question, wait.if_nothing)]
    said += [*GUARD_NAMES.values(), *PARTY_NAMES.values()]
    untranslated = [text for text in said if words.gettext(text) == text]
    assert untranslated == []


def test_the_committed_drawings_are_current():
    for path, text in texts():
        assert path.read_text(encoding="utf-8") == text, f"{path.name}: run make drawings"
        assert text_of(path.with_suffix(".svg")) == digest(text), f"{path.name}: run make drawings"
