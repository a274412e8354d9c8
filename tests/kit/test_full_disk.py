"""A full disk is a refusal with its number, wherever it shows; and a node without room says that it is not ready."""

import errno
import os
import re
import sqlite3
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from secrets import token_hex
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from flask_babel import refresh
from sqlalchemy import event
from sqlalchemy.exc import DBAPIError, OperationalError

from marketplace.contracts.models import Deal
from marketplace.kit import clock, files, jobs, storage
from marketplace.kit.db import db, is_sqlite
from marketplace.kit.idempotency import new_key
from marketplace.kit.jobs.models import Job
from marketplace.listings.rules.channel import Channel
from tests.cast import Cast, make_cast, sign_in
from tests.contracts.test_pages import ENTRY, hidden
from tests.listings.scans import scan
from tests.makers import make_listing

FULL = [errno.ENOSPC, errno.EDQUOT, errno.EROFS]


def failing(code: int) -> Callable[..., Any]:
    def fail(*_words: object, **_options: object) -> None:
        raise OSError(code, os.strerror(code))

    return fail


def told(page: str) -> list[str]:
    """The numbers a page of trouble gives."""
    return re.findall(r'<dd class="num"><b>([0-9A-F]{4}-[0-9A-F]{2})</b>', page)


@pytest.fixture
def paying(app: Flask, cast: Cast) -> tuple[Any, str]:
    """A licensee about to hand in a voucher; the address of its page."""
    listing = make_listing(cast.university.organisation, Channel.STATUTORY, ENTRY)
    db.session.commit()
    client = sign_in(app, cast.workshop)
    page = client.get(f"/listings/{listing.number}/accept").get_data(as_text=True)
    words = {"products": "样品", "starts_on": clock.today().isoformat(), "understood": "y", "accepts": "y"}
    answer = client.post(f"/listings/{listing.number}/accept", data={**hidden(page), **words})
    assert answer.status_code == 303, answer.get_data(as_text=True)
    return client, f"{answer.headers['Location']}/pay"


def voucher(address: str) -> dict[str, Any]:
    key = new_key("pay", address.split("/")[-2])
    picture = BytesIO(scan(f"#{token_hex(3)}"))  # one that no other test has stored
    return {
        "request_key": key,
        "paid_fen": "5000",
        "paid_on": clock.today().isoformat(),
        "voucher": (picture, "凭证.png"),
    }


@pytest.mark.parametrize("code", FULL)
@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_an_upload_to_a_full_disk_is_refused_with_its_number(
    app: Flask, paying: tuple[Any, str], monkeypatch: pytest.MonkeyPatch, code: int, language: str
) -> None:
    client, address = paying
    with monkeypatch.context() as patched:
        patched.setattr("marketplace.kit.files.stores.os.fsync", failing(code))
        client.get(f"/language/{language}")
        refresh()
        answer = client.post(address, data=voucher(address))
    page = answer.get_data(as_text=True)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "120")
    assert told(page) == [answer.headers["X-Request-Number"]]
    assert ("存储空间满了" if language == "zh_CN" else "no room left") in page
    assert db.session.query(Deal).one().voucher_file is None
    assert client.post(address, data=voucher(address)).status_code == 303, (
        "the same form goes through when there is room"
    )


def test_a_temporary_file_that_does_not_fit_is_refused_alike(
    app: Flask, paying: tuple[Any, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    client, address = paying
    with monkeypatch.context() as patched:
        patched.setattr("marketplace.contracts.routes.steps.files.accept", failing(errno.ENOSPC))
        answer = client.post(address, data=voucher(address))
    assert (answer.status_code, "存储空间满了" in answer.get_data(as_text=True)) == (503, True)


def test_any_other_fault_of_the_system_stays_a_fault(
    app: Flask, paying: tuple[Any, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    client, address = paying
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    monkeypatch.setattr("marketplace.contracts.routes.steps.files.accept", failing(errno.EIO))
    answer = client.post(address, data=voucher(address))
    assert (answer.status_code, "存储空间" in answer.get_data(as_text=True)) == (500, False)


@pytest.mark.own_database
def test_a_full_database_is_refused_with_its_number(own_app: Flask) -> None:
    """SQLite itself says that it is full."""
    with own_app.app_context():
        if not is_sqlite(db.engine):
            pytest.skip("PostgreSQL's own words are tried below")
        cast = make_cast()
        numbers = [make_listing(cast.university.organisation).number for _ in range(40)]
        db.session.commit()
        client = sign_in(own_app, cast.workshop)
        pages = db.session.connection().exec_driver_sql("PRAGMA page_count").scalar()
        db.session.rollback()
        db.engine.dispose()

        def small(raw: Any, _record: Any) -> None:
            raw.execute(f"PRAGMA max_page_count = {pages}")

        event.listen(db.engine, "connect", small)
        answers = (accept_once(client, number) for number in numbers)
        answer = next(answer for answer in answers if answer.status_code != 303)
        begun = db.session.query(Deal).count()
        event.remove(db.engine, "connect", small)
        text = answer.get_data(as_text=True)
        assert (answer.status_code, "存储空间满了" in text) == (503, True)
        assert told(text) == [answer.headers["X-Request-Number"]]
        assert client.get("/deals").status_code == 200
        assert begun < len(numbers), "what was refused has not begun"


def accept_once(client: Any, number: str) -> Any:
    page = client.get(f"/listings/{number}/accept").get_data(as_text=True)
    return client.post(f"/listings/{number}/accept", data={**hidden(page), "understood": "y"})


def _of_sqlite(code: int) -> DBAPIError:
    error = sqlite3.OperationalError("database or disk is full")
    error.sqlite_errorcode = code  # type: ignore[attr-defined]
    return OperationalError("INSERT", {}, error)


def _of_postgres(state: str) -> DBAPIError:
    error = type("DiskFull", (Exception,), {"sqlstate": state})()
    return OperationalError("INSERT", {}, error)


@pytest.mark.parametrize(
    ("error", "is_full"),
    [
        *((OSError(code, ""), True) for code in FULL),
        (OSError(errno.EIO, ""), False),
        (FileNotFoundError(errno.ENOENT, ""), False),
        (_of_sqlite(sqlite3.SQLITE_FULL), True),
        (_of_sqlite(sqlite3.SQLITE_READONLY), True),
        (_of_sqlite(sqlite3.SQLITE_READONLY_DIRECTORY), True),
        (_of_sqlite(sqlite3.SQLITE_IOERR_WRITE), True),
        (_of_sqlite(sqlite3.SQLITE_BUSY), False),
        (_of_postgres("53100"), True),
        (_of_postgres("55P03"), False),
        (ValueError(), False),
    ],
)
def test_what_a_full_disk_looks_like(error: BaseException, is_full: bool) -> None:
    assert storage.is_full(error) is is_full


@jobs.job("test_store")
def store_something(payload: dict[str, Any]) -> str:
    return files.put(payload["words"].encode())


def test_a_job_that_meets_a_full_disk_comes_back_later(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    words = token_hex()
    jobs.enqueue("test_store", "store:1", payload={"words": words})
    db.session.commit()
    with monkeypatch.context() as patched:
        patched.setattr("marketplace.kit.files.stores.os.fsync", failing(errno.ENOSPC))
        assert jobs.run("store:1") is True
    row = db.session.get_one(Job, "store:1")
    assert (row.is_queued, row.attempts, "StorageFull" in row.error) == (True, 1, True)
    with clock.at(row.due_at):
        jobs.run("store:1", strict=True)
    assert files.content(files.fingerprint(words.encode())).decode() == words


def disk(free_bytes: int = 1 << 40, *, names_left: int = 1000, read_only: bool = False) -> SimpleNamespace:
    return SimpleNamespace(
        f_bavail=free_bytes // 4096,
        f_frsize=4096,
        f_files=2000,
        f_favail=names_left,
        f_flag=os.ST_RDONLY if read_only else 0,
    )


@pytest.mark.parametrize(
    ("found", "has_room"),
    [
        (disk(), True),
        (disk(storage.LEAST_BYTES), True),
        (disk(storage.LEAST_BYTES - 4096), False),
        (disk(names_left=0), False),
        (disk(read_only=True), False),
    ],
)
def test_a_node_without_room_is_not_ready(
    app: Flask, monkeypatch: pytest.MonkeyPatch, found: SimpleNamespace, has_room: bool
) -> None:
    monkeypatch.setattr("marketplace.kit.storage.os.statvfs", lambda _folder: found)
    answer = app.test_client().get("/readyz")
    assert (answer.status_code, answer.json["status"] == "ready") == (200 if has_room else 503, has_room)
    assert set(answer.json["because"]) == (set() if has_room else {"storage"})


def test_file_systems_that_do_not_count_names_have_some(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = disk(names_left=0)
    found.f_files = 0
    monkeypatch.setattr("marketplace.kit.storage.os.statvfs", lambda _folder: found)
    assert storage.without_room([tmp_path / "not" / "yet"]) == []
