"""Pages of listings: the catalogue, an offer, drafting one, looking after it, and the rules."""

from flask import Blueprint, Flask

bp = Blueprint("listings", __name__)


def init_app(app: Flask) -> None:
    from marketplace.listings.routes import catalogue, drafting, managing, papers, rules, showing, steps

    assert all((catalogue, drafting, managing, papers, rules, showing, steps))  # imported for their pages
    app.register_blueprint(bp)
