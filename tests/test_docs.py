"""The pages for people who run and change the house say what is there, and nothing else."""

import re
from dataclasses import fields
from pathlib import Path

import pytest

from marketplace.config import Settings
from tests.test_house import ROOT, tracked

README = (ROOT / "README.md").read_text(encoding="utf-8")
LIMITS = (ROOT / "docs/limits.md").read_text(encoding="utf-8")
GLOSSARY = (ROOT / "docs/glossary.md").read_text(encoding="utf-8")
PAGES = tracked("*.md")
LIVING = [page for page in PAGES if page.parent.name != "decisions"]
# How a setting is called in the environment, where it is not its own name in capitals.
VARIABLES = {"instance": "INSTANCE_DIR"}
ADDRESS = re.compile(r"`(/(?!deals/<number>/<step>)[^`]*)`")  # each step has an address of its own
OURS = frozenset({"run", "shell", "routes"})  # commands of Flask itself
FOREIGN = (
    r"(?<![\w.])/(?:work|tmp|root|home/\w+|Users)/",  # a machine's own paths
    r"\b(?:pypi|registry|npmjs|mirrors?)\.[a-z]",
    r"(?i)\b(?:session clock|ai agent|assistant|copilot|chatbot|language model)\b",
)


def settings_table() -> dict[str, str]:
    """Variable → default: of README, and of the page on limits that it links."""
    rows = re.findall(r"^\| `([A-Z_]+)` \| (.+?) \| (.+?) \|$", README + LIMITS, re.MULTILINE)
    return {name: default.strip("`") for name, default, _meaning in rows}


def test_every_setting_has_its_row_and_no_row_is_invented() -> None:
    wanted = {VARIABLES.get(item.name, item.name.upper()) for item in fields(Settings)}
    assert set(settings_table()) == wanted


def test_plain_defaults_are_those_of_the_code() -> None:
    table = settings_table()
    for item in fields(Settings):
        if item.name in VARIABLES or item.default == "":
            continue
        said = str(item.default).lower() if isinstance(item.default, bool) else str(item.default)
        assert table[item.name.upper()] == said, item.name


def test_every_make_target_is_told() -> None:
    targets = re.findall(r"^([a-z-]+):.*## ", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert [name for name in targets if name != "help" and f"`make {name}`" not in README] == []


def test_every_make_target_told_is_there() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    told = {name for page in PAGES for name in re.findall(r"`make ([a-z-]+)", page.read_text(encoding="utf-8"))}
    assert told <= targets


def test_every_command_is_told(app) -> None:
    groups = set(app.cli.commands) - OURS
    assert [name for name in sorted(groups) if f"flask {name}" not in README] == []


def test_every_command_told_is_there(app) -> None:
    for page in [ROOT / "README.md", *(ROOT / "docs").glob("*.md"), *(ROOT / "docs/how-to").glob("*.md")]:
        for group, verb in re.findall(r"`flask ([a-z]+)(?: ([a-z]+))?", page.read_text(encoding="utf-8")):
            command = app.cli.commands.get(group)
            assert command is not None, f"{page.name}: flask {group}"
            verbs = getattr(command, "commands", None)
            assert not verb or verbs is None or verb in verbs, f"{page.name}: flask {group} {verb}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8"))
    inside = [link.partition("#")[0] for link in links if "://" not in link and not link.startswith(("#", "mailto:"))]
    assert [link for link in inside if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("page", LIVING, ids=lambda page: str(page.relative_to(ROOT)))
def test_files_named_are_there(page: Path) -> None:
    """Decisions are never edited, so that an old one may name what is gone."""
    named = re.findall(
        r"`((?:marketplace|tests|tools|docs|templates|static)/[\w./-]+)`", page.read_text(encoding="utf-8")
    )
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_the_map_of_the_house_is_right() -> None:
    block = README.partition("## Where things are")[2].split("```")[1]
    names = [name for line in block.strip().splitlines() for name in re.findall(r"^[\w./]+(?:  [\w./]+/ )?", line)]
    found = [word for name in names for word in name.split()]
    assert len(found) > 15
    assert [name for name in found if not (ROOT / name).exists()] == []


def test_addresses_told_are_served(app) -> None:
    table = README.partition("## Addresses")[2].partition("\n## ")[0]
    told = {address for line in table.splitlines() if line.startswith("|") for address in ADDRESS.findall(line)}
    served = {re.sub(r"<[^>]+>", "<>", str(rule)) for rule in app.url_map.iter_rules()}
    assert len(told) > 10
    assert [address for address in told if re.sub(r"<[^>]+>", "<>", address) not in served] == []


def test_glossary_names_stand_in_the_code() -> None:
    names = re.findall(r"^\| .+? \| .+? \| `(\w+)` \|", GLOSSARY, re.MULTILINE)
    code = "\n".join(path.read_text(encoding="utf-8") for path in tracked("marketplace/*.py"))
    known = set(re.findall(r"\w+", code))
    assert len(names) > 50
    assert [name for name in names if name not in known] == []


def test_a_legal_term_has_one_name() -> None:
    rows = re.findall(r"^\| (.+?) \| .+? \| `(\w+)` \|", GLOSSARY, re.MULTILINE)
    terms, names = [row[0] for row in rows], [row[1] for row in rows]
    assert sorted(set(terms)) == sorted(terms)
    assert sorted(set(names)) == sorted(names)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_pages_speak_of_the_product_alone(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert [found.group() for pattern in FOREIGN for found in re.finditer(pattern, text)] == []
