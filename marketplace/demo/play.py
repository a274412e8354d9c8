"""The stage: who sits at which browser, how long each step takes, and where the papers are laid."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from marketplace.demo import cast
from marketplace.demo.browser import Browser, Page
from marketplace.demo.forms import Broken
from marketplace.demo.server import Place

PDF = b"%PDF-"


class Play:
    """say: prints a line; folder: every document is left there"""

    def __init__(self, place: Place, folder: Path, say: Callable[[str], None]) -> None:
        self.place, self.folder, self._say = place, folder, say
        self.holder, self.workshop = cast.holder(), cast.workshop()
        self.at_holder = Browser(place.url, "holder")
        self.at_workshop = Browser(place.url, "workshop")
        self.at_office = Browser(place.url, "office")
        self.at_anybody = Browser(place.url, "anybody")
        self.steps = 0
        self.papers: list[str] = []

    @contextmanager
    def step(self, who: str, what: str) -> Iterator[None]:
        """Times what happens inside; a failure names the step."""
        self.steps += 1
        begun = time.monotonic()
        try:
            yield
        except (Broken, OSError) as error:
            self._say(f"{self.steps:>2}  ✕        {who:<9} {what}")
            raise Broken(f"step {self.steps}, {who}: {what}: {error}") from error
        self._say(f"{self.steps:>2}  {round((time.monotonic() - begun) * 1000):>5} ms  {who:<9} {what}")

    def act(self, title: str) -> None:
        self._say(f"\n{title}")

    def keep(self, page: Page) -> bytes:
        """Lay a downloaded PDF into the folder, by the name it came with. Raises Broken for anything else."""
        name = Path(page.file_name).name
        if not page.content.startswith(PDF) or not name.endswith(".pdf") or name in self.papers:
            raise Broken(f"{page.path} ({name}) is no new PDF")
        (self.folder / name).write_bytes(page.content)
        self.papers.append(name)
        return page.content
