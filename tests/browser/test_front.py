"""The front page and its neighbours in a real browser: axe reports nothing, nothing sticks out, few requests."""

import threading
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser
from werkzeug.serving import make_server

from marketplace.kit import transactions
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
    for language, width, large in (("zh_CN", 390, "0"), ("en", 390, "1"), ("zh_CN", 1280, "0"), ("en", 1280, "0")):
        context = chromium.new_context(viewport={"width": width, "height": 900})
        choices = {"language": language, "large_type": large}
        context.add_cookies([{"name": name, "value": value, "url": site} for name, value in choices.items()])
        page = context.new_page()
        complaints: list[str] = []
        requests: list[str] = []
        page.on("console", lambda message, said=complaints: said.append(message.text))
        page.on("request", lambda request, sent=requests: sent.append(request.url))
        for path in PAGES:
            requests.clear()
            page.goto(site + path)
            where = f"{path} {language} {width}"
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), where
            violations = Axe().run(page).response["violations"]
            assert not violations, f"{where}: {[(one['id'], one['nodes'][0]['html']) for one in violations]}"
            assert len(requests) <= 12, where
        assert complaints == []
        context.close()
