"""Draw every workflow into docs/workflows: text for Graphviz beside the picture, in Chinese (.svg), English (.en.svg).

Needs Graphviz (dot); the results are committed. A test compares the .dot texts with the tables, without Graphviz.
    python -m tools.drawings
"""

import hashlib
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from marketplace.kit.i18n import catalogue
from marketplace.workflows import routes
from marketplace.workflows.diagram import dot
from marketplace.workflows.queries import workflows

FOLDER = routes.DRAWINGS
DRAWN_FROM = re.compile(r"<!-- drawn from ([0-9a-f]{64}) -->")
ENDINGS = {"zh_CN": "", "en": ".en"}


def texts() -> Iterator[tuple[Path, str]]:
    """Every .dot file and what should be in it."""
    for language, ending in ENDINGS.items():
        words = catalogue(language)
        say = words.gettext if language != "en" else str
        for workflow in workflows():
            yield FOLDER / f"{workflow.name}{ending}.dot", dot(workflow, say) + "\n"


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def text_of(picture: Path) -> str:
    """The digest of the text that a picture was drawn from, as the picture itself says; empty when it says nothing."""
    found = DRAWN_FROM.search(picture.read_text(encoding="utf-8"))
    return found.group(1) if found else ""


def drawn(text: str) -> str:
    """The picture, with the digest of its text in place of the remarks that name the machine's Graphviz version."""
    made = subprocess.run(["dot", "-Tsvg"], input=text, text=True, capture_output=True, check=True).stdout
    bare = re.sub(r"<!--.*?-->\n?", "", made, flags=re.DOTALL)
    return bare.replace("</svg>", f"<!-- drawn from {digest(text)} -->\n</svg>")


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    for path, text in texts():
        path.write_text(text, encoding="utf-8")
        picture = path.with_suffix(".svg")
        picture.write_text(drawn(text), encoding="utf-8")
        sys.stdout.write(f"{picture.relative_to(FOLDER.parent.parent)}\n")


if __name__ == "__main__":
    main()
