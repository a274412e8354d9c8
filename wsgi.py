"""The web application, for gunicorn."""

from marketplace.app import create_app

app = create_app()
