"""Language and type size are remembered, and lead back to pages of this house only."""

import pytest


@pytest.mark.parametrize(
    ("target", "place"),
    [
        ("/listings?q=1", "/listings?q=1"),
        ("//evil.example", "/"),
        ("https://evil.example/", "/"),
        ("/\\evil.example", "/"),
        ("", "/"),
    ],
)
def test_a_choice_leads_back_to_this_house_only(app, cast, target, place):
    answer = app.test_client().get("/language/en", query_string={"next": target})
    assert (answer.status_code, answer.location) == (303, place)


def test_the_language_is_kept_in_a_cookie(app, cast):
    client = app.test_client()
    client.get("/language/en")
    assert 'lang="en"' in client.get("/privacy").text
    client.get("/language/zh_CN")
    assert 'lang="zh-CN"' in client.get("/privacy").text


def test_there_is_no_third_language(app, cast):
    assert app.test_client().get("/language/fr").status_code == 404


def test_large_type_is_switched_on_and_off(app, cast):
    client = app.test_client()
    client.get("/large-type?next=/privacy")
    assert 'class="large"' in client.get("/privacy").text
    client.get("/large-type?next=/privacy")
    assert 'class="large"' not in client.get("/privacy").text
