"""Letters to whoever's turn it is: at once, and three days before a last day; to both parties when a paper fails."""

from datetime import timedelta

import structlog
from flask import current_app
from flask_babel import force_locale, format_date
from sqlalchemy import select

from marketplace.accounts.models import User
from marketplace.accounts.queries.organisations import owners
from marketplace.contracts.models import Deal
from marketplace.contracts.queries import deal_by_id, workflow_of
from marketplace.kit import clock, mail
from marketplace.kit.db import db
from marketplace.kit.i18n import _
from marketplace.kit.jobs import enqueue
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
    wait = workflow_of(deal).waits.get(deal.state)
    organisation_id = deal.party_organisations().get(wait.party) if wait else None
    if wait is None or organisation_id is None:
        return
    for member in db.session.scalars(select(User).where(User.organisation_id == organisation_id)):
        if member.is_active_member and member.roles & ACTS:
            with force_locale(member.language):
                mail.post(_letter(deal, member, wait.question, wait.if_nothing, key), about=("deal", deal.id))


def _letter(deal: Deal, member: User, question: str, if_nothing: str, key: str) -> mail.Letter:
    text = current_app.jinja_env.get_template("emails/contracts/your_turn.txt").render(
        question=_(question),
        if_nothing=_(if_nothing),
        title=deal.title,
        number=deal.number,
        sample=deal.sample,
        last_day=format_date(deal.sign_by, "long") if deal.sign_by else "",
        link=mail.link(f"/deals/{deal.number}"),
    )
    subject = _("Your turn: %(question)s", question=_(question))
    return mail.Letter(member.email, f"{deal.number} {subject}", text, f"{key}:{member.id}")


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
        last_day=format_date(deal.sign_by, "long") if deal.sign_by else "",
        phone=current_app.config["SETTINGS"].help_phone,
        link=mail.link(f"/deals/{deal.number}"),
    )
    subject = _("A document of this deal could not be made")
    return mail.Letter(owner.email, f"{deal.number} {subject}", text, f"{key}:{clock.now():%Y%m%d%H%M%S}:{owner.id}")
