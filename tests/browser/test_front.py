"""The front page and its neighbours in a real browser: axe reports nothing, nothing sticks out, few requests."""

import threading
from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser
from werkzeug.serving import make_server

from marketplace.kit import transactions
from tests.browser.sound import DESK, PHONE, Faults
from tests.cast import make_cast
from tests.home.market import make_market

PAGES = (
    "/", "/numbers", "/numbers/deals", "/workflows/", "/workflows/offer",
    "/about/use-first", "/about/channels", "/privacy", "/accessibility",
)  # fmt: skip


@pytest.fixture
def site(own_app: Flask) -> Iterator[str]:
    with own_app.app_context(), transactions.transaction():
        cast = make_cast()
        transactions.begin(writing=True)
        make_market(cast.university.organisation, cast.workshop.organisation)
    server = make_server("127.0.0.1", 0, own_app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


@pytest.mark.browser
def test_pages_are_clean_in_both_languages_at_both_widths_and_in_large_type(site: str, chromium: Browser):
    for language, width, large in (("zh_CN", PHONE, "0"), ("en", PHONE, "1"), ("zh_CN", DESK, "0"), ("en", DESK, "0")):
        context = chromium.new_context(viewport={"width": width, "height": 900})
        choices = {"language": language, "large_type": large}
        context.add_cookies([{"name": name, "value": value, "url": site} for name, value in choices.items()])
        page = context.new_page()
        faults = Faults(context, page)
        requests: list[str] = []
        page.on("request", lambda request, sent=requests: sent.append(request.url))
        for path in PAGES:
            requests.clear()
            faults.where = f"{path} {language} {width}"
            page.goto(site + path)
            assert len(requests) <= 12, faults.where
            faults.examine(page, width)
        assert faults.found == []
        context.close()
