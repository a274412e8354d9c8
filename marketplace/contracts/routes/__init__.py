"""Pages of deals: accepting, the deal itself, signing, and verification for anybody."""

from flask import Blueprint, Flask

from marketplace.accounts.queries.verification import PLACES
from marketplace.contracts.queries import licences_in_use, places_kept
from marketplace.listings.queries.offer import USES

bp = Blueprint("contracts", __name__)

from marketplace.contracts.routes import accepting, deals, signing, steps, verifying  # noqa: E402

__all__ = ["accepting", "bp", "deals", "init_app", "signing", "steps", "verifying"]


def init_app(app: Flask) -> None:
    app.register_blueprint(bp)
    app.extensions[USES] = licences_in_use
    app.extensions[PLACES] = places_kept
