"""Every promise names tests that exist, each has its row on the page, and nothing that proves is left out."""

import ast
import re
from pathlib import Path

import pytest

from tests.test_house import ROOT, tracked
from tools import busy, prove, prove_page, versus
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


def test_the_page_keeps_what_was_not_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prove_page, "PAGE", tmp_path / "page.md")
    first, second = PROMISES[0].said, PROMISES[1].said
    broken = prove.Outcome(False, "3 of 4 tests held", ("ratio 7.0", "ratio 2.0"))
    prove_page.write({first: [prove.Outcome(True, "4 of 4 tests held"), broken]})
    prove_page.write({second: [prove.Outcome(True, "9 of 9 tests held", ("+ 3 MB",))]})
    page = prove_page.PAGE.read_text(encoding="utf-8")
    assert "**not kept**: 3 of 4 tests held" in page
    assert "kept: 9 of 9 tests held" in page
    assert "- ratio 7.0\n- ratio 2.0\n" in page
    assert page.count("not tried yet") == len(PROMISES) - 2
    before = page
    prove_page.write({})
    assert prove_page.PAGE.read_text(encoding="utf-8") == before


def test_a_try_is_judged_by_its_own_tests() -> None:
    cases = [prove.Case("tests/a.py::test_x[1]", True, "1 ms"), prove.Case("tests/a.py::test_xy", False, "")]
    assert prove._outcome("tests/a.py::test_x", cases) == (True, "1 of 1 tests held", ("1 ms",))
    assert not prove._outcome("tests/a.py", cases).held
    assert prove._outcome("tests/b.py", cases) == (False, "no such test ran", ())


def test_a_command_beside_busy_loops_ends_as_it_ends_and_leaves_none() -> None:
    with busy.busy(2) as loops:
        assert [loop.poll() for loop in loops] == [None, None]
    assert None not in [loop.poll() for loop in loops]


@pytest.mark.parametrize(
    ("old", "new", "is_slower"), [([100, 90, 110], [95, 88, 108], False), ([100] * 3, [80, 89, 120], True)]
)
def test_slower_by_more_than_a_tenth_is_told(old: list[float], new: list[float], is_slower: bool) -> None:
    found = versus.Compared("pages", old, new)
    assert found.is_slower is is_slower
    assert ("slower" in found.line()) is is_slower
