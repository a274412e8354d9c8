"""The house checks itself: file length, forbidden habits, dependencies, what templates may not hold."""

import re
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LONGEST = 300  # lines


def tracked(*patterns: str) -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", *patterns],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    return [ROOT / name for name in listed if (ROOT / name).exists()]


def test_no_file_is_long() -> None:
    long = [str(path.relative_to(ROOT)) for path in tracked("*.py", "*.html") if path.read_text().count("\n") > LONGEST]
    assert long == []


FORBIDDEN = {
    r"except Exception|except BaseException|except:": ("marketplace", "a fault is caught by name"),
    r"\|\s*safe\b|Markup\(": ("marketplace templates", "user text is never markup"),
    r"\sstyle=|<style|<script(?! src)|\son(click|load|change|submit|input|error|focus|key\w+|mouse\w+)=": (
        "templates",
        "the content policy allows no inline code",
    ),
    r"(?<!transactions)\.commit\(\)|session\.begin\(": ("marketplace", "only kit/transactions commits"),
    r"datetime\.now\(|date\.today\(|utcnow": ("marketplace", "time comes from kit/clock"),
}
ALLOWED = {
    "marketplace/kit/transactions.py",
    "marketplace/kit/clock.py",
    "marketplace/accounts/queries/sessions.py",  # sessions live by the world's clock
}


@pytest.mark.parametrize(("pattern", "where"), FORBIDDEN.items())
def test_habits(pattern: str, where: tuple[str, str]) -> None:
    folders, why = where
    endings = ("*.py",) if folders == "marketplace" else ("*.py", "*.html")
    found = []
    for path in tracked(*(f"{folder}/**/{ending}" for folder in folders.split() for ending in endings)):
        name = str(path.relative_to(ROOT))
        if name in ALLOWED or "/documents/" in name:
            continue
        for number, line in enumerate(path.read_text().splitlines(), 1):
            if re.search(pattern, line) and not line.lstrip().startswith(("#", "{#")):
                found.append(f"{name}:{number}: {line.strip()}")
    assert found == [], why


def test_every_dependency_earns_its_line() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    page = (ROOT / "docs/decisions/0002-dependencies.md").read_text().lower()
    names = [re.split(r"[\[=<>]", line)[0].lower() for line in project["dependencies"]]
    assert [name for name in names if name not in page] == []
    assert all("==" in line for line in project["dependencies"]), "every dependency is pinned"


def test_every_decision_is_listed() -> None:
    index = (ROOT / "docs/decisions/README.md").read_text()
    pages = sorted(path.name for path in (ROOT / "docs/decisions").glob("0*.md"))
    assert [page for page in pages if page not in index] == []


# What takes apart bytes that somebody sent. Only the room's readers, which run in processes of their own, may have it.
PARSERS = re.compile(
    r"^\s*(?:import|from) (pikepdf|pypdf|PIL|python_calamine|openpyxl|zipfile|tarfile|charset_normalizer|pyhanko\w*"
    r"|xml\b|lxml|defusedxml|fontTools)\b",
    re.MULTILINE,
)
READERS = "marketplace/kit/reading/readers/"
OF_OUR_OWN = {
    "marketplace/kit/backup/archive.py": {"tarfile"},  # the operator's own archive, at a command
    "marketplace/kit/scans.py": {"PIL"},  # draws a sample, opens nothing
    "marketplace/kit/pdf/typefaces.py": {"fontTools"},  # our own typefaces
    "marketplace/kit/signing/outlines.py": {"fontTools"},
    "marketplace/kit/signing/fields.py": {"pyhanko"},  # signs our own print
    "marketplace/kit/signing/timestamps.py": {"pyhanko", "pyhanko_certvalidator"},  # our own certificates
}
IN_THE_CHILD = (READERS, "marketplace/kit/reading/warden.py")


def test_strangers_bytes_are_read_in_one_room() -> None:
    found = {}
    for path in tracked("marketplace/**/*.py", "wsgi.py"):
        name = str(path.relative_to(ROOT))
        parsers = set(PARSERS.findall(path.read_text())) - OF_OUR_OWN.get(name, set())
        if parsers and not name.startswith(READERS):
            found[name] = parsers
    assert found == {}


def test_no_reader_is_imported_outside_its_own_process() -> None:
    names = (
        str(path.relative_to(ROOT))
        for path in tracked("marketplace/**/*.py")
        if re.search(r"^\s*(import|from) marketplace\.kit\.reading\.readers", path.read_text(), re.MULTILINE)
    )
    assert [name for name in names if not name.startswith(IN_THE_CHILD)] == []
