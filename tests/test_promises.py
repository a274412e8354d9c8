"""Every promise names tests that exist, each has its row on the page, and nothing that proves is left out."""

import ast
import re

import pytest

from tests.test_house import ROOT, tracked
from tools.promises import BOTH, COMMANDS, PROMISES, Promise, tried_on

PAGE = ROOT / "docs/reliability.md"


def names_in(path: str) -> set[str]:
    """The names of the tests of a file."""
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name[:5] == "test_"}


@pytest.mark.parametrize("promise", PROMISES, ids=lambda promise: promise.said)
def test_a_promise_names_tests_that_exist(promise: Promise) -> None:
    assert promise.tried
    assert set(promise.on) <= set(BOTH)
    for tried in promise.tried:
        if tried not in COMMANDS:
            path, _, name = tried.partition("::")
            assert (ROOT / path).is_file(), tried
            assert name in names_in(path) if name else names_in(path), tried


def test_no_promise_is_said_twice() -> None:
    said = [promise.said for promise in PROMISES]
    assert len(set(said)) == len(said)
    assert not any("|" in one for one in said)


def test_the_page_has_a_row_for_every_promise_and_no_other() -> None:
    rows = re.findall(r"^\| (.+?) \| `", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert rows == [promise.said for promise in PROMISES]


def test_whatever_is_marked_as_a_proof_stands_in_the_table() -> None:
    marked = [path for path in tracked("tests/*.py") if "pytest.mark.prove" in path.read_text(encoding="utf-8")]
    named = {test.partition("::")[0] for test in tried_on(BOTH[0])}
    own = str((ROOT / "tests/test_promises.py").relative_to(ROOT))
    assert {str(path.relative_to(ROOT)) for path in marked} - {own} <= named
