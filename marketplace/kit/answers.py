"""How refusals and faults are answered: one page or JSON, with the request number, never a bare 500."""

import secrets
import time
from collections.abc import Iterable
from typing import Any

import structlog
from flask import Flask, Response, current_app, g, jsonify, render_template, request
from sqlalchemy.exc import DataError, IntegrityError, OperationalError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import BadRequest, HTTPException

from marketplace.kit import storage, transactions
from marketplace.kit.errors import Busy, Missing, Refusal, StepRefused, TooMany
from marketplace.kit.i18n import current_language
from marketplace.kit.origin import EXPIRED, RELOAD, token_words
from marketplace.kit.requests import place
from marketplace.kit.words import Words

log = structlog.get_logger("request")

BROKEN = Words(
    "出错了，没有做成，也没有扣钱。可以再试一次，或打电话报下面的编号。",
    "Something broke. Nothing was done and nothing was charged. Try again, or call and give the number below.",
)
BUSY = Words(
    "现在人多，请过几秒再试。您填的没有丢。", "It is busy; try again in a few seconds. Nothing you typed is lost."
)
HTTP_WORDS = {
    400: Words("这个请求看不懂，请从页面上重新来一次。", "This request cannot be read; start again from the page."),
    403: Words("这一页不归您看。", "This page is not for you."),
    405: Words("这个地址不能这样用。", "This address cannot be used that way."),
    413: Words("文件太大，最多 10 MB。", "The file is too large; 10 MB at most."),
    415: Words("收不了这种格式。", "This format cannot be taken."),
}


def wants_json() -> bool:
    return request.path.startswith("/api/") or request.accept_mimetypes.best == "application/json"


def _form_page() -> str:
    """The page whose form was just sent, where it has one of its own; else nothing."""
    rule = request.url_rule
    return request.path if request.method == "POST" and rule is not None and "GET" in (rule.methods or ()) else ""


def answer(refusal: Refusal) -> Response:
    """The page or JSON for a refusal, in the reader's language."""
    language = current_language()
    body: dict[str, Any] = {
        "code": refusal.code,
        "message": refusal.message.say(language),
        "cure": refusal.cure.say(language) if refusal.cure else "",
        "article": refusal.article.say(language) if refusal.article else "",
        "field": refusal.field,
        "request_id": g.get("request_number", ""),
    }
    if wants_json():
        response = jsonify(body)
    else:
        response = Response(
            render_template("generic/error.html", refusal=refusal, status=refusal.status, back=_form_page())
        )
    response.status_code = refusal.status
    if refusal.status in {429, 503}:
        response.headers["Retry-After"] = str(getattr(refusal, "retry_after_seconds", 10))
    return response


def form_status(errors: object, refusals: Iterable[Refusal]) -> tuple[int, dict[str, str]]:
    """Status and headers of a form shown again with what was typed: 429, 503, 409, 422, or 200 without a fault."""
    statuses = {422} if errors else set[int]()
    for refusal in refusals:
        if isinstance(refusal, TooMany | Busy):
            return refusal.status, {"Retry-After": str(refusal.retry_after_seconds)}
        statuses.add(refusal.status)
    return (409 if 409 in statuses else 422 if statuses else 200), {}


def _do_without_database() -> None:
    """The page for a fault asks the database for nothing: not who reads it, not what waits for them."""
    g.without_database = True
    login = getattr(current_app, "login_manager", None)
    if login is not None:
        g._login_user = login.anonymous_user()


def _full(error: BaseException) -> Response:
    """The page of a server without room; it asks the database for nothing, which may have no room either."""
    _do_without_database()
    log.error("storage full", number=g.get("request_number"), error=str(error.__cause__ or error)[:300])
    return answer(storage.StorageFull())


def _from_http(error: HTTPException) -> Refusal:
    status = error.code or 500
    if status == 404:
        return Missing()
    description = str(error.description or "")
    words = token_words(description) if "CSRF" in description else HTTP_WORDS.get(status, BROKEN)
    if words is EXPIRED:
        refusal = Refusal(words, code="FORM_EXPIRED", cure=RELOAD)
    else:
        refusal = TooMany(BUSY) if status == 429 else Refusal(words, code=f"HTTP_{status}")
    refusal.status = status
    return refusal


def _log_line(response: Response) -> Response:
    log.info(
        "request",
        number=g.get("request_number"),
        method=request.method,
        **place(),
        status=response.status_code,
        ms=round((time.perf_counter() - g.get("started", time.perf_counter())) * 1000, 1),
    )
    response.headers["X-Request-Number"] = g.get("request_number", "")
    return response


def _number() -> None:
    g.started = time.perf_counter()
    token = secrets.token_hex(3).upper()
    g.request_number = f"{token[:4]}-{token[4:]}"


def init_app(app: Flask) -> None:
    app.before_request(_number)
    app.log_exception = lambda exc_info: None  # type: ignore[method-assign] # ours below names no address
    app.after_request(_log_line)

    @app.errorhandler(Refusal)
    def _refused(error: Refusal) -> Response:
        transactions.rollback()
        if isinstance(error, storage.StorageFull):
            return _full(error)
        log.info("refused", number=g.get("request_number"), code=error.code, **place())
        return answer(error)

    @app.errorhandler(DataError)  # a value no column takes, such as a NUL on PostgreSQL, that no form looked at
    def _unfit(_error: DataError) -> Response:
        return _http(BadRequest())

    @app.errorhandler(HTTPException)
    def _http(error: HTTPException) -> Response:
        transactions.rollback()
        if error.code is not None and error.code < 400:
            return Response(error.get_response().get_data(), error.code, error.get_headers())
        return answer(_from_http(error))

    @app.errorhandler(StaleDataError)
    @app.errorhandler(IntegrityError)
    def _raced(error: IntegrityError | StaleDataError) -> Response:
        transactions.rollback()
        log.warning("raced", number=g.get("request_number"), error=str(error)[:300])
        return answer(StepRefused(transactions.SOMEBODY_WAS_QUICKER, code="SOMEBODY_WAS_QUICKER"))

    @app.errorhandler(500)
    def _fault(error: HTTPException) -> Response:
        transactions.rollback()
        _do_without_database()
        log.error(
            "fault",
            number=g.get("request_number"),
            **place(),
            exc_info=getattr(error, "original_exception", error),
        )
        refusal = Refusal(BROKEN, code="FAULT")
        refusal.status = 500
        return answer(refusal)

    _install_machine_faults(app)


def _install_machine_faults(app: Flask) -> None:
    """What the machine or the database cannot do now."""

    @app.errorhandler(OSError)  # of a temporary file, for one; any other fault of the system stays a fault
    def _no_room(error: OSError) -> Response:
        if not storage.is_full(error):
            raise error
        transactions.rollback()
        return _full(error)

    @app.errorhandler(OperationalError)
    def _busy(error: OperationalError) -> Response:
        transactions.rollback()
        if storage.is_full(error):
            return _full(error)
        _do_without_database()
        log.error("database", number=g.get("request_number"), error=str(error)[:300])
        refusal = Refusal(BUSY, code="BUSY")
        refusal.status = 503
        return answer(refusal)
