"""Numbers as addresses and forms carry them: ASCII digits only, and no larger than a row's number can be."""

from flask import Flask
from werkzeug.routing import IntegerConverter, Map

LARGEST_ROW = 2**31 - 1


class RowConverter(IntegerConverter):
    """`<int:…>` in an address: a number no row can have is an address nobody has, not a fault of the database."""

    regex = r"[0-9]{1,10}"

    def __init__(self, of: Map) -> None:
        super().__init__(of, max=LARGEST_ROW)


def whole(text: str, otherwise: int) -> int:
    """The whole number of at most nine digits in `text`; `otherwise` for anything else, “²” and “١” too."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else otherwise


def init_app(app: Flask) -> None:
    app.url_map.converters["int"] = RowConverter
