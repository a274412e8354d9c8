"""Pages of listings: the catalogue, an offer, drafting one, looking after it, and the rules."""

from flask import Blueprint, Flask

bp = Blueprint("listings", __name__)


def init_app(app: Flask) -> None:
    import marketplace.listings.routes.catalogue
    import marketplace.listings.routes.drafting
    import marketplace.listings.routes.managing
    import marketplace.listings.routes.papers
    import marketplace.listings.routes.rules
    import marketplace.listings.routes.showing
    import marketplace.listings.routes.steps  # noqa: F401 - all of them for their pages

    app.register_blueprint(bp)
