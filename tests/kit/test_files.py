"""Stored files and their rows, and the names they are offered under."""

import errno
import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from structlog.testing import capture_logs

from marketplace.kit import files
from marketplace.kit.db import db
from marketplace.kit.errors import Missing
from marketplace.kit.files import clean_name
from marketplace.kit.files.models import StoredFile
from marketplace.kit.files.names import LONGEST_BYTES
from marketplace.kit.storage import StorageFull
from marketplace.kit.transactions import transaction
from tests.kit.jobs_app import and_fail, make_database, small_app
from tests.kit.stored import place_of, spoil


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    app = small_app(tmp_path)
    make_database(app)
    files.init_app(app)
    with app.app_context():
        yield app


def full(_handle: int) -> None:
    raise OSError(errno.ENOSPC, "no space left")


def test_a_file_is_found_under_what_is_in_it(tmp_path: Path) -> None:
    store = files.open_store(str(tmp_path / "files"))
    sha256 = store.put("合同".encode())
    assert sha256 == hashlib.sha256("合同".encode()).hexdigest() == store.put("合同".encode())
    assert store.has(sha256)
    assert store.get(sha256).decode() == "合同"
    assert (store.size(sha256), list(store.walk())) == (6, [sha256])
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == [sha256]


@pytest.mark.parametrize("name", ["0" * 64, "../../etc/passwd", "", "A" * 64])
def test_a_file_that_is_not_there_is_missing(tmp_path: Path, name: str) -> None:
    for ask in (files.open_store(str(tmp_path)).get, files.open_store(str(tmp_path)).size):
        with pytest.raises(Missing):
            ask(name)


def test_a_store_walks_its_own_files_and_nothing_else(tmp_path: Path) -> None:
    store = files.open_store(str(tmp_path))
    known = sorted(store.put(content) for content in (b"1", b"2", b"3"))
    (tmp_path / "ab" / "cd").mkdir(parents=True)
    (tmp_path / "ab" / "cd" / ".draft-x").write_bytes(b"half")
    (tmp_path / "ab" / "cd" / ("f" * 64)).write_bytes(b"in another's place")
    assert list(store.walk()) == known


def test_a_write_that_fails_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.fsync", full)
    store = files.open_store(f"file://{tmp_path}")
    with pytest.raises(StorageFull):
        store.put(b"x")
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_bytes_that_lie_damaged_are_replaced_when_the_right_ones_come_again(app: Flask) -> None:
    sha256 = files.put(b"whole")
    spoil(sha256)
    assert files.put(b"whole") == sha256
    assert files.content(sha256) == b"whole"


def test_a_bucket_without_its_client_is_refused_at_start_up_in_one_line() -> None:
    app = Flask("bucket")
    app.config["FILES_URL"] = "s3://contracts/jingzhe"
    with pytest.raises(files.StoreUnusable, match=r"pip install 'jingzhe\[s3\]'") as refusal:
        files.init_app(app)
    assert "\n" not in str(refusal.value)


def test_the_same_content_is_kept_once_and_each_keeps_its_own_name(app: Flask) -> None:
    with transaction():
        first = files.keep(b"%PDF-1", "一.pdf", "application/pdf", 1, "consent")
        again = files.keep(b"%PDF-1", "二.pdf", "application/pdf", 2, "voucher")
    assert (first.sha256, first.name, again.name) == (again.sha256, "一.pdf", "二.pdf")
    row = db.session.query(StoredFile).one()
    assert (row.size_bytes, row.organisation_id, row.purpose) == (6, 1, "consent")
    assert files.content(again.sha256) == b"%PDF-1"


def test_a_rollback_leaves_no_row(app: Flask) -> None:
    with pytest.raises(ZeroDivisionError):
        and_fail(lambda: files.keep(b"x", "x.csv", "text/csv", None, "import"))
    assert db.session.get(StoredFile, files.fingerprint(b"x")) is None
    assert files.content(files.fingerprint(b"x")) == b"x"


def test_no_row_is_written_for_bytes_that_are_not_there(app: Flask) -> None:
    with pytest.raises(Missing), transaction():
        files.register("0" * 64, "application/pdf", "contract")
    assert db.session.query(StoredFile).count() == 0
    with transaction():
        for _twice in range(2):
            files.register(files.put(b"printed"), "application/pdf", "contract")
    assert db.session.query(StoredFile).one().size_bytes == 7


@pytest.mark.parametrize("fault", list(files.Fault))
def test_a_lost_file_is_refused_by_name_and_somebody_is_told(app: Flask, fault: files.Fault) -> None:
    sha256 = files.put("合同".encode())
    if fault is files.Fault.DAMAGED:
        spoil(sha256)
    else:
        place_of(sha256).unlink()
    with capture_logs() as told, pytest.raises(files.FileLost) as refusal:
        files.content(sha256)
    assert (refusal.value.status, refusal.value.code) == (503, f"STORED_FILE_{fault.name}")
    assert [(line["log_level"], line["sha256"], line["fault"]) for line in told] == [("error", sha256, fault)]


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("合同<script>.pdf", "合同_script_.pdf"),
        (r"..\..\windows\x.pdf", "x.pdf"),
        ("/etc/passwd", "passwd"),
        ("tneirtap\u202efdp.exe", "tneirtapfdp.exe"),
        ("CON.pdf", "_CON.pdf"),
        ("lpt1", "_lpt1"),
        ("a\x00b\r\n.pdf", "ab.pdf"),
        ("", "文件"),
        ("   ...", "文件"),
        (".pdf", "pdf"),
        ("许可合同 2026.pdf", "许可合同 2026.pdf"),
    ],
)
def test_a_name_is_cleaned(sent: str, kept: str) -> None:
    assert clean_name(sent) == kept


def test_a_name_of_300_characters_keeps_its_ending() -> None:
    assert len(clean_name("x" * 300 + ".pdf")) == 120
    name = clean_name("䶮" * 300 + ".pdf")
    assert name.endswith("䶮.pdf")
    assert len(name.encode()) <= LONGEST_BYTES


@given(st.text(max_size=400))
def test_any_name_becomes_a_safe_one(sent: str) -> None:
    name = clean_name(sent)
    assert name
    assert name.isprintable()
    assert not set(name) & set('/\\<>:"|?*\x00')
    assert name not in {".", ".."}
    assert len(name.encode()) <= LONGEST_BYTES
