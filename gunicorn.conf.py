"""How the site is served: two workers of two threads; on SQLite one of them also does the jobs."""

from typing import Any

from marketplace.config import settings
from marketplace.kit.jobs.engine import start_engine, stop_engine

_here = settings()

bind = f"{_here.host}:{_here.port}"
workers = 2
threads = 2
worker_class = "gthread"
timeout = 60  # seconds
keepalive = 65  # seconds, longer than a proxy in front keeps an idle line: whoever closes it first must be the proxy
graceful_timeout = 20  # seconds: a running job may finish
max_requests = 0  # a worker that holds the jobs does not retire
control_socket_disable = True  # the server is steered by signals alone
accesslog = None  # the site writes its own line a request
wsgi_app = "wsgi:app"


def post_worker_init(worker: Any) -> None:
    start_engine(worker.wsgi)


def worker_exit(_server: Any, _worker: Any) -> None:
    stop_engine()
