"""The demo walks both channels over real HTTP; its small browser reads pages as a browser does."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from marketplace.demo import cast
from marketplace.demo.browser import Page
from marketplace.demo.forms import Attached, Broken, Reader, multipart
from marketplace.kit import uscc
from marketplace.patents.rules.numbers import check_digit

ROOT = Path(__file__).parent.parent
HTML = b"""<html><body><p>Two  words</p><a href="/a">First</a><script>hidden()</script>
<form method="post" action="/go" enctype="multipart/form-data"><input type="hidden" name="csrf_token" value="t">
<input name="title" value="old"><textarea name="text">
kept</textarea><select name="one"><option value="a">A</option><option value="b" selected>B</option></select>
<label><input type="checkbox" name="pick" value="1"><span>ZL1</span></label>
<label><input type="checkbox" name="pick" value="2" checked><span>ZL2</span></label>
<input type="file" name="scan"><button name="step" value="go">Go</button></form></body></html>"""


@pytest.fixture
def page() -> Page:
    return Page("http://x/form", 200, HTML, "text/html; charset=utf-8", "")


def test_a_page_is_read_as_it_is_shown(page: Page) -> None:
    assert "Two words" in page.text
    assert "hidden" not in page.text
    assert page.link_with("First") == "/a"
    assert page.tick_beside("pick", "ZL1") == "1"


def test_a_form_sends_what_a_browser_would(page: Page) -> None:
    form = page.form_with("step", "go")
    sent = form.filled({"title": "new", "pick": ["1"]}, ("step", "go"))
    assert dict(sent) == {
        "csrf_token": "t", "title": "new", "text": "kept", "one": "b", "pick": "1", "step": "go"
    }  # fmt: skip
    assert form.is_multipart


@pytest.mark.parametrize("answers", [{"nobody_asks": "x"}, {"one": "c"}])
def test_what_the_page_does_not_ask_cannot_be_answered(page: Page, answers: dict[str, str]) -> None:
    with pytest.raises(Broken):
        page.form_with("title").filled(answers, None)


def test_what_is_missing_is_named(page: Page) -> None:
    with pytest.raises(Broken, match="three"):
        page.shows("three")
    with pytest.raises(Broken, match="nowhere"):
        page.link_with("nowhere")
    with pytest.raises(Broken, match="unasked"):
        page.form_with("unasked")


def test_a_file_travels_whole() -> None:
    content = bytes(range(256))
    body, media_type = multipart([("a", "字"), ("scan", Attached("x.png", content, "image/png"))])
    assert content in body
    assert "字".encode() in body
    assert media_type.split("=")[1].encode() in body


def test_invented_numbers_are_well_formed() -> None:
    number = cast.patent_number(2021).removeprefix("ZL")
    assert check_digit(number[:12]) == number[-1]
    assert uscc.check(cast.holder().uscc).is_valid
    assert Reader().forms == []


@pytest.mark.slow
def test_the_main_job_in_both_channels(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "demo", "--out", str(tmp_path / "out")]
    environment = os.environ | {"INSTANCE_DIR": str(tmp_path / "instance")}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    papers = sorted((tmp_path / "out").glob("*.pdf"))
    assert len(papers) == 8  # two contracts, a tampered one, a declaration, two notices, two confirmations
    assert "✕" not in done.stdout
