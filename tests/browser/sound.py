"""What a browser holds against a page: faults it reports, rules it enforces, what axe finds, what sticks out."""

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import BrowserContext, Page

PHONE, DESK = 390, 1280
HEIGHT = 900
LISTEN = """window.refusedByPolicy = [];
document.addEventListener("securitypolicyviolation", one => window.refusedByPolicy.push(
  `policy ${one.violatedDirective}: ${one.blockedURI} ${one.sourceFile}:${one.lineNumber}`));"""
GIVEN_UP = (
    "net::ERR_ABORTED"  # the browser no longer wants it: the page was left, or another width needs another picture
)
RUN_AXE = "axe.run({resultTypes: ['violations']})"


class Faults:
    """Writes down what goes wrong in a window: console, scripts, requests that fail or are refused."""

    def __init__(self, context: BrowserContext, page: Page) -> None:
        self.found: list[str] = []
        self.where = ""
        context.add_init_script(LISTEN)
        page.on("console", lambda said: said.type in {"error", "warning"} and self.note(said.text))
        page.on("pageerror", lambda error: self.note(str(error)))
        page.on(
            "requestfailed",
            lambda request: request.failure != GIVEN_UP and self.note(f"{request.failure} {request.url}"),
        )
        page.on("response", lambda answer: answer.status >= 400 and self.note(f"{answer.status} {answer.url}"))

    def note(self, what: str) -> None:
        self.found.append(f"{self.where}: {what}")

    def examine(self, page: Page, *widths: int) -> None:
        """Nothing sticks out on a phone and on a desk; axe looks at these widths."""
        for width in (PHONE, DESK):
            page.set_viewport_size({"width": width, "height": HEIGHT})
            if not page.evaluate("document.documentElement.scrollWidth <= innerWidth"):
                self.note(f"sticks out at {width} px")
            if width in widths:
                self._ask_axe(page, width)
        for refused in page.evaluate("window.refusedByPolicy"):
            self.note(refused)

    def _ask_axe(self, page: Page, width: int) -> None:
        if not page.evaluate("'axe' in window"):
            page.evaluate(AXE_SCRIPT)
        for one in page.evaluate(RUN_AXE)["violations"]:
            self.note(f"{one['id']} at {width} px: {one['nodes'][0]['html'][:200]}")
