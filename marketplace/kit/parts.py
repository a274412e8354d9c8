"""A file comes in under the name of a field that takes files, or not at all: no other field ever meets one."""

from collections.abc import Collection

from flask import Flask, request
from werkzeug.exceptions import BadRequest


def init_app(app: Flask, fields: Collection[str]) -> None:
    """fields: the names of all fields that take files, in whatever form"""

    @app.before_request
    def _refuse_strange() -> None:
        if request.mimetype == "multipart/form-data" and set(request.files) - set(fields):
            raise BadRequest
