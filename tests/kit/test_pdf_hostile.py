"""What a hostile text gets: refused by name or by time, nothing fetched, and the printers still print."""

import http.server
import os
import resource
import signal
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from marketplace.kit import pdf
from marketplace.kit.pdf import printers
from marketplace.kit.pdf.printers import Pool
from tests.kit.pdf_samples import contract, printed

HEADER: dict[str, object] = {"css": "contract", "title": "样例", "created": 0, "attachment": ""}

ENDLESS = '<div style="columns:10"><p>' + "词 " * 400_000 + "</p></div>"


def used_seconds(process: int) -> float:
    """Processor time of a running process."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class Ears(http.server.BaseHTTPRequestHandler):
    heard: list[str] = []

    def do_GET(self) -> None:
        self.heard.append(self.path)
        self.send_response(302)
        self.send_header("Location", "file:///etc/passwd")
        self.end_headers()

    def log_message(self, *args: object) -> None:
        return


@pytest.fixture(scope="module")
def listener() -> Iterator[str]:
    server = http.server.HTTPServer(("127.0.0.1", 0), Ears)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def secret(tmp_path: Path) -> str:
    path = tmp_path / "secret.txt"
    path.write_text("TOP SECRET")
    return path.as_uri()


@pytest.mark.parametrize(
    ("html", "code"),
    [
        ('<img src="{secret}">', "PDF_FETCH"),
        ('<img src="{http}/picture.png">', "PDF_FETCH"),
        (
            '<svg width="9" height="9"><image href="{http}/in.svg" width="9" height="9"/></svg>',
            "PDF_FETCH",
        ),
        ('<p style="background:url({http}/b.png)">x</p>', "PDF_FETCH"),
        ('<p style="background:url({secret})">x</p>', "PDF_FETCH"),
        ('<link rel="attachment" href="{secret}">', "PDF_ELEMENT"),
        ('<a rel="attachment" href="{secret}">x</a>', "PDF_ATTACHMENT"),
        ('<a rel="attachment" href="data:text/plain,x">x</a>', "PDF_ATTACHMENT"),
        ('<link rel="stylesheet" href="{http}/s.css">', "PDF_ELEMENT"),
        ("<style>@import url({http}/s.css);</style>", "PDF_ELEMENT"),
        ("<style>@page{{size:10mm}}</style><p>词</p>", "PDF_ELEMENT"),
        ('<base href="{http}/"><img src="x.png">', "PDF_ELEMENT"),
        ('<object data="{secret}"></object>', "PDF_ELEMENT"),
        ("<table><tr><td colspan=1000000>x</td></tr></table>", "PDF_SPAN"),
        ("<table><tr><td rowspan=99999999999999>x</td></tr></table>", "PDF_SPAN"),
        ("<table><colgroup span=1000000></colgroup></table>", "PDF_SPAN"),
        ("<p>发\U0001f600财</p>", "PDF_GLYPHS"),
    ],
)
def test_a_hostile_text_is_refused_by_name_and_nothing_is_fetched(
    listener: str, secret: str, html: str, code: str
) -> None:
    Ears.heard.clear()
    with pytest.raises(pdf.PdfRefused) as refusal:
        printed(html.format(secret=secret, http=listener))
    assert refusal.value.code == code
    assert refusal.value.message.zh
    assert refusal.value.cure
    assert Ears.heard == []


def test_the_missing_character_is_named() -> None:
    with pytest.raises(pdf.PdfRefused, match="\U0001f600"):
        printed("<p>发\U0001f600财</p>")


def test_braces_and_templates_print_as_they_stand() -> None:
    assert printed("<p>{{ v.name }} {% for %} ${7*7} %(x)s {0.__class__}</p>").pages == 1


def test_three_thousand_nested_blocks_are_refused_by_the_same_printer() -> None:
    pool = Pool(size=1)
    try:
        pool.warm_up()
        before = pool.children()
        with pytest.raises(pdf.PdfRefused) as refusal:
            pool.print(HEADER, ("<div>" * 3000 + "x" + "</div>" * 3000).encode())
        assert refusal.value.code == "PDF_DEPTH"
        assert pool.children() == before
    finally:
        pool.close()


def test_a_text_without_end_is_stopped_by_its_processor_time_and_printing_goes_on() -> None:
    pool = Pool(size=1, seconds=2)
    try:
        pool.warm_up()
        before, warm = pool.children(), used_seconds(pool.children()[0])
        ended = resource.getrusage(resource.RUSAGE_CHILDREN)
        with pytest.raises(pdf.PdfTooSlow, match="处理器时间超过 2 秒"):
            pool.print(HEADER, ENDLESS.encode())
        now = resource.getrusage(resource.RUSAGE_CHILDREN)
        used = now.ru_utime + now.ru_stime - ended.ru_utime - ended.ru_stime - warm
        assert 1.5 < used < 4
        reply, _ = pool.print(HEADER, "<p>甲</p>".encode())
        assert reply["pages"] == 1
        assert pool.children() != before
    finally:
        pool.close()


def test_each_document_has_its_own_processor_time() -> None:
    pool = Pool(size=1, seconds=1)
    try:
        pool.warm_up()
        (child,) = pool.children()
        most = used_seconds(child) + 1.5
        while used_seconds(child) < most:
            reply, _ = pool.print(HEADER, contract(clauses=1, patents=5).encode())
            assert reply["pages"]
        assert pool.children() == [child]
    finally:
        pool.close()


def test_a_machine_that_gives_the_printer_no_time_makes_no_document_too_slow() -> None:
    pool = Pool(size=1, seconds=1)
    try:
        pool.warm_up()
        (child,) = pool.children()
        os.kill(child, signal.SIGSTOP)
        threading.Timer(2.5, os.kill, (child, signal.SIGCONT)).start()
        reply, _ = pool.print(HEADER, "<p>甲</p>".encode())
        assert reply["pages"] == 1
        assert pool.children() == [child]
    finally:
        pool.close()


def test_a_printer_that_hangs_is_replaced_and_blames_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    pool = Pool(size=1)
    try:
        pool.warm_up()
        (child,) = pool.children()
        monkeypatch.setattr(printers, "HANG_SECONDS", 0.5)
        os.kill(child, signal.SIGSTOP)
        with pytest.raises(pdf.PdfUnanswered) as refusal:
            pool.print(HEADER, "<p>甲</p>".encode())
        assert (refusal.value.status, refusal.value.code) == (503, "PDF_UNANSWERED")
        monkeypatch.undo()
        reply, _ = pool.print(HEADER, "<p>甲</p>".encode())
        assert reply["pages"] == 1
    finally:
        pool.close()


def test_a_text_that_wants_too_much_memory_is_refused_and_printing_goes_on() -> None:
    pool = Pool(size=1, memory_bytes=400 << 20)
    try:
        with pytest.raises(pdf.PdfRefused) as refusal:
            pool.print(HEADER, b"<p>" + b"x" * (150 << 20))
        assert refusal.value.code == "PDF_SIZE"
        reply, _ = pool.print(HEADER, "<p>甲</p>".encode())
        assert reply["pages"] == 1
    finally:
        pool.close()


def test_a_text_over_sixteen_megabytes_is_not_even_sent() -> None:
    with pytest.raises(pdf.PdfRefused) as refusal:
        printed("x" * (17 << 20))
    assert refusal.value.code == "PDF_SIZE"
