"""An address is confirmed by a code that was sent to it, before anything leaves the house in its owner's name."""

import hmac
import secrets
from typing import Any

from flask import current_app
from sqlalchemy import CursorResult, delete, select, update

from marketplace.accounts.actions import allowances, letters, throttle
from marketplace.accounts.actions.organisations import check_email
from marketplace.accounts.models import EmailCode, User
from marketplace.accounts.queries.sessions import real_now, user_by_email
from marketplace.accounts.rules import limits
from marketplace.accounts.rules.allowances import HOUR, Act
from marketplace.kit import transactions
from marketplace.kit.db import db
from marketplace.kit.errors import RuleBroken, TooMany
from marketplace.kit.words import Words

ANOTHER = Words("请让我们再发一封信，用新的六位数字。", "Have another letter sent and use its six digits.")
CODE_OVER = Words("这六位数字过期了，或者试错太多次。", "These digits are too old, or were tried too often.")
STANDS = Words("这个邮箱已经确认过，不能在这里改。", "This address is confirmed already and cannot be changed here.")


def _hash(user_id: int, code: str) -> str:
    """Keyed with our secret: a million codes are soon tried by whoever holds a copy of the database."""
    key = str(current_app.config["SECRET_KEY"]).encode()
    return hmac.new(key, f"email-code:{user_id}:{code}".encode(), "sha256").hexdigest()


def _code_of(user_id: int) -> EmailCode | None:
    return db.session.scalar(select(EmailCode).where(EmailCode.user_id == user_id))


def send_code(user: Any) -> bool:
    """Send a new code, unless one left within the last minute; the one before ends. Says whether a letter left.

    Raises TooMany after LIMIT_CODES_AN_HOUR letters of this member, or to this address, whoever asks.
    """
    now, before = real_now(), _code_of(user.id)
    if user.email_confirmed_at is not None or (before is not None and now - before.sent_at < limits.CODE_PAUSE):
        return False
    _count(f"codes:{user.id}")
    _count(throttle.codes_key(user.email))
    code = f"{secrets.randbelow(1_000_000):06d}"
    db.session.execute(delete(EmailCode).where(EmailCode.user_id == user.id))
    made = EmailCode(user_id=user.id, code_hash=_hash(user.id, code), sent_at=now, expires_at=now + limits.CODE)
    db.session.add(made)
    db.session.flush()
    letters.code(user, code)
    return True


def _count(key: str) -> None:
    most = throttle.setting("limit_codes_an_hour")
    number, oldest_age = throttle.standing_against(key, HOUR)
    if number >= most:
        refusal = TooMany(
            Words(
                f"一小时最多发 {most} 封信，已经发了 {number} 封。",
                f"At most {most} letters an hour; {number} were sent.",
            ),
            code="TOO_MANY_CODES",
            cure=Words(
                "看看垃圾邮件，或者过一会儿再试；邮箱写错了可以改。",
                "Look among the unwanted mail, or try again later; a mistyped address can be corrected.",
            ),
        )
        refusal.retry_after_seconds = max(1, int((HOUR - oldest_age).total_seconds()))
        raise refusal
    throttle.note(key)


def confirm_address(user: Any, code: str) -> None:
    """The address is theirs: they have read the letter. A wrong code counts, whatever the answer.

    Raises RuleBroken (CODE_WRONG, CODE_OVER; field code).
    """
    member = db.session.get_one(User, user.id)
    if member.email_confirmed_at is not None:
        return
    tried = (
        update(EmailCode)
        .where(EmailCode.user_id == member.id, EmailCode.tries < limits.CODE_TRIES, EmailCode.expires_at > real_now())
        .values(tries=EmailCode.tries + 1)
        .execution_options(synchronize_session=False)
    )
    result = db.session.execute(tried)
    if not (isinstance(result, CursorResult) and result.rowcount == 1):
        raise RuleBroken(CODE_OVER, code="CODE_OVER", cure=ANOTHER, field="code")
    transactions.commit()
    found = db.session.scalar(
        select(EmailCode).where(EmailCode.user_id == member.id).execution_options(populate_existing=True)
    )
    if found is None or not hmac.compare_digest(found.code_hash, _hash(member.id, code)):
        raise _wrong(limits.CODE_TRIES - found.tries if found else 0)
    db.session.delete(found)
    member.email_confirmed_at = real_now()
    db.session.flush()


def _wrong(left: int) -> RuleBroken:
    if left <= 0:
        return RuleBroken(CODE_OVER, code="CODE_OVER", cure=ANOTHER, field="code")
    return RuleBroken(
        Words(f"数字不对，还可以试 {left} 次。", f"These are not the digits; {left} more tries."),
        code="CODE_WRONG",
        cure=Words("请照最近一封信里的六位数字填。", "Enter the six digits of the newest letter."),
        field="code",
    )


def correct_address(user: Any, email: str, *, network: str | None) -> None:
    """Mend a mistyped address while nobody has confirmed it; the code goes to the new one.

    Raises RuleBroken (KNOWN_EMAIL, ADDRESS_CONFIRMED; field email), TooMany.
    """
    member = db.session.get_one(User, user.id)
    if member.email_confirmed_at is not None:
        raise RuleBroken(STANDS, code="ADDRESS_CONFIRMED", field="email")
    allowances.check_network(Act.TELL_KNOWN, network)
    if user_by_email(email) is not None:
        allowances.require_network(Act.TELL_KNOWN, network)
    member.email = check_email(email)
    db.session.execute(delete(EmailCode).where(EmailCode.user_id == member.id))
    db.session.flush()
    send_code(member)
