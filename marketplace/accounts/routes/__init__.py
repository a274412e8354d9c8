"""The pages of accounts, and the gate that every request of the house passes."""

from flask import Blueprint, Flask

bp = Blueprint("accounts", __name__)


def init_app(app: Flask) -> None:
    """Sign-in, the permission table at the door, the pages."""
    from marketplace.accounts.routes import (
        claims,
        confirming,
        gate,
        limits,
        members,
        offices,
        organisation,
        passwords,
        register,
        sign_in,
    )

    gate.init_app(app)
    assert all((claims, confirming, limits, members, offices, organisation))  # imported for their pages
    assert all((passwords, register, sign_in))
    app.register_blueprint(bp)
