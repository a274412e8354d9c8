"""Signing in and accepting with the keyboard alone; wherever the focus stands, it can be seen."""

import pytest
from playwright.sync_api import Page

from tests.browser.people import Holder, Workshop

pytestmark = pytest.mark.browser
MOST_TABS = 90
FOCUS = """() => {
  const one = document.activeElement, look = getComputedStyle(one), box = one.getBoundingClientRect();
  const drawn = [one, one.closest(".inp"), one.closest("label")].filter(Boolean).map(part => getComputedStyle(part));
  const ring = drawn.some(look => (look.outlineStyle != "none" && parseFloat(look.outlineWidth) > 0)
    || look.boxShadow != "none");
  return {ring, seen: box.width > 0 && box.bottom > 0 && box.top < innerHeight, html: one.outerHTML.slice(0, 120)};
}"""


def tabs_to(page: Page, selector: str) -> None:
    """Press Tab until the focus stands there; every stop on the way must show itself."""
    for _stop in range(MOST_TABS):
        page.keyboard.press("Tab")
        focus = page.evaluate(FOCUS)
        assert focus["ring"], f"{page.url}: no ring around {focus['html']}"
        assert focus["seen"], f"{page.url}: out of sight: {focus['html']}"
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"{page.url}: the keyboard does not reach {selector}")


@pytest.mark.parametrize("width", [390, 1280])
def test_signing_in_and_accepting_need_no_mouse(arrives, width):
    holder = arrives(Holder)
    holder.signs_in()
    buyer = arrives(Workshop)
    buyer.signs_in()
    number = buyer.chooses(holder.has_published("PT"))
    workshop = arrives(Workshop, width=width)
    page = workshop.page
    workshop.opens(f"/sign-in?next=/listings/{number}/accept")
    tabs_to(page, '[name="email"]')
    page.keyboard.type(workshop.email)
    tabs_to(page, '[name="password"]')
    page.keyboard.type(workshop.password)
    tabs_to(page, "main form button.b1")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: url.endswith(f"{number}/accept") and "sign-in" not in url)
    tabs_to(page, '[name="understood"]')
    page.keyboard.press("Space")
    tabs_to(page, 'button[value="accept"]')
    page.keyboard.press("Enter")
    page.wait_for_url("**/deals/XK-*")
    workshop.reads(number)


def test_the_first_stop_skips_to_the_content(arrives):
    workshop = arrives(Workshop)
    workshop.opens("/listings")
    tabs_to(workshop.page, "a.skip")
    workshop.page.keyboard.press("Enter")
    tabs_to(workshop.page, "main a, main input, main select, main button, main summary, main [tabindex]")
