"""Every kind of tampering gets its own verdict, and no damaged file gets past or breaks the inspection."""

import hashlib
import random
import tracemalloc
import zlib
from io import BytesIO

import pikepdf
import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from marketplace.kit import signing
from marketplace.kit.signing import Finding
from tests.kit.pdf_samples import FIELDS, MASTER, WHEN, authority, signed, stages


def sha256(document: bytes) -> str:
    return hashlib.sha256(document).hexdigest()


def verdict(document: bytes, registered: tuple[bytes, ...] | None = None) -> signing.Verdict:
    stored = stages() if registered is None else registered
    return signing.inspect(
        document,
        fields=FIELDS,
        registered_sha256s=[sha256(stage) for stage in stored],
        trusted_roots=authority().trusted_roots,
    )


def resaved(document: bytes) -> bytes:
    out = BytesIO()
    with pikepdf.open(BytesIO(document)) as opened:
        opened.save(out)
    return out.getvalue()


def with_page(document: bytes) -> bytes:
    """A page appended as a revision, as an editor would."""
    writer = IncrementalPdfFileWriter(BytesIO(document))
    pages = writer.root["/Pages"]
    page = generic.DictionaryObject(
        {
            generic.pdf_name("/Type"): generic.pdf_name("/Page"),
            generic.pdf_name("/MediaBox"): generic.ArrayObject(map(generic.NumberObject, (0, 0, 595, 842))),
            generic.pdf_name("/Parent"): writer.root.raw_get("/Pages"),
        }
    )
    pages["/Kids"].append(writer.add_object(page))
    pages["/Count"] = generic.NumberObject(int(pages["/Count"]) + 1)
    writer.update_container(pages)
    writer.update_container(pages["/Kids"])
    return written(writer)


def with_text(document: bytes) -> bytes:
    """Words drawn over the first page as a revision."""
    writer = IncrementalPdfFileWriter(BytesIO(document))
    stream = generic.StreamObject(stream_data=b"1 0 0 rg 100 100 300 300 re f")
    writer.add_stream_to_page(0, writer.add_object(stream))
    return written(writer)


def written(writer: IncrementalPdfFileWriter) -> bytes:
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def flipped(document: bytes, place: int) -> bytes:
    return document[:place] + bytes([document[place] ^ 1]) + document[place + 1 :]


def test_the_registered_file_is_genuine_and_says_who_signed_when() -> None:
    seen = verdict(stages()[2])
    assert seen.is_genuine
    licensor, licensee = seen.fields
    assert (licensor.organisation, licensee.organisation) == ("北岚装备集团有限公司", "沈阳晨犁精工有限公司")
    assert licensor.at == licensee.at == WHEN
    assert licensor.intact
    assert licensor.trusted
    assert licensor.has_time
    assert licensor.is_sample
    assert licensor.uscc == "91210100MA0UN0T001"
    assert licensor.reason == "XK-2026-000088"


def test_a_half_signed_file_is_unfinished_until_the_other_signs_and_an_earlier_stage_after() -> None:
    prepared, first, _ = stages()
    assert verdict(first, (prepared, first)).findings == (Finding.INCOMPLETE,)
    assert verdict(prepared, (prepared,)).findings == (Finding.INCOMPLETE,)
    assert verdict(first).findings == (Finding.EARLIER_REVISION,)
    assert verdict(prepared).findings == (Finding.EARLIER_REVISION,)


@pytest.mark.parametrize(
    ("tamper", "findings"),
    [
        (lambda both: flipped(both, 5_000), {Finding.CHANGED}),
        (resaved, {Finding.CHANGED}),
        (with_page, {Finding.PAGE_ADDED}),
        (with_text, {Finding.CHANGED_AFTER_SIGNING}),
        (lambda both: both + b"junk behind the end", {Finding.BYTES_APPENDED}),
        (lambda both: both + b"\n" * 5000, {Finding.BYTES_APPENDED}),
        (lambda both: both + both, {Finding.BYTES_APPENDED}),
        (lambda both: b"", {Finding.UNREADABLE}),
        (lambda both: b"PK\x03\x04 a renamed document", {Finding.UNREADABLE}),
        (lambda both: both[:2000], {Finding.UNREADABLE}),
    ],
)
def test_each_tampering_has_its_own_verdict(tamper, findings: set[Finding]) -> None:
    seen = verdict(tamper(stages()[2]))
    assert set(seen.findings) == findings
    assert all(words.zh and words.en for words in seen.messages)


def test_pages_swapped_in_between_two_signatures_count_as_added() -> None:
    seen = verdict(signed(with_page(stages()[1]), FIELDS[1], "沈阳晨犁精工有限公司", "杜春生"))
    assert Finding.PAGE_ADDED in seen.findings


def test_a_file_signed_by_another_authority_is_not_ours() -> None:
    stranger = signing.Authority.create(MASTER, at=WHEN, name="冒充者")
    forged = signed(stages()[1], FIELDS[1], "沈阳晨犁精工有限公司", "杜春生", stranger)
    assert verdict(forged).findings == (Finding.NOT_OURS,)


def test_a_second_signing_of_the_same_paper_is_not_the_registered_one() -> None:
    other = signed(stages()[1], FIELDS[1], "沈阳晨犁精工有限公司", "杜春生")
    assert verdict(other).findings == (Finding.NOT_REGISTERED,)
    assert verdict(stages()[2], ()).findings == (Finding.NOT_REGISTERED,)


def test_a_paper_nobody_signed_is_not_signed() -> None:
    assert verdict(stages()[0], ()).findings == (Finding.NOT_SIGNED,)


def test_every_finding_has_its_meaning_in_both_languages() -> None:
    assert set(signing.MEANING) == set(Finding)


def test_no_flipped_bit_is_genuine_and_none_breaks_the_inspection() -> None:
    both, dice = stages()[2], random.Random(20261124)
    for _ in range(60):
        seen = verdict(flipped(both, dice.randrange(len(both))))
        assert not seen.is_genuine


def test_no_cut_file_is_genuine_and_none_breaks_the_inspection() -> None:
    both, dice = stages()[2], random.Random(3)
    for _ in range(40):
        assert not verdict(both[: dice.randrange(len(both))]).is_genuine


def test_a_little_file_that_unpacks_to_very_much_is_not_unpacked() -> None:
    packed = zlib.compress(bytes(100 << 20), 9)
    stream = b"<</Type/XRef/Size 99999999/W[1 4 2]/Root 2 0 R/Filter/FlateDecode/Length %d>>stream\n%b\nendstream"
    bomb = b"%%PDF-1.7\n1 0 obj\n%b\nendobj\nstartxref\n9\n%%%%EOF" % (stream % (len(packed), packed))
    tracemalloc.start()
    try:
        assert verdict(bomb).findings == (Finding.UNREADABLE,)
        assert tracemalloc.get_traced_memory()[1] < 64 << 20
    finally:
        tracemalloc.stop()
