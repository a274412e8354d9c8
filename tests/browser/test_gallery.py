"""Every component, seen by axe, on a phone and on a desk, in both languages: nothing to report, nothing sticks out."""

import threading

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser
from werkzeug.serving import make_server

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
@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("large_type", ["0", "1"])
def test_axe_finds_nothing_and_nothing_sticks_out(
    site: str, chromium: Browser, language: str, width: int, large_type: str
):
    context = chromium.new_context(viewport={"width": width, "height": 900})
    context.add_cookies(
        [{"name": "language", "value": language, "url": site}, {"name": "large_type", "value": large_type, "url": site}]
    )
    page = context.new_page()
    for name in (*PAGES, "error"):
        page.goto(f"{site}/gallery/{name}")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{name} is wider than {width} px"
        violations = Axe().run(page).response["violations"]
        assert not violations, f"{name}: {[(v['id'], v['nodes'][0]['html']) for v in violations]}"
    context.close()
