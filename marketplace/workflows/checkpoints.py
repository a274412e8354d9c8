"""A signed Merkle root over the last step of every object: what was true at that moment, provable without this house.

Leaves and nodes are hashed as RFC 6962 says; the signature covers `SCHEMA`, a line feed and the canonical statement.
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from marketplace.workflows.history import canonical, plain

SCHEMA = "jingzhe.checkpoint/1"
PROOF_SCHEMA = "jingzhe.proof/1"
Head = tuple[str, int, int, str]  # kind, object, number of its last step, that step's hash
Signer = Callable[[], Ed25519PrivateKey]


def leaf(head: Head) -> bytes:
    return hashlib.sha256(b"\0" + canonical(head)).digest()


def node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\1" + left + right).digest()


def _levels(leaves: Sequence[bytes]) -> list[list[bytes]]:
    """From the leaves to the root; the last of an odd number moves up as it is."""
    levels = [list(leaves)]
    while len(levels[-1]) > 1:
        below = levels[-1]
        above = [node(below[at], below[at + 1]) for at in range(0, len(below) - 1, 2)]
        levels.append(above + below[len(below) // 2 * 2 :])
    return levels


def root(heads: Iterable[Head]) -> str:
    """The Merkle root in hexadecimal; of nothing, the hash of nothing."""
    leaves = [leaf(head) for head in heads]
    return _levels(leaves)[-1][0].hex() if leaves else hashlib.sha256().hexdigest()


@dataclass(frozen=True)
class Checkpoint:
    """The signed statement and the heads it stands on."""

    statement: dict[str, Any]
    public_key: str
    signature: str
    heads: tuple[Head, ...]

    def to_json(self) -> dict[str, Any]:
        return {"statement": self.statement, "public_key": self.public_key, "signature": self.signature}


def make(heads: Iterable[Head], key: Ed25519PrivateKey, *, at: datetime, previous: str = "") -> Checkpoint:
    """Sign what the history holds.

    heads:    ordered by kind and object (`history.heads()`)
    previous: SHA-256 of the checkpoint file before this one, which makes a chain of them too
    """
    found = tuple(heads)
    statement = plain(
        {
            "schema": SCHEMA,
            "at": at,
            "objects": len(found),
            "steps": sum(seq for _kind, _object, seq, _hash in found),
            "root": root(found),
            "previous": previous,
        }
    )
    signature = key.sign(SCHEMA.encode() + b"\n" + canonical(statement))
    return Checkpoint(statement, key.public_key().public_bytes_raw().hex(), signature.hex(), found)


def proof(heads: Sequence[Head], subject_kind: str, subject_id: int) -> dict[str, Any]:
    """That an object's last step is under the root: its head, and the hashes on the way up, each with its side.

    Raises KeyError when the object is not among the heads.
    """
    at = next((at for at, head in enumerate(heads) if head[:2] == (subject_kind, subject_id)), None)
    if at is None:
        raise KeyError(f"{subject_kind} {subject_id}")
    levels, path = _levels([leaf(head) for head in heads]), []
    place = at
    for level in levels[:-1]:
        beside = place ^ 1
        if beside < len(level):
            path.append(["left" if beside < place else "right", level[beside].hex()])
        place //= 2
    return {"schema": PROOF_SCHEMA, "head": list(heads[at]), "path": path, "root": levels[-1][0].hex()}
