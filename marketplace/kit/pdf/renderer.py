"""HTML → PDF/A-3u inside one worker process; nothing here is imported by the server."""

import ctypes
import gc
import hashlib
from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any, cast

import weasyprint
from weasyprint.logger import LOGGER
from weasyprint.text import ffi
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher

from marketplace.kit.pdf.guard import DataOnly, MissingGlyphs, Refused, check_tree

VARIANT = "pdf/a-3u"
SHEETS = Path(__file__).parent
STYLES = ("contract", "plain")
POINTS_PER_PIXEL = 0.75
COLLECT_EVERY = 10
HAS_SUBSETTER = ffi.harfbuzz_subset is not None


def _roomy(slots: int = 33_000) -> Callable[..., Any]:
    # CPython 3.11 keeps frames in 16 KiB chunks and recursion across a chunk border costs up to a quarter of
    # the time. A frame this large gets one large chunk for everything below it.
    names = "=".join(f"v{number}" for number in range(slots))
    space: dict[str, Any] = {}
    exec(f"def roomy(act, *args):\n if 0:\n  {names}=0\n return act(*args)", space)  # noqa: S102
    return cast(Callable[..., Any], space["roomy"])


def give_memory_back() -> None:
    """Return freed memory to the system, where the C library can; it keeps it for itself otherwise."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)


class Renderer:
    """One per process: fonts and sheets are read once."""

    def __init__(self) -> None:
        self.fonts = FontConfiguration()
        base = self._read("base")
        self.sheets = {style: [base, self._read(style)] for style in STYLES}
        self.missing = MissingGlyphs()
        LOGGER.handlers[:] = [self.missing]
        self.printed = 0
        self.roomy = _roomy()
        for style in STYLES:
            self.render("<p>预热</p><p><b>预热</b></p>", style, "预热", datetime(2026, 1, 1, tzinfo=UTC), None)
        gc.collect()
        gc.freeze()

    def _read(self, name: str) -> Any:
        own_files = URLFetcher(allowed_protocols={"file"}, allow_redirects=False)
        return weasyprint.CSS(filename=SHEETS / f"{name}.css", font_config=self.fonts, url_fetcher=own_files)

    def render(
        self, html: str, style: str, title: str, created: datetime, attachment: tuple[str, bytes] | None
    ) -> tuple[bytes, dict[str, list[float]], int]:
        """The PDF, the boxes of its `sig-` elements (page, x1, y1, x2, y2 in points from below), the page count.

        Raises Refused.
        """
        self.missing.found.clear()
        gc.disable()
        try:
            return cast(
                tuple[bytes, dict[str, list[float]], int],
                self.roomy(self._render, html, style, title, created, attachment),
            )
        except FatalURLFetchingError as error:
            raise Refused("fetch", str(error.__cause__ or error)) from error
        except RecursionError as error:
            raise Refused("depth") from error
        finally:
            gc.enable()
            self.printed += 1
            if self.printed % COLLECT_EVERY == 0:
                gc.collect()
                give_memory_back()

    def _render(
        self, html: str, style: str, title: str, created: datetime, attachment: tuple[str, bytes] | None
    ) -> tuple[bytes, dict[str, list[float]], int]:
        source = weasyprint.HTML(string=html, url_fetcher=DataOnly())
        check_tree(source.etree_element)
        document = source.render(stylesheets=self.sheets[style], font_config=self.fonts, pdf_variant=VARIANT)
        if any(link[0] == "attachment" for page in document.pages for link in page.links):
            raise Refused("attachment")
        about = document.metadata
        about.title, about.generator, about.attachments = title, "Jingzhe", []
        about.created = about.modified = created.strftime("%Y-%m-%dT%H:%M:%SZ")
        files = [self._attached(*attachment, created)] if attachment else None
        # The identifier must be the same for the same document, and another for another one.
        seed = "\0".join((title, about.created, style, html)).encode() + (attachment[1] if attachment else b"")
        identifier = hashlib.sha256(seed).hexdigest()[:32].encode()
        pdf = document.write_pdf(pdf_variant=VARIANT, attachments=files, pdf_identifier=identifier)
        if self.missing.found:
            raise Refused("glyphs", "".join(self.missing.found))
        return pdf, _boxes(document), len(document.pages)

    def _attached(self, name: str, content: bytes, created: datetime) -> Any:
        return weasyprint.Attachment(
            file_obj=BytesIO(content), name=name, created=created, modified=created, relationship="Data"
        )


def _boxes(document: Any) -> dict[str, list[float]]:
    found = {}
    for number, page in enumerate(document.pages):
        for anchor, corners in page.anchors.items():
            if anchor.startswith("sig-"):
                left, top, right, bottom = (round(value * POINTS_PER_PIXEL, 2) for value in corners)
                height = page.height * POINTS_PER_PIXEL
                found[anchor] = [number, left, round(height - bottom, 2), right, round(height - top, 2)]
    return found
