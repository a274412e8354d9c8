"""Every component, seen by axe, on a phone and on a desk, in both languages: nothing to report, nothing sticks out."""

import threading

import pytest
from playwright.sync_api import Browser
from werkzeug.serving import make_server

from tests.browser.sound import DESK, PHONE, Faults
from tests.kit.gallery import PAGES, gallery

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def site():
    server = make_server("127.0.0.1", 0, gallery(), threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


@pytest.mark.parametrize("language", ["zh_CN", "en"])
@pytest.mark.parametrize("large_type", ["0", "1"])
def test_axe_finds_nothing_and_nothing_sticks_out(site: str, chromium: Browser, language: str, large_type: str):
    context = chromium.new_context()
    choices = {"language": language, "large_type": large_type}
    context.add_cookies([{"name": name, "value": value, "url": site} for name, value in choices.items()])
    page = context.new_page()
    faults = Faults(context, page)
    for name in (*PAGES, "error"):
        faults.where = name
        page.goto(f"{site}/gallery/{name}")
        faults.examine(page, PHONE, DESK)
    expected = [one for one in faults.found if one.startswith("error:") and "409" in one]
    assert [one for one in faults.found if one not in expected] == []
    context.close()
