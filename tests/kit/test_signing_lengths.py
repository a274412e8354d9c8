"""Lengths as asn1crypto reads them: one that ends in 0x80 is a length like any other."""

import pytest
from asn1crypto import core

from marketplace.kit import signing
from marketplace.kit.signing.lengths import is_open


class Names(core.SequenceOf):
    _child_spec = core.OctetString


@pytest.mark.parametrize(
    ("header", "is_left_open"),
    [
        ("3080", True),
        ("a0803080", True),
        ("a082123430803080", True),
        ("7f2180", True),
        ("30820180", False),
        ("308180", False),
        ("a082018430820180", False),
        ("3003", False),
        ("", False),
    ],
)
def test_a_length_is_open_when_its_own_byte_says_so(header: str, is_left_open: bool) -> None:
    assert is_open(bytes.fromhex(header)) == is_left_open


def test_a_structure_whose_length_ends_so_is_not_encoded_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """Regression: one signature in ten took five seconds."""
    assert signing.sign
    names = Names.load(Names([b"x" * 0x7E]).dump())
    assert names.dump()[:3] == b"\x30\x81\x80"
    again = []
    monkeypatch.setattr(Names, "_set_contents", lambda self, force=False: again.append(force))
    assert names.dump() == b"\x30\x81\x80\x04\x7e" + b"x" * 0x7E
    assert again == []


def test_an_open_length_is_still_closed() -> None:
    assert Names.load(b"\x30\x80\x04\x01x\x00\x00").dump() == b"\x30\x03\x04\x01x"
