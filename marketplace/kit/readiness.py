"""/readyz: whether this node may be sent work, and if not, why, in both languages."""

import tempfile
from collections.abc import Callable
from pathlib import Path

from flask import Flask, Response, current_app, jsonify
from sqlalchemy import make_url, text

from marketplace.kit import files, storage
from marketplace.kit.db import db
from marketplace.kit.words import Words

EXTENSION = "readiness"
Check = Callable[[], Words | None]


def watch(app: Flask, name: str, check: Check) -> None:
    """Ask `check` whenever somebody wants to know; what it returns is why the node is not ready."""
    app.extensions.setdefault(EXTENSION, {})[name] = check


def finding(name: str) -> Words | None:
    """What one check says now; None when all is well, or nobody watches."""
    checks: dict[str, Check] = current_app.extensions.get(EXTENSION, {})
    return checks[name]() if name in checks else None


def findings() -> dict[str, Words]:
    """Every check that is not content."""
    asked = {name: finding(name) for name in current_app.extensions.get(EXTENSION, {})}
    return {name: words for name, words in asked.items() if words is not None}


def written_folders() -> list[Path]:
    """The folders of this machine in which work leaves something."""
    found = [Path(tempfile.gettempdir()), current_app.config["SETTINGS"].instance, files.folder()]
    url = make_url(current_app.config["SQLALCHEMY_DATABASE_URI"])
    if url.get_backend_name() == "sqlite":
        found.append(Path(str(url.database)).parent)
    return list(dict.fromkeys(path for path in found if path is not None))


def room() -> Words | None:
    """Whether there is room to write."""
    full = storage.without_room(written_folders(), storage.LEAST_BYTES)
    if not full:
        return None
    names, least = ", ".join(str(path) for path in full), f"{storage.LEAST_BYTES >> 20} MiB"
    return Words(f"存储空间不足 {least} 或不能写：{names}", f"less than {least} free, or no writing: {names}")


def init_app(app: Flask) -> None:
    watch(app, "storage", room)

    @app.get("/readyz")
    def readyz() -> tuple[Response, int]:
        db.session.execute(text("SELECT 1 FROM alembic_version"))
        found = {name: {"zh": words.zh, "en": words.en} for name, words in findings().items()}
        return jsonify(status="not ready" if found else "ready", because=found), 503 if found else 200
