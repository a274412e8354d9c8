"""Checks an exported history without the marketplace: Python and `cryptography` are enough.

    python verify_history.py EXPORT.jsonl
    python verify_history.py EXPORT.jsonl --checkpoint CHECKPOINT.json [--key HEX] [--heads FILE] [--proof PROOF.json]

EXPORT      `flask audit export`: a step a line, canonical JSON, ordered by kind, object and number; or some objects
CHECKPOINT  `flask audit checkpoint`; its heads are looked for beside it (CHECKPOINT.heads.jsonl)
HEX         the platform's public key as you learnt it from elsewhere; without it, the key in the file is believed
PROOF       `flask audit proof`: that one object stands under the checkpoint; then only this object must be in EXPORT

Exits 0 when everything holds, 1 when anything does not, and names each fault with its object and number.
"""

import argparse
import hashlib
import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

CHECKPOINT, PROOF = "jingzhe.checkpoint/1", "jingzhe.proof/1"
GENESIS = "0" * 64
Row = dict[str, Any]


def canonical(value: Any) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()


def name(row: Row) -> str:
    return f"{row['subject_kind']} {row['subject_id']} #{row['seq']}"


def read_rows(lines: Iterable[bytes]) -> Iterator[Row]:
    """The steps of an export. Raises ValueError for a line that is not spelled canonically."""
    for number, line in enumerate(lines, 1):
        row = json.loads(line)
        if canonical(row) + b"\n" != line:
            raise ValueError(f"line {number} is not canonical JSON")
        yield row


def fault_of(row: Row, before: Row | None) -> str:
    """What is wrong with a step that follows `before` in its chain; nothing when it holds."""
    hashed = {key: value for key, value in row.items() if key != "hash"}
    if row["seq"] != (before["seq"] + 1 if before else 1):
        return "missing: comes after a gap"
    if row["previous_hash"] != (before["hash"] if before else GENESIS):
        return "unlinked: does not follow from the step before"
    if hashlib.sha256(canonical(hashed)).hexdigest() != row["hash"]:
        return "changed: is not what was hashed"
    if before and row["source"] != before["target"]:
        return "strayed: the object was moved in between by something else"
    return ""


def check_chains(rows: Iterable[Row], wanted: dict[tuple[str, int], tuple[int, str]]) -> tuple[int, int, list[str]]:
    """Objects, steps and faults. Heads that are found are taken out of `wanted`."""
    faults, steps, seen = [], 0, set()
    before: Row | None = None
    for row in rows:
        steps += 1
        key = (row["subject_kind"], row["subject_id"])
        if before is None or key != (before["subject_kind"], before["subject_id"]):
            before = None
            if key in seen:
                faults.append(f"{name(row)}: the object stands in the export twice")
            seen.add(key)
        fault = fault_of(row, before)
        if fault:
            faults.append(f"{name(row)}: {fault}")
        if wanted.get(key) == (row["seq"], row["hash"]):
            del wanted[key]
        before = row
    return len(seen), steps, faults


def root_of(heads: list[list[Any]]) -> str:
    """The Merkle root of RFC 6962 over canonical heads."""
    if not heads:
        return hashlib.sha256().hexdigest()
    level = [hashlib.sha256(b"\0" + canonical(head)).digest() for head in heads]
    while len(level) > 1:
        pairs = [hashlib.sha256(b"\1" + level[at] + level[at + 1]).digest() for at in range(0, len(level) - 1, 2)]
        level = pairs + level[len(level) // 2 * 2 :]
    return level[0].hex()


def check_signature(checkpoint: Row, key: str) -> list[str]:
    if key and checkpoint["public_key"] != key.lower():
        return ["checkpoint: signed with another key"]
    try:
        message = CHECKPOINT.encode() + b"\n" + canonical(checkpoint["statement"])
        public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(checkpoint["public_key"]))
        public.verify(bytes.fromhex(checkpoint["signature"]), message)
    except (InvalidSignature, ValueError):
        return ["checkpoint: the signature does not hold"]
    return [] if checkpoint["statement"]["schema"] == CHECKPOINT else ["checkpoint: of an unknown kind"]


def check_heads(heads: list[list[Any]], statement: Row) -> list[str]:
    if root_of(heads) != statement["root"]:
        return ["heads: not those that were signed"]
    steps = sum(head[2] for head in heads)
    return [] if (len(heads), steps) == (statement["objects"], statement["steps"]) else ["heads: counts do not agree"]


def check_proof(proof: Row, statement: Row) -> list[str]:
    """Walk from the object's head to the root that was signed."""
    here = hashlib.sha256(b"\0" + canonical(proof["head"])).digest()
    for side, beside in proof["path"]:
        pair = bytes.fromhex(beside) + here if side == "left" else here + bytes.fromhex(beside)
        here = hashlib.sha256(b"\1" + pair).digest()
    right = proof["schema"] == PROOF and here.hex() == statement["root"]
    return [] if right else ["proof: does not lead to the root that was signed"]


def load(path: Path) -> Any:
    return json.loads(path.read_bytes())


def anchors(given: argparse.Namespace) -> tuple[list[list[Any]], list[str]]:
    """The heads that must be in the export, and what is wrong with the checkpoint itself."""
    if given.checkpoint is None:
        return [], []
    checkpoint = load(given.checkpoint)
    faults = check_signature(checkpoint, given.key)
    print(f"checkpoint of {checkpoint['statement']['at']}, key {checkpoint['public_key']}")
    if given.proof is not None:
        proof = load(given.proof)
        return [proof["head"]], faults + check_proof(proof, checkpoint["statement"])
    path = given.heads or given.checkpoint.with_suffix(".heads.jsonl")
    heads = [json.loads(line) for line in path.read_bytes().splitlines()]
    return heads, faults + check_heads(heads, checkpoint["statement"])


def arguments(words: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("export", type=Path)
    parser.add_argument("--checkpoint", type=Path)
    parser.add_argument("--key", default="")
    parser.add_argument("--heads", type=Path)
    parser.add_argument("--proof", type=Path)
    return parser.parse_args(words)


def main(words: list[str] | None = None) -> int:
    given = arguments(words)
    heads, faults = anchors(given)
    wanted = {(kind, object_id): (seq, digest) for kind, object_id, seq, digest in heads}
    try:
        with given.export.open("rb") as lines:
            objects, steps, broken = check_chains(read_rows(lines), wanted)
    except (ValueError, KeyError, TypeError) as error:
        objects, steps, broken = 0, 0, [f"export: {error}"]
    faults += broken
    faults += [f"{kind} {number} #{seq}: signed, but not in the export" for (kind, number), (seq, _) in wanted.items()]
    for fault in faults:
        print(fault)
    print(f"{objects} objects, {steps} steps: {f'{len(faults)} faults' if faults else 'sound'}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
