"""The engine's own tables, and the one way to hand it a run inside our transaction."""

import os
from typing import Any

from dbos import DBOS, DBOSClient, DBOSPortableJSONSerializer, EnqueueOptions
from flask import current_app
from sqlalchemy import URL, make_url
from sqlalchemy.engine import Connection

from marketplace.kit.db import db

APPLICATION = "jingzhe"
APPLICATION_VERSION = "1"  # changes only with a major version of the engine
WORKFLOW = "run_job"
ENGINE_TABLES = frozenset(
    {
        "application_versions",
        "dbos_migrations",
        "notifications",
        "operation_outputs",
        "queues",
        "streams",
        "workflow_events",
        "workflow_events_history",
        "workflow_input",
        "workflow_output",
        "workflow_schedules",
        "workflow_status",
    }
)  # on SQLite they stand in our file; migrations leave them alone

_clients: dict[tuple[int, URL], DBOSClient] = {}


def engine_url(database_url: str) -> str:
    """The address as the engine wants it: without a driver's name."""
    url = make_url(database_url)
    if url.get_backend_name() == "postgresql":
        url = url.set(drivername="postgresql")
    return url.render_as_string(hide_password=False)


def our_url() -> str:
    return engine_url(db.engine.url.render_as_string(hide_password=False))


def serializer() -> Any:
    return DBOSPortableJSONSerializer()


def prepare_store(database_url: str) -> None:
    """Make or update the engine's tables. Runs after our own migrations, before any server starts."""
    DBOS.migrate(engine_url(database_url))


def client() -> DBOSClient:
    """One client for each process and database; it connects when first used."""
    place = (os.getpid(), db.engine.url)
    if place not in _clients:
        _clients[place] = DBOSClient(
            system_database_url=our_url(), serializer=serializer(), lazy=True, application_name=APPLICATION
        )
    return _clients[place]


def is_inline() -> bool:
    """Whether jobs only become rows, run by `drain` (tests, and a sandbox that plays years in a minute)."""
    return bool(current_app.config.get("JOBS_INLINE", False))


def dispatch(connection: Connection, key: str, run_id: str, queue: str) -> None:
    """Hand one run to the engine in the caller's transaction: both are kept, or neither."""
    options: EnqueueOptions = {
        "workflow_name": WORKFLOW,
        "queue_name": queue,
        "workflow_id": run_id,
        "app_version": APPLICATION_VERSION,
    }
    client().enqueue_in_transaction(connection, options, key)
