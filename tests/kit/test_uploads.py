"""Files people send: what is taken, what is refused, and by which name."""

import hashlib
import io
import struct
import zlib

import pikepdf
import pytest
from PIL import Image

from marketplace.kit import uploads
from marketplace.kit.errors import RuleBroken
from marketplace.kit.export import xlsx_bytes


def picture(kind: str, size=(8, 6), mode="RGB", **options) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, "red").save(out, kind, **options)
    return out.getvalue()


def document(pages=1, change=None, **options) -> bytes:
    pdf, out = pikepdf.new(), io.BytesIO()
    for _ in range(pages):
        pdf.add_blank_page()
    if change:
        change(pdf)
    pdf.save(out, **options)
    return out.getvalue()


def png_of(width: int, height: int) -> bytes:
    """A tiny PNG that claims a size."""
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    chunks = [(b"IHDR", head), (b"IDAT", zlib.compress(b"\x00" * 100)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body)) for name, body in chunks
    )


def launch(pdf):
    pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name("/Launch"), F=pikepdf.String("cmd.exe"))


def script(pdf):
    pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name("/JavaScript"), JS=pikepdf.String("app.alert(1)"))


def nested(pdf):
    action = pikepdf.Dictionary(S=pikepdf.Name("/Launch"))
    pdf.Root.Kept = pdf.make_indirect(pikepdf.Array([1, pikepdf.Array([pikepdf.Dictionary(A=action)])]))


BOMB = zlib.compress(bytes(70 * 1024 * 1024), 1)


def attach(name):
    def change(pdf):
        pdf.attachments[name] = b"content"

    return change


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("许可合同.pdf", document(), "pdf"),
        ("许可合同.PDF", document(change=attach("contract.json")), "pdf"),
        ("公章.png", picture("PNG", mode="RGBA"), "png"),
        ("照片.jpeg", picture("JPEG"), "jpg"),
        ("a.webp", picture("WEBP"), "webp"),
        ("台账.xlsx", xlsx_bytes(["a"], [["b"]]), "xlsx"),
        ("台账.csv", "专利号,名称\nZL201710013739.X,热泵\n".encode("gbk"), "csv"),
    ],
)
def test_six_kinds_are_taken(name, content, kind):
    taken = uploads.accept(name, content)
    assert (taken.kind, taken.media_type) == (kind, uploads.MEDIA_TYPES[kind])
    assert taken.sha256 == hashlib.sha256(taken.content).hexdigest()
    assert taken.name.lower().endswith("." + kind)


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.pdf", b"", "FILE_EMPTY"),
        ("a.pdf", b"%PDF-1.7" + bytes(10 * 1024 * 1024), "FILE_SIZE"),
        ("a.csv", b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD", "FILE_VIRUS"),
        ("a.pdf", picture("PNG"), "FILE_KIND"),
        ("a.exe", b"MZ\x90\x00" + bytes(100), "FILE_KIND"),
        ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>", "FILE_KIND"),
        ("a.gif", picture("GIF"), "FILE_KIND"),
        ("a.png", picture("GIF"), "FILE_KIND"),
        ("noending", b"plain words", "FILE_KIND"),
        ("a.pdf", b"%PDF-1.7 nothing", "PDF_FORM"),
        ("a.pdf", document(501), "PDF_PAGES"),
        ("a.pdf", document(0), "PDF_PAGES"),
        ("a.pdf", document(encryption=pikepdf.Encryption(owner="o", user="u")), "PDF_PASSWORD"),
        ("a.pdf", document(change=launch), "PDF_ACTIVE"),
        ("a.pdf", document(change=script), "PDF_ACTIVE"),
        ("a.pdf", document(change=attach("evil.exe")), "PDF_ATTACHMENT"),
        ("a.pdf", document(change=nested, object_stream_mode=pikepdf.ObjectStreamMode.generate), "PDF_ACTIVE"),
        ("a.pdf", b"%PDF-1.7\n<</Type/ObjStm/Filter/FlateDecode>>stream\n" + BOMB, "PDF_SIZE"),
        ("a.pdf", b"%PDF-1.7\n<</Type/ObjStm/Filter/FlateDecode>>stream\nnothing", "PDF_FORM"),
        ("a.png", png_of(20_000, 20_000), "PICTURE_SIZE"),
        ("a.png", png_of(7_000, 7_000), "PICTURE_SIZE"),
        ("a.png", png_of(0, 0), "PICTURE_FORM"),
        ("a.jpg", picture("JPEG", (300, 300))[:400], "PICTURE_FORM"),
    ],
)
def test_the_rest_is_refused_by_name(name, content, code):
    with pytest.raises(RuleBroken) as refused:
        uploads.accept(name, content)
    assert refused.value.code == code
    assert refused.value.message.en.startswith("The file was not taken")


def test_a_renamed_office_file_is_no_spreadsheet(zipped):
    with pytest.raises(RuleBroken) as refused:
        uploads.accept("a.xlsx", zipped({"word/document.xml": b"<w/>"}))
    assert refused.value.code == "FILE_KIND"


def test_only_the_wanted_kinds_are_taken():
    with pytest.raises(RuleBroken) as refused:
        uploads.accept("a.png", picture("PNG"), ("pdf",))
    assert (refused.value.code, refused.value.message.zh) == ("FILE_KIND", "没有收下这个文件：这里只收 pdf。")


def test_pictures_lose_what_is_hidden_behind_them():
    exif = Image.Exif()
    exif[0x010E] = "at home"
    content = picture("JPEG", exif=exif) + b"<script>alert(1)</script>"
    taken = uploads.accept("a.jpg", content)
    assert b"script" not in taken.content
    assert not Image.open(io.BytesIO(taken.content)).getexif()


def test_a_transparent_seal_stays_transparent():
    taken = uploads.accept("a.png", picture("PNG", mode="RGBA"))
    assert Image.open(io.BytesIO(taken.content)).mode == "RGBA"


@pytest.mark.parametrize(
    ("name", "cleaned"),
    [
        ("合同<script>.pdf", "合同 script .pdf"),
        ("..\\..\\x.pdf", "x.pdf"),
        ("/etc/passwd", "passwd"),
        ("tneirtap\u202efdp.exe", "tneirtapfdp.exe"),
        ("CON.pdf", "file CON.pdf"),
        ("a\x00b.pdf", "ab.pdf"),
        ("", "file"),
        ("...", "file"),
        ("长" * 300 + ".pdf", "长" * 110 + ".pdf"),
        ("长" * 300, "长" * 120),
    ],
)
def test_names_are_cleaned(name, cleaned):
    assert uploads.clean_name(name) == cleaned
