"""Static files by content: their addresses carry a short hash, so that a browser may keep them for a year."""

import hashlib
from pathlib import Path
from typing import Any

from flask import Flask, Response, has_request_context, request

HASH_LENGTH = 10
FOR_EVER = "public, max-age=31536000, immutable"
A_WEEK = "public, max-age=604800"  # fonts and the icon: asked for without a version
ICON = "mark.svg"


def versions(folder: Path) -> dict[str, str]:
    """file name inside `folder`, with slashes → the first characters of its SHA-256."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()[:HASH_LENGTH]
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def init_app(app: Flask) -> None:
    """Hash what is there at the start; a file added later is served without a version."""
    known = versions(Path(str(app.static_folder)))
    _serve_icon(app)

    @app.url_defaults
    def _version(endpoint: str, values: dict[str, Any]) -> None:
        if endpoint == "static" and values.get("filename") in known:
            values.setdefault("v", known[values["filename"]])

    addresses: dict[tuple[str, str], str] = {}

    def url_for(endpoint: str, **values: Any) -> str:
        """In templates: a page names the same few files dozens of times."""
        if endpoint != "static" or values.keys() != {"filename"} or not has_request_context():
            return app.url_for(endpoint, **values)
        place = (request.script_root, values["filename"])
        found = addresses.get(place) or app.url_for(endpoint, **values)
        if values["filename"] in known:
            addresses[place] = found
        return found

    app.jinja_env.globals["url_for"] = url_for

    @app.after_request
    def _lasting(response: Response) -> Response:
        """For ever when the address names this very content; otherwise ask each time."""
        if request.endpoint == "static" and response.status_code in {200, 304}:
            filename = (request.view_args or {}).get("filename", "")
            is_this = filename in known and request.args.get("v") == known[filename]
            otherwise = A_WEEK if filename.endswith(".woff2") else "no-cache"
            response.headers["Cache-Control"] = FOR_EVER if is_this else otherwise
        return response


def _serve_icon(app: Flask) -> None:
    @app.get("/favicon.ico")
    def favicon() -> Response:
        """What browsers and readers ask for unbidden, also beside an answer that is no page."""
        icon = app.send_static_file(ICON)
        icon.headers["Cache-Control"] = A_WEEK
        return icon
