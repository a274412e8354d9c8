"""Letters: to whoever's turn it is, at once and three days before a last day; to both when a place was not kept
or a paper could not be made."""

from collections.abc import Iterator
from datetime import timedelta

import structlog
from flask import current_app
from flask_babel import force_locale
from sqlalchemy import select

from marketplace.accounts.models import User
from marketplace.accounts.queries.organisations import owners
from marketplace.contracts.models import Deal
from marketplace.contracts.queries import deal_by_id, wait_of, workflow_of
from marketplace.kit import clock, mail
from marketplace.kit.db import db
from marketplace.kit.i18n import _
from marketplace.kit.jobs import enqueue
from marketplace.kit.pages import day
from marketplace.workflows.models import StepTaken
from marketplace.workflows.open_licence_deal import OPEN_LICENCE_DEAL
from marketplace.workflows.ordinary_deal import ORDINARY_DEAL
from marketplace.workflows.parties import ACTS

DEALS = frozenset({ORDINARY_DEAL.name, OPEN_LICENCE_DEAL.name})
DAYS_BEFORE = 3

log = structlog.get_logger("contracts")


def tell_after(taken: StepTaken) -> None:
    """A step of a deal was taken: write to those it waits for now, and set a reminder before the last day."""
    if taken.subject_kind not in DEALS:
        return
    deal = deal_by_id(taken.subject_id)
    tell(deal, f"{taken.subject_kind}:{taken.subject_id}:{taken.seq}")
    wait = workflow_of(deal).waits.get(deal.state)
    if wait is not None and deal.sign_by is not None and wait.party in deal.party_organisations():
        enqueue(
            "turn_reminder",
            f"turn_reminder:{deal.id}:{deal.state}",
            subject=("deal", deal.id),
            payload={"deal_id": deal.id, "state": str(deal.state)},
            due_at=clock.start_of(deal.sign_by - timedelta(days=DAYS_BEFORE)),
        )


def tell(deal: Deal, key: str) -> None:
    """One letter to each member who may act for the party whose turn it is."""
    wait = wait_of(deal)
    organisation_id = deal.party_organisations().get(wait.party) if wait else None
    if wait is None or organisation_id is None:
        return
    for member in _acting(organisation_id):
        with force_locale(member.language):
            subject = _("Your turn: %(question)s", question=_(wait.question))
            text = _written(
                deal,
                "your_turn",
                question=_(wait.question),
                if_nothing=_(wait.if_nothing),
                last_day=day(deal.turn_ends_on) if deal.turn_ends_on else "",
            )
            _post(deal, member, subject, text, key)


def tell_lapsed(deal: Deal) -> None:
    """One letter to each member of both parties who may act: the licensee was not verified in time."""
    assert deal.hold_until is not None
    key = f"hold_lapsed:{deal.id}"
    for organisation_id in (deal.licensee_id, deal.licensor_id):
        for member in _acting(organisation_id):
            with force_locale(member.language):
                kept_until = day(deal.hold_until)
                text = _written(
                    deal,
                    "hold_lapsed",
                    kept_until=kept_until,
                    is_licensee=organisation_id == deal.licensee_id,
                    organisation_link=mail.link("/organisation"),
                )
                _post(deal, member, _("Lapsed: the licensee was not verified in time"), text, key)


def _acting(organisation_id: int) -> Iterator[User]:
    for member in db.session.scalars(select(User).where(User.organisation_id == organisation_id)):
        if member.is_active_member and member.roles & ACTS:
            yield member


def _written(deal: Deal, template: str, **values: object) -> str:
    """A letter's text, in the language at hand."""
    return current_app.jinja_env.get_template(f"emails/contracts/{template}.txt").render(
        deal=deal, link=mail.link(f"/deals/{deal.number}"), **values
    )


def _post(deal: Deal, member: User, subject: str, text: str, key: str) -> None:
    mail.post(
        mail.Letter(member.email, f"{deal.number} {subject}", text, f"{key}:{member.id}"), about=("deal", deal.id)
    )


def alarm(deal: Deal, key: str) -> None:
    """A paper of the deal could not be made and nobody tries any more: a letter to the owners of both organisations,
    and a line in the log.

    key: of the job that was set aside, which `flask jobs retry` takes up again
    """
    log.error("deal_paper_set_aside", deal=deal.number, key=key)
    for organisation_id in (deal.licensee_id, deal.licensor_id):
        for owner in owners(organisation_id):
            with force_locale(owner.language):
                mail.post(_alarm_letter(deal, owner, key), about=("deal", deal.id))


def _alarm_letter(deal: Deal, owner: User, key: str) -> mail.Letter:
    text = current_app.jinja_env.get_template("emails/contracts/paper_missing.txt").render(
        name=owner.name,
        title=deal.title,
        number=deal.number,
        sample=deal.sample,
        last_day=day(deal.sign_by) if deal.sign_by else "",
        phone=current_app.config["SETTINGS"].help_phone,
        link=mail.link(f"/deals/{deal.number}"),
    )
    subject = _("A document of this deal could not be made")
    return mail.Letter(owner.email, f"{deal.number} {subject}", text, f"{key}:{clock.now():%Y%m%d%H%M%S}:{owner.id}")
