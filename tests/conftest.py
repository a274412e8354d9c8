"""A migrated database, a savepoint a test, and the fixed cast: university, workshop, office, stranger."""

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from flask_migrate import upgrade
from hypothesis import HealthCheck, settings

from marketplace.app import create_app, database_url
from marketplace.config import Settings
from marketplace.kit.db import db, release_write_lock, writes
from tests.cast import Cast, make_cast

# How long an example takes is no finding: the machine may be busy.
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")

SECRET = "a-secret-for-tests-that-is-long-enough"
LOOPBACK = {"127.0.0.1", "::1", "localhost"}


@pytest.fixture(scope="session", autouse=True)
def no_network() -> Iterator[None]:
    """Tests reach this machine only."""
    real = socket.socket.connect

    def connect(self: socket.socket, address: object) -> None:
        if isinstance(address, tuple) and address[0] not in LOOPBACK:
            raise RuntimeError(f"tests may not reach {address[0]}")
        return real(self, address)  # type: ignore[arg-type]

    socket.socket.connect = connect  # type: ignore[method-assign, assignment]
    yield
    socket.socket.connect = real  # type: ignore[method-assign]


def make_settings(folder: Path, url: str) -> Settings:
    return Settings(
        database_url=url,
        secret_key=SECRET,
        key_encryption_key=SECRET,
        files_url=str(folder / "files"),
        mail_url=str(folder / "mail"),
        public_url="http://jingzhe.test",
        log_level="ERROR",
        instance=folder,
    )


def fresh_database(folder: Path, name: str) -> str:
    """The address of an empty database of its own: a SQLite file, or one made on the PostgreSQL server given."""
    server = os.environ.get("TEST_DATABASE_URL", "")
    if not server.startswith("postgres"):
        return f"sqlite:///{folder / f'{name}.db'}"
    name = f"test_{name}_{os.getpid()}"
    engine = sa.create_engine(database_url(server), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(sa.text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
        connection.execute(sa.text(f"CREATE DATABASE {name}"))
    engine.dispose()
    return server.rsplit("/", 1)[0] + f"/{name}"


def make_app(folder: Path, url: str, **config: object) -> Flask:
    app = create_app(make_settings(folder, url), TESTING=True, WTF_CSRF_ENABLED=False, JOBS_INLINE=True, **config)
    with app.app_context():
        upgrade()
    return app


@pytest.fixture(scope="session")
def session_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    folder = tmp_path_factory.mktemp("house")
    app = make_app(folder, fresh_database(folder, "house"))
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def app(session_app: Flask) -> Iterator[Flask]:
    """The application on a savepoint: what a test commits is gone after it."""
    with session_app.app_context():
        engine = db.engine
        connection = engine.connect()
        writes.set(True)
        outer = connection.begin()
        if connection.dialect.name == "postgresql":  # a test holds it open while it prints, however long that takes
            connection.execute(sa.text("SET LOCAL idle_in_transaction_session_timeout = 0"))
        release_write_lock()
        engines = db._app_engines[session_app]
        real = engines[None]
        engines[None] = connection  # type: ignore[assignment]
        db.session.configure(join_transaction_mode="create_savepoint")
        try:
            yield session_app
        finally:
            db.session.remove()
            engines[None] = real
            outer.rollback()
            connection.close()
            release_write_lock()
            writes.set(False)


@pytest.fixture
def own_app(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Flask]:
    """An application with a database of its own, for races, kills and migrations."""
    app = make_app(tmp_path, fresh_database(tmp_path, "own"))
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def cast(app: Flask) -> Cast:
    return make_cast()
