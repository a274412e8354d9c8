"""The shipped nginx configuration before the site, over https: sign in, accept, sign, and read what was signed."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from marketplace.demo.server import spare_port
from tests.browser.market import ROOT, served
from tests.browser.people import Holder, Workshop

CONFIGURATION = ROOT / "docs/nginx.conf"
FRAME = """
daemon off; pid {folder}/nginx.pid; error_log stderr warn; worker_processes 1;
events {{ worker_connections 500; }}
http {{ {temporary} include {folder}/jingzhe.conf; }}
"""
PLACES = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")

pytestmark = [pytest.mark.browser]


def binary() -> str:
    found = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    assert found, "nginx is not installed; make setup-dev installs it"
    return found


def certificate(folder: Path) -> None:
    command = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=localhost"
    files = ["-keyout", str(folder / "key.pem"), "-out", str(folder / "chain.pem")]
    subprocess.run([*command.split(), *files], check=True, capture_output=True)


def configuration(folder: Path, https: int, http: int, site: int) -> str:
    """The shipped file with what it tells to change, changed."""
    text = CONFIGURATION.read_text()
    for shipped, ours in (
        ("listen 80;", f"listen 127.0.0.1:{http};"),
        ("listen 443 ssl", f"listen 127.0.0.1:{https} ssl"),
        ("server_name jingzhe.example;", "server_name localhost;"),
        ("127.0.0.1:8000", f"127.0.0.1:{site}"),
        ("/etc/ssl/jingzhe/", f"{folder}/"),
        ("/var/log/nginx/", f"{folder}/"),
        ("Host $host;", "Host $http_host;"),  # the port of the test is not the usual one
    ):
        assert shipped in text, shipped
        text = text.replace(shipped, ours)
    return text


@contextmanager
def proxy(folder: Path, https: int, site: int) -> Iterator[None]:
    certificate(folder)
    temporary = " ".join(f"{name}_temp_path {folder}/{name};" for name in PLACES)
    (folder / "jingzhe.conf").write_text(configuration(folder, https, spare_port(), site))
    (folder / "nginx.conf").write_text(FRAME.format(folder=folder, temporary=temporary))
    command = [binary(), "-p", str(folder), "-c", str(folder / "nginx.conf")]
    subprocess.run([*command, "-t"], check=True, capture_output=True)
    running = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    try:
        yield
    finally:
        running.terminate()
        running.wait(30)


@pytest.fixture(scope="module")
def public(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """The address of a market behind the proxy, and the proxy's folder."""
    folder, https = tmp_path_factory.mktemp("nginx"), spare_port()
    url = f"https://localhost:{https}"
    with (
        served(tmp_path_factory.mktemp("behind"), PUBLIC_URL=url, TRUSTED_PROXIES="1") as site,
        proxy(folder, https, int(site.rpartition(":")[2])),
    ):
        yield url, folder


def test_two_parties_come_to_a_signed_contract(public: tuple[str, Path], chromium: Browser) -> None:
    url, folder = public
    workshop, holder = (kind(chromium, url, trusting=True) for kind in (Workshop, Holder))
    for person in (holder, workshop):
        person.signs_in()
    deal = workshop.accepts(workshop.chooses(holder.has_published("PT")))
    workshop.opens(f"/deals/{deal}")
    workshop.waits_for("看合同，去签署")
    papers = workshop.sees_links_to("/documents/")
    paper = next(address for address, words in papers.items() if "英文" not in words)
    unsigned = kept(workshop, paper)
    workshop.signs(deal, "sign")
    workshop.reads(deal)
    assert kept(workshop, paper) != unsigned, "the browser shows the file as it was before it was signed"
    cookies = {cookie["name"]: cookie for cookie in workshop.context.cookies()}
    assert cookies["__Host-jingzhe"]["secure"]
    assert cookies["__Host-jingzhe"]["httpOnly"]
    logged = (folder / "jingzhe.log").read_text()
    assert re.search(r"POST /sign-in 303", logged)
    assert deal not in logged
    for person in (workshop, holder):
        person.leaves()


def kept(person: Workshop, address: str) -> str:
    """The hash of a file as the page's own browser gets it, out of its cache where it may."""
    script = """async address => {
      const bytes = await (await fetch(address)).arrayBuffer();
      const hash = await crypto.subtle.digest('SHA-256', bytes);
      return [...new Uint8Array(hash)].map(one => one.toString(16)).join('');
    }"""
    return str(person.page.evaluate(script, address))
