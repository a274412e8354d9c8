"""Beginning a listing: the channel for ever, the patents, and that each stands in one listing of a channel only."""

from collections.abc import Sequence

from sqlalchemy.exc import IntegrityError

from marketplace.accounts.models import User
from marketplace.kit import clock
from marketplace.kit.db import db
from marketplace.kit.errors import Missing, NotAllowed, RuleBroken, StepRefused
from marketplace.kit.words import Words
from marketplace.listings.models import Listing, ListingPatent
from marketplace.listings.queries import live_listing_of, workflow_of
from marketplace.listings.rules.channel import Channel
from marketplace.listings.rules.terms import ACTS
from marketplace.patents.models import Patent
from marketplace.patents.rules.owners import is_among
from marketplace.workflows import engine, parties

MOST_PATENTS = 200
ONE_EACH = Words("每件专利各写一份声明。", "Write one declaration for each patent.")


def draft(channel: Channel, patents: Sequence[Patent], *, by: User, office_check: bool = False) -> Listing:
    """A new draft with the holder's contact person and number; an e-mail address is published only when typed here.

    patents:      the first one gives the listing its name; a declaration holds exactly one
    office_check: whether offers go through the offices here (a setting)
    Raises Missing for another's patent; NotAllowed for a role that does not act; RuleBroken when the patents cannot
    stand in one listing; StepRefused (ALREADY_LISTED) with the link of the listing where one stands.
    """
    if not by.roles & parties.ACTS:
        raise NotAllowed(engine.ROLE_MISSING, code="ROLE_MISSING")
    patents = list(dict.fromkeys(patents))
    _check(channel, patents, by)
    for patent in patents:
        _refuse_twice(patent, channel)
    organisation = by.organisation
    listing = Listing(
        channel=channel,
        holder=organisation,
        holder_id=organisation.id,
        acts=list(ACTS),
        conditions={},
        contact_name=organisation.contact_name,
        contact_phone=organisation.contact_phone,
        needs_office_check=office_check and channel is Channel.PLATFORM,
        created_by_id=by.id,
        created_at=clock.now(),
        sample=organisation.sample or any(patent.sample for patent in patents),
        entries=[
            ListingPatent(patent_id=patent.id, patent=patent, channel=channel, position=place)
            for place, patent in enumerate(patents)
        ],
    )
    try:
        with db.session.begin_nested():
            db.session.add(listing)
            db.session.flush()
    except IntegrityError:  # two clerks at once: the unique index let the other one in
        for patent in patents:
            _refuse_twice(patent, channel)
        raise
    facts = {"channel": channel.value, "patents": [patent.number for patent in patents]}
    engine.begin(workflow_of(listing), listing, by, facts=facts)
    return listing


def _check(channel: Channel, patents: Sequence[Patent], by: User) -> None:
    if not patents:
        raise RuleBroken(
            Words("还没有选专利。", "No patent is chosen yet."),
            code="NO_PATENT",
            cure=Words("选一件或几件自己的专利。", "Choose one or more of your own patents."),
            field="patents",
        )
    if channel is Channel.STATUTORY and len(patents) > 1:
        raise RuleBroken(
            Words(f"一份声明只写一件专利，现在选了 {len(patents)} 件。", "A declaration covers one patent."),
            code="ONE_PATENT_EACH",
            cure=ONE_EACH,
            field="patents",
        )
    if len(patents) > MOST_PATENTS:
        raise RuleBroken(
            Words(f"一份报价最多 {MOST_PATENTS} 件专利。", f"At most {MOST_PATENTS} patents in one offer."),
            code="TOO_MANY_PATENTS",
            field="patents",
        )
    for patent in patents:
        _check_patent(patent, by)


def _check_patent(patent: Patent, by: User) -> None:
    if patent.holder_id is None or patent.holder_id != by.organisation_id:
        raise Missing
    owners = [owner.name for owner in patent.owners]
    is_owner = any(owner.organisation_id == by.organisation_id for owner in patent.owners)
    if owners and not is_owner and not is_among(by.organisation.name, owners):
        names = "、".join(owners)
        raise RuleBroken(
            Words(
                f"专利 ZL{patent.number} 登记的专利权人是{names}，不是{by.organisation.name}。",
                f"The register names {names} as owner of ZL{patent.number}, not {by.organisation.name}.",
            ),
            code="NOT_THE_PATENTEE",
            cure=Words("由专利权人自己挂，或者先更正登记。", "The owner lists it, or the record is put right first."),
            field="patents",
        )
    if patent.filed_on is None:
        raise RuleBroken(
            Words(f"专利 ZL{patent.number} 还没有申请日。", f"The filing date of ZL{patent.number} is not known."),
            code="FILED_ON_MISSING",
            cure=Words("先在“我的专利”里补上申请日。", "Add it under “My patents” first."),
            field="patents",
        )


def _refuse_twice(patent: Patent, channel: Channel) -> None:
    """Raises StepRefused when the patent already stands in a live listing of this channel."""
    first = live_listing_of(patent.id, channel)
    if first is None:
        return
    raise StepRefused(
        Words(
            f"专利 ZL{patent.number} 已经在 {first.number} 里，同一通道一件专利只能挂一份。",
            f"ZL{patent.number} already stands in {first.number}; a patent has one listing in each channel.",
        ),
        code="ALREADY_LISTED",
        cure=Words("接着写那一份，或者先撤下它。", "Go on with that one, or take it down first."),
        link=f"/listings/{first.number}/manage",
    )
