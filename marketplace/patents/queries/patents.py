"""Patents one by one: by number for everybody, for their holder, and what stands on their page."""

from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import select

from marketplace.accounts.models import Organisation, User
from marketplace.kit import clock, reference
from marketplace.kit.db import db
from marketplace.kit.errors import Missing
from marketplace.kit.words import Words
from marketplace.patents.models import Encumbrance, Patent, PatentChange
from marketplace.patents.queries.facts import listed
from marketplace.patents.rules.fee_clock import FeeClock, fee_clock
from marketplace.patents.rules.numbers import NumberCheck, NumberKind, check, check_digit
from marketplace.patents.rules.register import Standing, standing


class View(NamedTuple):
    """A patent as its page shows it. classes: symbol and title of its main group, subclass or class."""

    patent: Patent
    standing: Standing
    fees: FeeClock
    classes: tuple[tuple[str, Words], ...]
    encumbrances: tuple[Encumbrance, ...]
    is_holder: bool


def patent_by_number(number: str) -> Patent | None:
    """The patent of a canonical number."""
    return db.session.scalar(select(Patent).where(Patent.number == number))


def patents_of(organisation_id: int) -> list[Patent]:
    """All patents an organisation holds here, by number."""
    return list(db.session.scalars(select(Patent).where(Patent.holder_id == organisation_id).order_by(Patent.number)))


def holder_patent(number: str, user: Any) -> Patent:
    """The patent, for a member of the organisation that holds it. Raises Missing for others."""
    found = patent_by_number(number)
    if found is None or found.holder_id is None or found.holder_id != getattr(user, "organisation_id", None):
        raise Missing
    return found


def watched_patent(number: str, user: Any) -> Patent:
    """The patent, for its holder and for the office that answers for the holder's area. Raises Missing."""
    found = patent_by_number(number)
    if found is not None and found.holder_id is not None and user.organisation.is_office:
        holder = db.session.get_one(Organisation, found.holder_id)
        if user.organisation.answers_for(holder.area_code):
            return found
    return holder_patent(number, user)


def is_holder(patent: Patent, user: Any) -> bool:
    return patent.holder_id is not None and patent.holder_id == getattr(user, "organisation_id", None)


def known_number(text: str) -> str:
    """The canonical number of a patent that stands here, however it was written: with ZL, without a dot or check
    digit, full-width, or as a publication number.

    Raises Missing, saying what is wrong with a wrong number.
    """
    answer = check(text, clock.today())
    number = answer.normal
    if answer.check is NumberCheck.NO_CHECK_DIGIT:
        number = f"{answer.normal}.{check_digit(answer.normal)}"
    elif answer.kind is NumberKind.PUBLICATION:
        found = db.session.scalar(select(Patent.number).where(Patent.publication_number == answer.normal).limit(1))
        number = found or ""
    elif not answer.is_valid:
        raise Missing(answer.message)
    if not number or patent_by_number(number) is None:
        raise Missing(Words(f"这里没有专利 {text[:40]}。", f"There is no patent {text[:40]} here."))
    return number


def standing_of(patent: Patent, today: date) -> Standing:
    return standing([(event.kind, event.happened_on) for event in patent.events], patent.expires_on, today)


def view(patent: Patent, user: Any) -> View:
    """All that the page of a patent shows."""
    today = clock.today()
    stands = standing_of(patent, today)
    symbols = dict.fromkeys([*([patent.main_ipc] if patent.main_ipc else []), *listed(patent.ipc_all)])
    classes = tuple((symbol, title) for symbol in symbols if (title := reference.ipc_title(symbol)) is not None)
    fees = fee_clock(patent.kind, patent.filed_on, patent.granted_on, patent.annuity_paid_year, today, stands)
    resting = tuple(one for one in patent.encumbrances if one.is_in_force(today) or is_holder(patent, user))
    return View(patent, stands, fees, classes, resting, is_holder(patent, user))


def encumbrance(patent: Patent, encumbrance_id: int) -> Encumbrance:
    """One of the patent's encumbrances. Raises Missing."""
    for one in patent.encumbrances:
        if one.id == encumbrance_id:
            return one
    raise Missing


def changes_of(patent: Patent, limit: int = 20) -> list[tuple[PatentChange, str]]:
    """The last changes, newest first, each with the name of who made it."""
    rows = (
        select(PatentChange, User.name)
        .outerjoin(User, User.id == PatentChange.user_id)
        .where(PatentChange.patent_id == patent.id)
        .order_by(PatentChange.id.desc())
        .limit(limit)
    )
    return [(change, name or "") for change, name in db.session.execute(rows)]
