"""`flask audit`, and the verifier that needs no marketplace."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from flask import Flask

from marketplace.kit import clock, files
from marketplace.kit.db import db
from marketplace.workflows import checkpoints, history
from marketplace.workflows.models import StepTaken
from tests.cast import make_cast
from tests.kit.stored import stored_otherwise
from tests.workflows.test_history import AT, chain, unlocked, write
from tools import verify_history

KEY = Ed25519PrivateKey.from_private_bytes(b"k" * 32)


def say(app: Flask, *words: str) -> tuple[int, str]:
    result = app.test_cli_runner().invoke(args=["audit", *words])
    return result.exit_code, result.output


@pytest.fixture
def told(app: Flask, tmp_path: Path) -> Path:
    """Seven objects, exported and signed, in a folder."""
    make_cast()
    for number in range(1, 7):
        chain(number, length=number)
    write("declaration", 1, facts={"文": 1.5})
    with clock.at(AT):
        assert say(app, "checkpoint", "--out", str(tmp_path))[0] == 0
    assert say(app, "export", str(tmp_path / "export.jsonl"))[0] == 0
    return tmp_path


def judge(folder: Path, *words: str) -> tuple[int, str]:
    checkpoint = str(next(folder.glob("checkpoint-*.json")))
    command = [
        sys.executable,
        verify_history.__file__,
        str(folder / "export.jsonl"),
        "--checkpoint",
        checkpoint,
        *words,
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd="/", env={})
    return done.returncode, done.stdout + done.stderr


def test_a_sound_history_is_counted(app: Flask) -> None:
    chain(1)
    chain(2)
    assert say(app, "verify") == (0, "2 objects · 2 件  6 steps · 6 步\n0 files · 0 份文件\nsound · 完好\n")
    answer = say(app, "verify", "--subject", "offer", "2", "--chains-only")
    assert answer == (0, "1 objects · 1 件  3 steps · 3 步\nsound · 完好\n")
    code, output = say(app, "verify", "--subject", "offer", "3")
    assert (code, "no history of offer 3" in output) == (1, True)


def test_every_break_is_named_and_makes_the_command_fail(app: Flask) -> None:
    chain(1)
    chain(2)
    unlocked("UPDATE steps_taken SET reason = 'x' WHERE subject_id = 1 AND seq = 2")
    unlocked("DELETE FROM steps_taken WHERE subject_id = 2 AND seq = 1")
    code, output = say(app, "verify")
    assert code == 1
    assert output.splitlines()[:2] == [
        "offer 1 #2: changed, is not what was hashed · 内容与指纹不符",
        "offer 2 #2: missing, comes after a gap · 前面缺了步骤",
    ]
    assert "2 objects" in output
    assert "2 breaks" in output
    assert say(app, "verify", "--subject", "offer", "1")[0] == 1


def test_every_lost_file_is_named_and_makes_the_command_fail(app: Flask) -> None:
    kept = files.keep("合同".encode(), "合同.pdf", "application/pdf", None, "contract").sha256
    gone = files.fingerprint(b"never stored")
    write("offer", 1, documents=[kept, gone])
    step = db.session.query(StepTaken).one().id
    code, output = say(app, "verify")
    assert (code, f"{gone}: missing · 丢失, steps_taken {step} documents" in output) == (1, True)
    assert kept not in output
    assert say(app, "verify", "--chains-only")[0] == 0
    with stored_otherwise(kept):
        code, output = say(app, "verify", "--subject", "offer", "1")
        assert f"{kept}: damaged · 损坏, offer 1 #1" in output
        assert "2 files lost · 2 份文件丢失或损坏" in output
        output = say(app, "verify")[1]
        assert f"{kept}: damaged · 损坏, steps_taken {step} documents" in output


def test_an_export_is_canonical_and_says_everything(app: Flask, told: Path) -> None:
    lines = (told / "export.jsonl").read_bytes().splitlines()
    assert [history.canonical(json.loads(line)) for line in lines] == lines
    assert {tuple(sorted(json.loads(line))) for line in lines} == {tuple(sorted(history.COLUMNS))}
    assert len(lines) == history.count()[0]
    code, output = say(app, "export", "-")
    assert (code, output.count('"hash"')) == (0, len(lines))


def test_an_export_stands_up_to_its_checkpoint_outside(app: Flask, told: Path) -> None:
    code, output = judge(told)
    assert (code, "7 objects, 22 steps: sound" in output) == (0, True), output
    signed = json.loads(next(told.glob("checkpoint-*.json")).read_bytes())
    assert signed["statement"] == {
        "schema": "jingzhe.checkpoint/1",
        "at": "2026-11-24T04:05:06.700001+00:00",
        "objects": 7,
        "steps": 22,
        "root": signed["statement"]["root"],
        "previous": "",
    }
    assert judge(told, "--key", signed["public_key"])[0] == 0
    assert "another key" in judge(told, "--key", KEY.public_key().public_bytes_raw().hex())[1]
    assert verify_history.main([str(told / "export.jsonl")]) == 0


def test_an_older_checkpoint_holds_for_a_history_that_has_grown(app: Flask, told: Path) -> None:
    write("offer", 1, step="close", source="draft", target="closed")
    write("offer", 77)
    say(app, "export", str(told / "export.jsonl"))
    assert judge(told)[0] == 0


def rewritten(told: Path, change: Any) -> tuple[int, str]:
    path = told / "export.jsonl"
    path.write_bytes(b"".join(line + b"\n" for line in change(path.read_bytes().splitlines())))
    return judge(told)


def forged(lines: list[bytes]) -> list[bytes]:
    """The last step of the last object, changed and hashed anew: its chain is sound again."""
    row = json.loads(lines[-1]) | {"reason": "forged"}
    row["at"] = AT
    return [*lines[:-1], history.canonical(history.plain(history.seal({name: row[name] for name in history.HASHED})))]


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (forged, "offer 6 #6: signed, but not in the export"),
        (lambda lines: lines[:-1], "offer 6 #6: signed, but not in the export"),
        (lambda lines: lines[1:], "declaration 1 #1: signed, but not in the export"),
        (lambda lines: [*lines[:-2], lines[-1]], "offer 6 #6: missing"),
        (lambda lines: [*lines[:-1], lines[-1].replace(b'"reason":"5"', b'"reason":"6"')], "offer 6 #6: changed"),
        (lambda lines: [*lines, lines[0]], "the object stands in the export twice"),
        (lambda lines: [b" " + lines[0], *lines[1:]], "line 1 is not canonical JSON"),
        (lambda lines: [b"{}", *lines[1:]], "export: 'subject_kind'"),
        (lambda lines: [b"\xff", *lines], "export: "),
    ],
)
def test_the_verifier_finds_what_was_done_to_an_export(app: Flask, told: Path, change: Any, fault: str) -> None:
    code, output = rewritten(told, change)
    assert (code, fault in output) == (1, True), output


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (b'"steps":22', b'"steps":21', "the signature does not hold"),
        (b'"signature":"', b'"signature":"00', "the signature does not hold"),
        (b'"public_key":"', b'"public_key":"zz', "the signature does not hold"),
    ],
)
def test_a_checkpoint_cannot_be_changed(app: Flask, told: Path, old: bytes, new: bytes, fault: str) -> None:
    path = next(told.glob("checkpoint-*.json"))
    path.write_bytes(path.read_bytes().replace(old, new))
    assert fault in judge(told)[1]


def test_heads_that_were_not_signed_are_told(app: Flask, told: Path) -> None:
    path = next(told.glob("*.heads.jsonl"))
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[1:]))
    assert "not those that were signed" in judge(told)[1]


def test_one_object_is_proved_by_its_own_steps(app: Flask, told: Path) -> None:
    checkpoint = next(told.glob("checkpoint-*.json"))
    code, output = say(app, "proof", "offer", "3", "--checkpoint", str(checkpoint))
    assert code == 0
    proof = told / "proof.json"
    proof.write_text(output)
    only = [line for line in (told / "export.jsonl").read_bytes().splitlines() if json.loads(line)["subject_id"] == 3]
    (told / "export.jsonl").write_bytes(b"".join(line + b"\n" for line in only))
    assert judge(told, "--proof", str(proof))[0] == 0
    proof.write_text(output.replace('"left"', '"right"', 1))
    assert "does not lead to the root" in judge(told, "--proof", str(proof))[1]
    assert say(app, "proof", "offer", "99", "--checkpoint", str(checkpoint))[0] == 1


def test_checkpoints_are_a_chain_and_the_newest_is_used(app: Flask, told: Path) -> None:
    assert say(app, "checkpoint", "--out", str(told))[0] == 0
    first, second = sorted(told.glob("checkpoint-*.json"))
    assert (
        json.loads(second.read_bytes())["statement"]["previous"]
        == verify_history.hashlib.sha256(first.read_bytes()).hexdigest()
    )
    here = Path(app.config["SETTINGS"].instance) / "checkpoints"
    assert not here.exists()
    assert "make a checkpoint first" in say(app, "proof", "offer", "3")[1]
    assert say(app, "checkpoint")[0] == 0
    assert say(app, "proof", "offer", "3")[0] == 0
    for path in here.iterdir():
        path.unlink()
    here.rmdir()


def test_a_house_without_keys_cannot_sign(app: Flask, tmp_path: Path) -> None:
    code, output = say(app, "checkpoint", "--out", str(tmp_path))
    assert (code, "certificate" in output) == (1, True)


@pytest.mark.parametrize("many", [0, 1, 2, 3, 4, 5, 7, 8, 13, 33])
def test_every_leaf_of_every_tree_is_proved(many: int) -> None:
    heads: list[checkpoints.Head] = [("offer", number, 1, f"{number:064x}") for number in range(many)]
    made = checkpoints.make(heads, KEY, at=AT)
    assert verify_history.check_signature(made.to_json(), "") == []
    assert verify_history.check_heads([list(head) for head in heads], made.statement) == []
    for number in range(many):
        assert verify_history.check_proof(checkpoints.proof(heads, "offer", number), made.statement) == []


def test_counts_that_do_not_agree_are_told() -> None:
    made = checkpoints.make([("offer", 1, 1, "a" * 64)], KEY, at=AT)
    assert verify_history.check_heads([["offer", 1, 1, "a" * 64]], made.statement | {"steps": 2})
    other = made.statement | {"schema": "other"}
    signature = KEY.sign(b"jingzhe.checkpoint/1\n" + history.canonical(other)).hex()
    assert verify_history.check_signature(made.to_json() | {"statement": other, "signature": signature}, "") == [
        "checkpoint: of an unknown kind"
    ]
