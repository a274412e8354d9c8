"""The pages of patents."""

from flask import Blueprint, Flask

bp = Blueprint("patents", __name__, url_prefix="/patents")


def init_app(app: Flask) -> None:
    from marketplace.patents.routes import importing, portfolio, register, show

    assert all((importing, portfolio, register, show))  # imported for what they register
    app.register_blueprint(bp)
