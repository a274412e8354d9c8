"""What is taken from a browser and what is refused, by name."""

import struct
import zipfile
import zlib
from io import BytesIO

import pikepdf
import pytest
from openpyxl import Workbook
from PIL import Image

from marketplace.kit.errors import RuleBroken
from marketplace.kit.files import accept, uploads
from marketplace.kit.files.refusals import REASONS

EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


def refusal(name: str, content: bytes, **rest: object) -> str:
    with pytest.raises(RuleBroken) as refused:
        accept(name, content, **rest)  # type: ignore[arg-type]
    assert name.rpartition("/")[2][:5] in refused.value.message.zh
    assert refused.value.cure
    return refused.value.code


def pdf(pages: int = 1, **root: object) -> bytes:
    document = pikepdf.new()
    for _ in range(pages):
        document.add_blank_page()
    for key, value in root.items():
        document.Root[f"/{key}"] = value
    return saved(document)


def saved(document: pikepdf.Pdf, **options: object) -> bytes:
    out = BytesIO()
    document.save(out, **options)  # type: ignore[arg-type]
    return out.getvalue()


def with_attachment(name: str) -> bytes:
    document = pikepdf.new()
    document.add_blank_page()
    document.attachments[name] = pikepdf.AttachedFileSpec(document, b"{}", filename=name)
    return saved(document)


def with_stream(size: int) -> bytes:
    document = pikepdf.new()
    document.add_blank_page()
    once = zlib.compress(zlib.compress(b"\0" * size, 9), 9)
    stream = pikepdf.Stream(document, b"")
    stream.write(once, filter=pikepdf.Array([pikepdf.Name.FlateDecode, pikepdf.Name.FlateDecode]))
    document.Root["/Padding"] = document.make_indirect(stream)
    return saved(document)


def action(kind: str, **rest: object) -> pikepdf.Dictionary:
    return pikepdf.Dictionary(S=pikepdf.Name(f"/{kind}"), **rest)


def picture(form: str = "PNG", size: tuple[int, int] = (30, 20), **options: object) -> bytes:
    out = BytesIO()
    Image.new("RGB", size, "navy").save(out, form, **options)
    return out.getvalue()


def huge_png(width: int, height: int) -> bytes:
    """A picture that says how large it is; almost nothing is in it."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


def table(**extra: bytes) -> bytes:
    out = BytesIO()
    Workbook().save(out)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        for name, content in extra.items():
            archive.writestr(name, content)
    return out.getvalue()


def test_a_plain_pdf_is_kept_as_it_is() -> None:
    content = pdf()
    assert accept("/home/x/合同.PDF", content, {"pdf"}) == ("合同.PDF", "application/pdf", content)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "FILE_EMPTY"),
        (b"%PDF-1.7\nnothing more", "FILE_DAMAGED"),
        (b"x" * (uploads.MOST_BYTES + 1), "FILE_TOO_LARGE"),
        (pdf() + EICAR, "FILE_DANGEROUS"),
        (table(), "FILE_NOT_WHAT_IT_SAYS"),
        (pdf(pages=501), "PDF_TOO_MANY_PAGES"),
        (pdf(OpenAction=action("JavaScript", JS=pikepdf.String("app.alert(1)"))), "PDF_HAS_SCRIPT"),
        (pdf(AA=pikepdf.Dictionary(WC=action("JavaScript"))), "PDF_HAS_SCRIPT"),
        (pdf(OpenAction=action("Launch", F=pikepdf.String("cmd.exe"))), "PDF_STARTS_PROGRAM"),
        (with_attachment("setup.exe"), "PDF_HAS_ATTACHMENT"),
        (with_stream(200 << 20), "PDF_TOO_LARGE_INSIDE"),
    ],
)
def test_a_bad_pdf_is_refused_by_name(content: bytes, code: str) -> None:
    assert refusal("报价.pdf", content) == code


def test_an_encrypted_pdf_is_refused() -> None:
    for user in ("", "secret"):
        content = saved(pikepdf.open(BytesIO(pdf())), encryption=pikepdf.Encryption(user=user, owner="owner"))
        assert refusal("a.pdf", content) == "PDF_ENCRYPTED"


def test_a_contract_may_carry_its_own_terms_and_nothing_else() -> None:
    assert accept("a.pdf", with_attachment("contract.json"), attachments={"contract.json"}).media_type
    assert refusal("a.pdf", with_attachment("other.json"), attachments={"contract.json"}) == "PDF_HAS_ATTACHMENT"
    assert refusal("a.pdf", with_attachment("contract.json")) == "PDF_HAS_ATTACHMENT"


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
def test_a_picture_is_drawn_anew(form: str) -> None:
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "SECRET-CAMERA"  # turned by a quarter
    name = f"现场.{form.lower().replace('jpeg', 'jpg')}"
    upload = accept(name, picture(form, exif=exif) + b"<script>alert(1)</script>")
    with Image.open(BytesIO(upload.content)) as drawn:
        assert (drawn.size, dict(drawn.getexif())) == ((20, 30), {})
    assert b"SECRET" not in upload.content
    assert b"<script>" not in upload.content


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("big.png", huge_png(20_000, 20_000), "IMAGE_TOO_LARGE"),
        ("large.png", huge_png(8_000, 6_000), "IMAGE_TOO_LARGE"),
        ("empty.png", huge_png(0, 0), "FILE_DAMAGED"),
        ("cut.jpg", picture("JPEG", (400, 400))[:600], "FILE_DAMAGED"),
        ("renamed.jpg", picture("PNG"), "FILE_NOT_WHAT_IT_SAYS"),
        ("gif.png", b"GIF89a/*" + b"*/=1;alert(1)", "FILE_NOT_WHAT_IT_SAYS"),
        ("x.svg", b"<svg onload=alert(1)>", "FILE_KIND_NOT_TAKEN"),
        ("x.pdf.exe", b"MZ", "FILE_KIND_NOT_TAKEN"),
    ],
)
def test_a_bad_picture_is_refused_by_name(name: str, content: bytes, code: str) -> None:
    assert refusal(name, content) == code


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (table(**{"xl/media/a.bin": b"\0" * (65 << 20)}), "TABLE_TOO_LARGE_INSIDE"),
        (table(**{"xl/media/a.bin": b"\0" * (3 << 20)}), "TABLE_TOO_LARGE_INSIDE"),
        (table(**{f"xl/{n}.xml": b"" for n in range(201)}), "TABLE_TOO_LARGE_INSIDE"),
        (table(**{"../../etc/cron.d/x": b"x"}), "TABLE_UNSAFE"),
        (table(**{"xl/inner.zip": b"PK"}), "TABLE_UNSAFE"),
        (table(**{"xl/vbaProject.bin": b"x"}), "TABLE_UNSAFE"),
        (table(**{"xl/note.txt": EICAR}), "FILE_DANGEROUS"),
        (b"PK\x03\x04 and nothing", "FILE_DAMAGED"),
        (table()[:-30], "FILE_DAMAGED"),
    ],
)
def test_a_bad_sheet_is_refused_by_name(content: bytes, code: str) -> None:
    assert refusal("专利清单.xlsx", content) == code


def test_a_good_sheet_is_taken() -> None:
    content = table()
    assert accept("专利清单.xlsx", content).content == content


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_chinese_table_in_text_is_taken(encoding: str) -> None:
    content = "专利号,名称\r\nZL201710013739.X,一种装置\r\n".encode(encoding)
    assert accept("a.csv", content).content == content


def test_bytes_that_are_no_text_are_refused() -> None:
    assert refusal("a.csv", b"\x00\x01\x02") == "TEXT_UNREADABLE"
    assert refusal("a.csv", b"\xff\xff\xff,\xff") == "TEXT_UNREADABLE"
    assert refusal("a.csv", pdf()) == "FILE_NOT_WHAT_IT_SAYS"


def test_every_reason_names_the_file_in_both_languages() -> None:
    assert all("%s" in what.zh and "%s" in what.en and cure.zh and cure.en for what, cure in REASONS.values())
