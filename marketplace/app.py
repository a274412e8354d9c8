"""create_app(): the only file that knows every package."""

import logging
import sys
from typing import Any

import structlog
from flask import Flask, Response, jsonify
from flask_migrate import Migrate
from flask_wtf.csrf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from marketplace import reactions
from marketplace.accounts import cli as account_commands
from marketplace.accounts import jobs as account_jobs
from marketplace.accounts import routes as account_pages
from marketplace.accounts.queries.keys import locked_out, platform_keys
from marketplace.accounts.rules.access import SECRET
from marketplace.config import ROOT, Settings
from marketplace.config import settings as read_settings
from marketplace.contracts import jobs as contract_jobs
from marketplace.contracts import routes as contract_pages
from marketplace.demo import cli as demo_commands
from marketplace.home import routes as home_pages
from marketplace.kit import (
    answers,
    assets,
    backup,
    caching,
    events,
    files,
    headers,
    i18n,
    jobs,
    mail,
    origin,
    pages,
    parts,
    readiness,
    reading,
    reports,
    sent,
    transactions,
)
from marketplace.kit.db import db, prepare_engine
from marketplace.listings import cli as listing_commands
from marketplace.listings import jobs as listing_jobs
from marketplace.listings import routes as listing_pages
from marketplace.patents import cli as patent_commands
from marketplace.patents import jobs as patent_jobs
from marketplace.patents import routes as patent_pages
from marketplace.seed import cli as seed_commands
from marketplace.workflows import cli as history_commands
from marketplace.workflows import routes as workflow_pages

JOBS = (
    account_jobs,
    contract_jobs,
    listing_jobs,
    patent_jobs,
)  # imported: each registers what is done outside a request

JOB_ALONE = [sys.executable, "-m", "flask", "--app", "wsgi", "jobs", "run", "--claimed"]
FILE_FIELDS = frozenset({"consent", "copy", "file", "notice", "paper", "scan", "table", "voucher"})
BODY_LIMIT = 10 * 1024 * 1024  # bytes of one request
EVERYWHERE = {
    "pool_size": 10,  # one for each thread that answers, and the jobs: a new connection costs more than a page
    "hide_parameters": True,  # what people wrote is not for the log
}


def _configure_logging(level: str) -> None:
    for loud in ("pyhanko", "pyhanko_certvalidator"):  # a forged file is an answer, not a fault with a traceback
        logging.getLogger(loud).setLevel(logging.CRITICAL)
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level.upper())),
        cache_logger_on_first_use=False,
    )


def engine_options(database_url: str) -> dict[str, Any]:
    """Connection settings; money and law need every committed transaction to survive a power cut."""
    if database_url.startswith("sqlite"):
        return {**EVERYWHERE, "connect_args": {"check_same_thread": False}}
    return {
        **EVERYWHERE,
        "isolation_level": "READ COMMITTED",
        "connect_args": {
            "options": "-c statement_timeout=15000 -c lock_timeout=10000 -c idle_in_transaction_session_timeout=30000"
        },
    }


def database_url(url: str) -> str:
    """PostgreSQL through psycopg 3, however the address was written."""
    for prefix in ("postgresql://", "postgres://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url.removeprefix(prefix)
    return url


def create_app(settings: Settings | None = None, **config: Any) -> Flask:
    """The application for these settings (the environment's, when none are given).

    config: Flask configuration that overrides, for tests
    """
    settings = settings or read_settings()
    app = transactions.TransactionalFlask(
        __name__, template_folder=str(ROOT / "templates"), static_folder=str(ROOT / "static")
    )
    url, is_secure = database_url(settings.database_url), settings.public_url.startswith("https://")
    app.config.update(
        SETTINGS=settings,
        SECRET_KEY=settings.secret_key,
        SQLALCHEMY_DATABASE_URI=url,
        SQLALCHEMY_ENGINE_OPTIONS=engine_options(url),
        FILES_URL=settings.files_url,
        MAIL_URL=settings.mail_url,
        PUBLIC_URL=settings.public_url,
        MAX_CONTENT_LENGTH=BODY_LIMIT,
        SESSION_COOKIE_NAME="__Host-jingzhe" if is_secure else "jingzhe",  # no neighbour may set one of that name
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=is_secure,
        WTF_CSRF_TIME_LIMIT=12 * 3600,
        WTF_I18N_ENABLED=True,
        **config,
    )
    app.config.setdefault("JOBS_ALONE", None if app.testing else JOB_ALONE)
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops)  # type: ignore[method-assign]
    _configure_logging(settings.log_level)
    db.init_app(app)
    with app.app_context():
        prepare_engine(db.engine)
    Migrate(app, db, directory=str(ROOT / "migrations"), render_as_batch=True, compare_type=True)
    sent.init_app(app)
    answers.init_app(app)
    transactions.init_app(app)
    headers.init_app(app)
    i18n.init_app(app)
    pages.init_app(app)
    assets.init_app(app)
    caching.init_app(app, SECRET)
    origin.init_app(app)
    parts.init_app(app, FILE_FIELDS)
    reports.init_app(app, CSRFProtect(app))
    events.wire(app, reactions.REACTIONS)
    _install_packages(app)
    _install_health(app)
    return app


def _install_packages(app: Flask) -> None:
    reading.init_app(app, app.config["SETTINGS"].instance / "reading")
    for package in (files, mail, jobs, backup, account_pages, patent_pages, listing_pages, contract_pages, home_pages):
        package.init_app(app)
    app.register_blueprint(workflow_pages.bp)
    for commands in (account_commands, listing_commands, seed_commands, demo_commands):
        commands.init_app(app)
    app.cli.add_command(patent_commands.patents)
    history_commands.init_app(app, signer=lambda: platform_keys().qr_key)


def _install_health(app: Flask) -> None:
    @app.get("/healthz")
    def healthz() -> Response:
        return jsonify(status="ok")

    readiness.init_app(app)
    readiness.watch(app, "keys", locked_out)
