"""Pages of listings: the catalogue, an offer, drafting one, looking after it, and the rules."""

from flask import Blueprint, Flask

bp = Blueprint("listings", __name__)


def init_app(app: Flask) -> None:
    app.register_blueprint(bp)
