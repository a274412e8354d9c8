"""The one place that asks the table of allowances, and counts."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from marketplace.accounts.actions import throttle
from marketplace.accounts.actions.throttle import setting
from marketplace.accounts.models import Organisation, User
from marketplace.accounts.queries import asker_of
from marketplace.accounts.rules.allowances import (
    ACT_WORDS,
    ALLOWANCES,
    BY_NETWORK,
    Act,
    Allowance,
    Standing,
    standing_of,
)
from marketplace.kit import transactions
from marketplace.kit.db import db
from marketplace.kit.errors import NotAllowed, TooMany
from marketplace.kit.networks import network_of
from marketplace.kit.reading import Asker
from marketplace.kit.words import Words

CONFIRM, ORGANISATION, TABLE = "/confirm", "/organisation", "/help/limits"
NOT_CONFIRMED = Words(
    "您的邮箱还没有确认。确认邮箱之前，可以查看和起草，但不能以您的名义送出任何内容。",
    "Your address is not confirmed yet. Until then you can look and draft; nothing leaves in your name.",
)
ENTER_CODE = Words(
    "请填我们发到您邮箱的六位数字，再回来办。",
    "Enter the six digits we sent to your address, then come back.",
)
VERIFY_FIRST = Words(
    "请管理员在“我的单位”把资料送知识产权局核验，通过后再办。",
    "Have an owner send your organisation's papers to the office under “My organisation”; then come back.",
)
FINISH_SOME = Words("先把已有的办完，或者撤回一件。", "Finish or withdraw one of those first.")


def standing(by: Any) -> Standing:
    """What the house knows of a member."""
    return standing_of(
        is_confirmed=by.email_confirmed_at is not None,
        is_verified=by.organisation is not None and by.organisation.is_verified,
    )


def allowance(act: Act, by: Any) -> Allowance:
    """The row of the table that holds for this member."""
    return ALLOWANCES[act][standing(by)]


def check(act: Act, by: Any) -> None:
    """Whether somebody of this standing may do it at all; nothing is counted.

    Raises NotAllowed (EMAIL_NOT_CONFIRMED, NOT_VERIFIED) with the page that helps.
    """
    if allowance(act, by).allowed:
        return
    what = ACT_WORDS[act]
    if standing(by) is Standing.UNCONFIRMED:
        raise NotAllowed(NOT_CONFIRMED, code="EMAIL_NOT_CONFIRMED", cure=ENTER_CODE, link=CONFIRM)
    message = Words(
        f"单位还没通过核验，不能办：{what.zh}。", f"Your organisation is not verified yet, so you cannot: {what.en}."
    )
    raise NotAllowed(message, code="NOT_VERIFIED", cure=VERIFY_FIRST, link=ORGANISATION)


def hold(by: User) -> None:
    """Let others of the same organisation wait until this transaction ends, so that what is open now can be counted."""
    db.session.execute(select(Organisation.id).where(Organisation.id == by.organisation_id).with_for_update())


def require_open(act: Act, by: User, open_now: int) -> None:
    """Whether one more may be open at once. Call it under `hold`, or another lock. Raises TooMany (TOO_MANY_OPEN)."""
    name = allowance(act, by).at_once
    if name and open_now >= setting(name):
        raise _too_many_open(act, setting(name), open_now)


def require(act: Act, by: User, *, open_now: int = 0) -> None:
    """Allow one act of a member, and count it, in the caller's transaction: what is undone is not counted.

    open_now: how many of the kind are open already, counted by the caller under a lock, for acts limited at once
    Raises NotAllowed (EMAIL_NOT_CONFIRMED, NOT_VERIFIED), TooMany (TOO_MANY_OPEN, LIMIT_REACHED).
    """
    check(act, by)
    row = allowance(act, by)
    require_open(act, by, open_now)
    if row.rates:
        hold(by)
    for name, span in row.rates:
        _count(_organisation_key(act, by), act, setting(name), span)


def foresee(act: Act, by: User, *, open_now: int = 0) -> None:
    """As `require`, without counting and without a lock: before something slow whose end will be counted."""
    check(act, by)
    require_open(act, by, open_now)
    for name, span in allowance(act, by).rates:
        _check_number(_organisation_key(act, by), act, setting(name), span)


def admit_upload(by: User) -> Asker:
    """Count a file of a member before it is read, and keep the count at once, even when the file is refused. Commits:
    call it before the first change.

    Returns at whose place it is read. Raises TooMany (LIMIT_REACHED).
    """
    asker = asker_of(by)
    require(Act.UPLOAD, by)
    transactions.commit()
    return asker


def require_network(act: Act, address: str | None) -> None:
    """Allow one act of a network and keep the count at once, even when the answer is a refusal. Commits.

    Raises TooMany (LIMIT_REACHED).
    """
    for name, span in BY_NETWORK[act].rates:
        _count(_network_key(act, address), act, setting(name), span)
    transactions.commit()


def check_network(act: Act, address: str | None) -> None:
    """As `require_network`, without counting: before a thing is tried of which only the failures count."""
    for name, span in BY_NETWORK[act].rates:
        _check_number(_network_key(act, address), act, setting(name), span)


def _network_key(act: Act, address: str | None) -> str:
    return f"{act}:{network_of(address)}"[:80]


def _organisation_key(act: Act, by: User) -> str:
    return f"{act}:organisation:{by.organisation_id}"


def _check_number(key: str, act: Act, most: int, span: timedelta) -> None:
    number, oldest_age = throttle.standing_against(key, span)
    if number >= most:
        raise _limit_reached(act, most, span, oldest_age)


def _count(key: str, act: Act, most: int, span: timedelta) -> None:
    _check_number(key, act, most, span)
    throttle.note(key)


def _too_many_open(act: Act, most: int, open_now: int) -> TooMany:
    what = ACT_WORDS[act]
    return TooMany(
        Words(
            f"“{what.zh}”同时最多 {most} 件，现在已有 {open_now} 件没办完。",
            f"{what.en}: at most {most} at once; {open_now} are open now.",
        ),
        code="TOO_MANY_OPEN",
        cure=FINISH_SOME,
        link=TABLE,
    )


def _limit_reached(act: Act, most: int, span: timedelta, oldest_age: timedelta) -> TooMany:
    what, seconds = ACT_WORDS[act], max(1, int((span - oldest_age).total_seconds()))
    period, wait = (
        (Words("24 小时内", "in 24 hours") if span > timedelta(hours=1) else Words("一小时内", "an hour")),
        _wait(seconds),
    )
    refusal = TooMany(
        Words(
            f"“{what.zh}”{period.zh}最多 {most} 次，已经用完。", f"{what.en}: at most {most} {period.en}; all are used."
        ),
        code="LIMIT_REACHED",
        cure=Words(
            f"{wait.zh}后再办；什么时候能办多少，见“限额”一页。",
            f"Come back in {wait.en}; the page on limits says who may do how much.",
        ),
        link=TABLE,
    )
    refusal.retry_after_seconds = seconds
    return refusal


def _wait(seconds: int) -> Words:
    minutes = -(-seconds // 60)
    if minutes < 120:
        return Words(f" {minutes} 分钟", f"{minutes} minutes")
    hours = -(-minutes // 60)
    return Words(f" {hours} 小时", f"{hours} hours")
