"""The web application, for `flask` and for whatever else serves WSGI."""

from marketplace.app import create_app

app = create_app()
