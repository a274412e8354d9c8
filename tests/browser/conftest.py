"""One served market and one Chromium for all journeys; each person gets a browser window of their own."""

import shutil
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.market import served
from tests.browser.people import Holder, Office, Visitor, Workshop

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def market(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(tmp_path_factory.mktemp("market")) as url:
        yield url


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    assert path, "Chromium is not installed; make setup-dev installs it"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def arrives(market: str, chromium: Browser) -> Iterator[Callable[..., Visitor]]:
    """arrives(Workshop, javascript=False): a person opens a browser; it is closed after the test."""
    here: list[Visitor] = []

    def arrive(kind: type[Visitor], **habits: object) -> Visitor:
        here.append(kind(chromium, market, **habits))
        return here[-1]

    yield arrive
    for person in here:
        person.leaves()


@pytest.fixture(params=[False, True], ids=["without scripts", "with scripts"])
def javascript(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


@pytest.fixture
def workshop(arrives, javascript) -> Workshop:
    return arrives(Workshop, javascript=javascript)


@pytest.fixture
def holder(arrives, javascript) -> Holder:
    return arrives(Holder, javascript=javascript)


@pytest.fixture
def office(arrives, javascript) -> Office:
    return arrives(Office, javascript=javascript)


@pytest.fixture
def anybody(arrives, javascript) -> Visitor:
    return arrives(Visitor, javascript=javascript)
