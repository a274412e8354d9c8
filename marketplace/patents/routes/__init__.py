"""The pages of patents."""

from flask import Blueprint, Flask

bp = Blueprint("patents", __name__, url_prefix="/patents")


def init_app(app: Flask) -> None:
    """The pages, the commands and the jobs of patents."""
    from marketplace.patents import jobs
    from marketplace.patents.cli import patents
    from marketplace.patents.routes import importing, portfolio, register, show

    assert all((importing, jobs, portfolio, register, show))  # imported for what they register
    app.register_blueprint(bp)
    app.cli.add_command(patents)
