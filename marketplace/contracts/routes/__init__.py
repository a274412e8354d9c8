"""Pages of deals: accepting, the deal itself, signing, and verification for anybody."""

from flask import Blueprint, Flask

bp = Blueprint("contracts", __name__)

from marketplace.contracts.routes import accepting, deals, signing, steps, verifying  # noqa: E402

__all__ = ["accepting", "bp", "deals", "init_app", "signing", "steps", "verifying"]


def init_app(app: Flask) -> None:
    app.register_blueprint(bp)
