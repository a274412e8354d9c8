"""Where a form comes from: this site and no other, however the site is reached.

Browsers say it in `Origin` or `Referer`, or say nothing (privacy settings, in-app browsers, pages without referrer);
then the token of the form decides alone. The site is reached at PUBLIC_URL, and on a laptop in a hall at whatever
address people typed, which is the request's own Host. A proxy may rewrite Host, so either of the two will do.
"""

from urllib.parse import urlsplit

from flask import Flask, current_app, request

from marketplace.kit.errors import NotAllowed
from marketplace.kit.transactions import READING
from marketplace.kit.words import Words

OPEN_TO_ALL = frozenset({"csp_report"})  # what browsers send by themselves
LONGEST = 100  # characters of a foreign address that is shown
DEFAULT_PORTS = {"http": ":80", "https": ":443"}

FOREIGN = "OTHER_SITE"
START_HERE = Words(
    "请直接打开 %s，从那里重新填写；刚才的没有送出。如果您正是从那里来的，请告诉管理员：代理没有把 Host 传过来。",
    "Open %s and start again from there; nothing was sent. If that is where you were, tell the administrator: "
    "the proxy does not pass Host on.",
)
EXPIRED = Words(
    "页面放得太久，表单已过期；刚才的没有送出。",
    "The page was open too long and its form expired; nothing was sent.",
)
RELOAD = Words("请返回、刷新，再送一次。", "Go back, reload and send again.")
NO_COOKIE = Words(
    "浏览器没有送来本站的 Cookie，认不出这张表单是您打开的。请允许 Cookie，从 %s 重新打开页面；刚才的没有送出。",
    "Your browser did not send this site's cookie, so the form cannot be told to be yours. Allow cookies for this site "
    "and open the page again from %s; nothing was sent.",
)
NOT_YOURS = Words(
    "这张表单不是在您现在的登录里打开的，可能您在别的窗口重新登录过。请刷新页面，再送一次；刚才的没有送出。",
    "This form was not opened in your present session; you may have signed in again in another window. Reload the page "
    "and send again; nothing was sent.",
)


def _place(scheme: str, netloc: str) -> str:
    """Host and port as people mean them: without the port that goes without saying."""
    return netloc.lower().removesuffix(DEFAULT_PORTS.get(scheme, " "))


def _own_places() -> set[str]:
    public = urlsplit(current_app.config["PUBLIC_URL"])
    return {_place(public.scheme, public.netloc), _place("http", request.host), _place("https", request.host)}


def _said(header: str) -> str:
    """An address the browser gave; nothing when it gave none, or says that it will not tell."""
    said = request.headers.get(header, "").strip()
    return "" if said == "null" else said


def _is_ours(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    if request.is_secure and parts.scheme != "https":
        return False
    return _place(parts.scheme, parts.netloc.rpartition("@")[2]) in _own_places()


def _filled(words: Words, value: str) -> Words:
    return Words(words.zh % value, words.en % value)


def refuse_other_sites() -> None:
    """Before the token is looked at. Raises NotAllowed for what another site makes a browser send."""
    if request.method in READING or request.endpoint in OPEN_TO_ALL:
        return
    foreign = next((said for said in (_said("Origin"), _said("Referer")) if said and not _is_ours(said)), "")
    if not foreign and request.headers.get("Sec-Fetch-Site") != "cross-site":
        return
    where = foreign[:LONGEST].partition("?")[0]
    raise NotAllowed(
        Words(
            f"这次提交来自另一个网站{f'（{where}）' if where else ''}，没有收下。",
            f"This was sent from another site{f' ({where})' if where else ''} and was not taken.",
        ),
        code=FOREIGN,
        cure=_filled(START_HERE, current_app.config["PUBLIC_URL"]),
    )


def token_words(fault: str) -> Words:
    """What to say of a form whose token was not taken. fault: in the words of Flask-WTF"""
    if "session token is missing" in fault and current_app.config["SESSION_COOKIE_NAME"] not in request.cookies:
        return _filled(NO_COOKIE, current_app.config["PUBLIC_URL"])
    return NOT_YOURS if "match" in fault or "session" in fault else EXPIRED


def init_app(app: Flask) -> None:
    """Register before the check of tokens; the strict Referer of the library is not asked for."""
    app.config["WTF_CSRF_SSL_STRICT"] = False
    app.before_request(refuse_other_sites)
