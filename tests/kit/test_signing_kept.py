"""A stored file is judged once for what it holds: a changed one, or one judged against something else, anew."""

import hashlib

import pytest

from marketplace.kit import signing
from marketplace.kit.signing import Finding, kept
from tests.kit.pdf_samples import FIELDS, authority, stages


@pytest.fixture
def inspected(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """What was really looked into."""
    looked_into: list[bytes] = []

    def inspect(pdf: bytes, **known: object) -> signing.Verdict:
        looked_into.append(pdf)
        return signing.inspect(pdf, **known)  # type: ignore[arg-type]

    monkeypatch.setattr(kept, "inspect", inspect)
    monkeypatch.setattr(kept, "_verdicts", type(kept._verdicts)())
    return looked_into


def once(document: bytes, registered: int = 3) -> signing.Verdict:
    known = [hashlib.sha256(stage).hexdigest() for stage in stages()[:registered]]
    return signing.inspect_once(
        document, fields=FIELDS, registered_sha256s=known, trusted_roots=authority().trusted_roots
    )


def test_the_same_bytes_are_looked_into_once(inspected: list[bytes]) -> None:
    document = stages()[-1]
    assert once(document).is_genuine
    assert once(bytes(bytearray(document))) is once(document)
    assert inspected == [document]


def test_a_file_changed_in_its_place_is_judged_anew(inspected: list[bytes]) -> None:
    document = stages()[-1]
    assert once(document).is_genuine
    assert once(document + b"\n%%EOF").findings[0] is Finding.BYTES_APPENDED
    middle = len(document) // 3
    assert not once(document[:middle] + bytes([document[middle] ^ 1]) + document[middle + 1 :]).is_genuine
    assert len(inspected) == 3


def test_a_signature_more_makes_the_same_file_an_earlier_one(inspected: list[bytes]) -> None:
    before = stages()[1]
    assert once(before, registered=2).findings == (Finding.INCOMPLETE,)
    assert once(before, registered=3).findings == (Finding.EARLIER_REVISION,)


def test_only_so_many_verdicts_are_kept(inspected: list[bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "MOST_VERDICTS", 2)
    papers = [b"%%PDF-1.7 %d" % number for number in range(3)]
    for paper in [papers[0], papers[1], papers[0], papers[2]]:
        once(paper)
    assert len(kept._verdicts) == 2
    once(papers[0])  # asked for more lately than the second
    assert inspected == papers
    once(papers[1])
    assert inspected == [*papers, papers[1]]
