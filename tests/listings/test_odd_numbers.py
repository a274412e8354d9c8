"""Digits that are none where a page takes a number."""

import pytest

from tests.cast import Cast
from tests.listings.conftest import Browser
from tests.listings.market import make_draft


@pytest.mark.parametrize("number", ["²", "①", "١", "-1", "0", "1e9", "9" * 30, "\x00", "{{7*7}}"])
def test_no_page_number_breaks_a_list(cast: Cast, browse: Browser, number: str) -> None:
    make_draft(cast.university)
    client = browse(cast.university)
    for path in ("/listings/mine", "/listings", "/deals", "/patents", "/numbers/deals"):
        assert client.get(path, query_string={"page": number}).status_code == 200


@pytest.mark.parametrize("number", ["²", "", "x", "9" * 30])
def test_a_form_that_does_not_say_what_it_was_drawn_from_writes_nothing(
    cast: Cast, browse: Browser, number: str
) -> None:
    listing = make_draft(cast.university)
    client = browse(cast.university)
    page = f"/listings/{listing.number}/edit/term"
    form = {"version": number, "term_months": "24", "acts": "make"}
    assert client.post(page, data=form).status_code == 409
    assert client.post(f"/listings/{listing.number}/consents", data={"drop": number}).status_code == 404
