"""The pages of the workflows: the picture, the table of steps, the reasons; in both languages."""

import pytest

from marketplace.workflows.queries import workflows

NAMES = ["declaration", "offer", "open_licence_deal", "ordinary_deal", "verification"]


def test_every_workflow_is_listed(app, cast):
    page = app.test_client().get("/workflows/").text
    assert {workflow.name for workflow in workflows()} >= set(NAMES)
    for workflow in workflows():
        assert f'href="/workflows/{workflow.name}"' in page


@pytest.mark.parametrize("name", NAMES)
def test_a_workflow_shows_every_step_state_and_reason(app, cast, name):
    client = app.test_client()
    client.set_cookie("language", "en")
    page = client.get(f"/workflows/{name}").text
    workflow = next(one for one in workflows() if one.name == name)
    for step in workflow.steps:
        assert f'<tr id="{step.name}">' in page
        for guard in step.guards:
            assert f'href="#guard-{guard}"' in page
            assert f'id="guard-{guard}"' in page
    for state in workflow.road:
        assert workflow.names[state] in page


@pytest.mark.parametrize("language", ["zh_CN", "en"])
@pytest.mark.parametrize("name", NAMES)
def test_the_whole_drawing_is_served_in_the_readers_language(app, cast, name, language):
    client = app.test_client()
    client.set_cookie("language", language)
    answer = client.get(f"/workflows/{name}.svg")
    assert answer.mimetype == "image/svg+xml"
    assert ("已" in answer.text) == (language == "zh_CN")
    assert "<style" not in answer.text
    answer.close()


def test_there_is_no_other_workflow(app, cast):
    client = app.test_client()
    assert client.get("/workflows/magic").status_code == 404
    assert client.get("/workflows/magic.svg").status_code == 404
