"""Zip files are looked into before they are unpacked."""

import io
import struct
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import pytest

from marketplace.kit.errors import RuleBroken
from marketplace.kit.reading.readers import archives


def refusal(content: bytes) -> str:
    with pytest.raises(RuleBroken) as refused:
        archives.check_archive(io.BytesIO(content))
    return refused.value.code


def test_an_ordinary_archive_shows_its_names(zipped):
    assert archives.check_archive(io.BytesIO(zipped({"a.xml": b"1", "b/c.xml": b"2"}))) == {"a.xml", "b/c.xml"}


@pytest.mark.parametrize(
    ("entries", "code"),
    [
        ({f"{n}.xml": b"" for n in range(201)}, "ARCHIVE_ENTRIES"),
        ({"a.xml": bytes(65 * 1024 * 1024)}, "ARCHIVE_SIZE"),
        ({"a.xml": bytes(1024 * 1024)}, "ARCHIVE_RATIO"),
        ({"../a.xml": b"1"}, "ARCHIVE_PATH"),
        ({"/etc/a.xml": b"1"}, "ARCHIVE_PATH"),
        ({"..\\a.xml": b"1"}, "ARCHIVE_PATH"),
        ({"C:/a.xml": b"1"}, "ARCHIVE_PATH"),
        ({"inner.ZIP": b"1"}, "ARCHIVE_NESTED"),
    ],
)
def test_a_bomb_or_a_trap_is_refused_unopened(zipped, entries, code):
    assert refusal(zipped(entries)) == code


def test_a_link_is_refused():
    buffer, link = io.BytesIO(), ZipInfo("link")
    link.external_attr = 0o120777 << 16
    with ZipFile(buffer, "w") as archive:
        archive.writestr(link, "/etc/passwd")
    assert refusal(buffer.getvalue()) == "ARCHIVE_PATH"


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_entries_of_one_name_are_refused():
    buffer = io.BytesIO()
    with ZipFile(buffer, "w") as archive:
        archive.writestr("a", "1")
        archive.writestr("a", "2")
    assert refusal(buffer.getvalue()) == "ARCHIVE_FORM"


def test_a_directory_that_lies_about_sizes_is_found_out():
    buffer = io.BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as archive:
        archive.writestr("a.xml", bytes(80 * 1024 * 1024))
    content = bytearray(buffer.getvalue())
    central = content.rindex(b"PK\x01\x02")
    content[central + 24 : central + 28] = struct.pack("<I", 5000)
    assert refusal(bytes(content)) == "ARCHIVE_FORM"


def test_a_password_is_refused(zipped):
    content = bytearray(zipped({"a.xml": b"1"}))
    content[content.rindex(b"PK\x01\x02") + 8] |= 1
    assert refusal(bytes(content)) == "ARCHIVE_PASSWORD"


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"no zip at all"])
def test_what_is_no_archive_is_refused(content):
    assert refusal(content) == "ARCHIVE_FORM"
