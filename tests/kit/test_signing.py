"""Keys at rest, certificates, seals and the signatures themselves."""

from io import BytesIO

import pikepdf
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from marketplace.kit import pdf, signing
from marketplace.kit.signing.outlines import line_width
from marketplace.kit.signing.seal import Stamp, draw
from tests.kit.pdf_samples import ADDRESS, FIELDS, MASTER, WHEN, authority, contract, printed, stages

LONG_NAME = "大连高新技术产业开发区北方重型装备科技创新研究院股份有限公司"


def test_a_key_opens_only_under_its_master_key() -> None:
    locked = signing.lock(b"secret", MASTER)
    assert locked.startswith("v1:")
    assert b"secret" not in locked.encode()
    assert signing.unlock(locked, MASTER) == b"secret"
    assert signing.lock(b"secret", MASTER) != locked
    moved = signing.relock(locked, MASTER, "another master")
    assert signing.unlock(moved, "another master") == b"secret"


@pytest.mark.parametrize(
    "change", [lambda text: text[:-5] + "AAAA=", lambda text: "v2" + text[2:], lambda _: "", lambda _: "v1:"]
)
def test_an_altered_key_does_not_open(change) -> None:
    with pytest.raises(signing.KeyUnreadable):
        signing.unlock(change(signing.lock(b"secret", MASTER)), MASTER)


def test_another_master_key_does_not_open_a_key() -> None:
    with pytest.raises(signing.KeyUnreadable):
        signing.unlock(signing.lock(b"secret", MASTER), MASTER + "x")


def test_a_certificate_names_its_organisation_in_full_and_says_sample() -> None:
    credential = authority().issue(LONG_NAME, "91210200MA0UN0T00X", MASTER, at=WHEN, sample=True)
    subject = x509.load_pem_x509_certificate(credential.cert_pem.encode()).subject
    found = {item.rfc4514_attribute_name: item.value for item in subject}
    assert found["O"] == LONG_NAME
    assert found["OU"] == "样例"
    assert LONG_NAME.startswith(found["CN"])
    assert "91210200MA0UN0T00X" in found.values()


def test_an_authority_survives_storage_and_its_chain_verifies() -> None:
    house = signing.Authority.from_json(authority().to_json())
    root, issuing = (x509.load_pem_x509_certificate(pem.encode()) for pem in (house.root_pem, house.issuing_pem))
    issuing.verify_directly_issued_by(root)
    credential = house.issue("样例公司", "X", MASTER, at=WHEN, sample=False)
    holder = x509.load_pem_x509_certificate(credential.cert_pem.encode())
    holder.verify_directly_issued_by(issuing)
    assert not holder.extensions.get_extension_for_class(x509.BasicConstraints).value.ca


def test_preparing_adds_both_fields_and_gives_the_same_bytes() -> None:
    paper = printed(contract(clauses=1, patents=1))
    prepared = signing.prepare(paper.pdf, paper.boxes)
    assert prepared.startswith(paper.pdf)
    assert prepared == signing.prepare(paper.pdf, paper.boxes)
    with pikepdf.open(BytesIO(prepared)) as document:
        fields = {str(field["/T"]): field for field in document.Root["/AcroForm"]["/Fields"]}
        assert set(fields) == set(FIELDS)
        assert [round(float(value)) for value in fields[FIELDS[0]]["/Rect"]] == [
            round(value) for value in paper.boxes[FIELDS[0]][1:]
        ]


def test_each_signature_is_a_new_revision_and_the_file_stays_an_archive_pdf() -> None:
    prepared, first, both = stages()
    assert first.startswith(prepared)
    assert both.startswith(first)
    with pikepdf.open(BytesIO(both)) as document, document.open_metadata() as about:
        assert (about["pdfaid:part"], about["pdfaid:conformance"]) == ("3", "U")
        assert list(document.attachments) == ["contract.json"]
        assert not document.check_pdf_syntax()


def test_a_signature_needs_a_field_that_was_prepared() -> None:
    house = authority()
    credential = house.issue("样例公司", "X", MASTER, at=WHEN, sample=True)
    key = signing.unlock_key(credential.locked_key, MASTER)
    with pytest.raises(KeyError):
        signing.sign(
            stages()[0], "sig-stranger", key, credential.cert_pem, house.chain,
            timestamper=None, reason="", name="", seal_text="", at=WHEN, sample=True,
        )  # fmt: skip


@pytest.mark.parametrize(
    "name", ["北岚", "北岚装备集团有限公司", LONG_NAME, "Liaoning Chenli Precision Works Co., Ltd.", "龚䶮工作室", ""]
)
def test_a_seal_is_drawn_for_any_name_the_same_each_time(name: str) -> None:
    stamp = Stamp(name, "李闻笛", WHEN, "0000", sample=True)
    drawn = draw(stamp, 226.8, 164.4)
    assert drawn == draw(stamp, 226.8, 164.4)
    assert drawn.count(b"q") == drawn.count(b"Q") + drawn.count(b"q") - drawn.count(b"Q")
    assert b"0.753 0.188 0.110 rg" in drawn


def test_a_sample_seal_differs_from_a_real_one_and_english_from_chinese() -> None:
    variants = {
        draw(Stamp("北岚", "李闻笛", WHEN, "0000", sample, language=language), 226.8, 164.4)
        for sample in (True, False)
        for language in ("zh_CN", "en")
    }
    assert len(variants) == 4


def test_text_beside_the_seal_is_measured() -> None:
    assert line_width("李闻笛", 10) == pytest.approx(30)
    assert line_width("", 10) == 0


def test_the_qr_stands_alone_and_prints() -> None:
    svg = signing.qr_svg(ADDRESS, "验真")
    assert svg.startswith("<svg")
    assert "验真" in svg
    assert "style=" not in svg
    assert signing.qr_svg(ADDRESS) == signing.qr_svg(ADDRESS)
    assert pdf.render(f"<div>{svg}</div>", title="二维码", created=WHEN).pages == 1
    assert signing.qr_image(ADDRESS).startswith("data:image/png;base64,")


def test_a_token_holds_for_its_document_only() -> None:
    key = Ed25519PrivateKey.generate()
    public = key.public_key()
    token = signing.seal_token("01JZQ8M4", "ab" * 32, key)
    assert len(token) == 86
    assert signing.check_token("01JZQ8M4", "ab" * 32, token, public)
    assert not signing.check_token("01JZQ8M5", "ab" * 32, token, public)
    assert not signing.check_token("01JZQ8M4", "ac" * 32, token, public)
    assert not signing.check_token("01JZQ8M4", "ab" * 32, token, Ed25519PrivateKey.generate().public_key())
    for broken in ("", "x", token[:-1], token[1:] + "A", "验真" * 43, token + "="):
        assert not signing.check_token("01JZQ8M4", "ab" * 32, broken, public)
