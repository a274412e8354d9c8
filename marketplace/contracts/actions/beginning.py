"""What both roads to a deal share: who may, on which terms, and the row that is born."""

from typing import Any, NamedTuple

from sqlalchemy import Integer, bindparam, func, insert, select, update
from sqlalchemy.orm import defer, joinedload, selectinload
from sqlalchemy.orm.attributes import set_committed_value

from marketplace.accounts.models import Organisation, User
from marketplace.contracts.actions.printing import check_printable
from marketplace.contracts.models import Deal, DealPatent
from marketplace.contracts.rules.agreeing import agreed_terms, preview
from marketplace.contracts.rules.differences import Difference, plain_differences
from marketplace.contracts.rules.snapshot import plain_hash, to_plain
from marketplace.kit import clock
from marketplace.kit.bulk import insert_new, next_ids
from marketplace.kit.db import db, is_sqlite
from marketplace.kit.errors import Missing, RuleBroken, StepRefused
from marketplace.kit.ids import public_id
from marketplace.kit.words import Words
from marketplace.listings import actions as listing_actions
from marketplace.listings import queries as listing_queries
from marketplace.listings.models import Listing, ListingPatent, ListingVersion
from marketplace.workflows.deal_states import UNSIGNED, DealState
from marketplace.workflows.listing_states import OPEN
from marketplace.workflows.verification import VerificationState

# Built once: every acceptance asks them.
_HELD = (
    select(Listing)
    .where(Listing.id == bindparam("listing_id"))
    .options(joinedload(Listing.holder, innerjoin=True))
    .options(*map(defer, (Listing.fee_plan, Listing.acts, Listing.conditions)))  # the draft's; a version has its own
    .with_for_update(of=Listing)
    .execution_options(populate_existing=True)
)
# On PostgreSQL a row that was waited for is read afresh, but what is joined to it is as it stood before the wait.
_HELD_ON_SQLITE, _HELD_ON_POSTGRESQL = (_HELD.options(load(Listing.versions)) for load in (joinedload, selectinload))
_DEALS, _ORGANISATIONS = Deal.__table__.c, Organisation.__table__.c
_RUNNING = select(_DEALS.id).where(
    _DEALS.listing_id == bindparam("listing_id"), _DEALS.licensee_id == bindparam("licensee_id"), _DEALS.running
)
_UNSIGNED = select(func.count()).where(
    _DEALS.licensee_id == bindparam("licensee_id"), _DEALS.state.in_(sorted(UNSIGNED))
)
_STANDING = select(_ORGANISATIONS.state, _RUNNING.scalar_subquery(), _UNSIGNED.scalar_subquery()).where(
    _ORGANISATIONS.id == bindparam("licensee_id")
)
_HOLDS = insert(DealPatent.__table__).from_select(
    ["deal_id", "patent_id"],
    select(bindparam("deal_id", type_=Integer), ListingPatent.__table__.c.patent_id)
    .where(ListingPatent.__table__.c.listing_id == bindparam("listing_id"))
    .order_by(ListingPatent.__table__.c.position),
)


class Standing(NamedTuple):
    """A licensee as it stands this instant. unsigned: deals it has accepted and not signed"""

    is_verified: bool
    unsigned: int


class TermsChanged(StepRefused):
    """The terms were changed between reading and clicking; carries old and new side by side."""

    def __init__(self, current: ListingVersion, differences: list[Difference]) -> None:
        super().__init__(
            Words(
                "条款刚刚更新过，没有按旧条款发出。请看改了什么，再决定。",
                "The terms have just been updated; nothing was sent. See what changed, then decide.",
            ),
            code="TERMS_CHANGED",
        )
        self.current, self.differences = current, differences


def locked_listing(listing_id: int) -> Listing:
    """The listing, held still until the transaction ends: whoever commits first, accept or withdraw, wins.

    Raises Missing for one that was never published.
    """
    held = _HELD_ON_SQLITE if is_sqlite(db.engine) else _HELD_ON_POSTGRESQL
    listing = db.session.scalars(held, {"listing_id": listing_id}).unique().one_or_none()
    if listing is None or not listing.is_public:
        raise Missing
    return listing


def seen_version(listing: Listing, seen_hash: str) -> ListingVersion:
    """The current version, when it is the one the person read.

    Raises TermsChanged with the differences when it is another, StepRefused when no version has that hash.
    """
    current = listing.versions[-1]
    if current.terms_hash == seen_hash:
        return current
    old = next((version for version in listing.versions if version.terms_hash == seen_hash), None)
    today = clock.today()
    differences = (
        plain_differences(preview(old.terms, old.terms_hash, today), preview(current.terms, current.terms_hash, today))
        if old
        else []
    )
    raise TermsChanged(current, differences)


def check_open(listing: Listing) -> None:
    """Raises StepRefused when nobody can accept this listing now, saying since when and why."""
    if listing.state not in OPEN or not listing.versions:
        day = listing.withdrawn_on
        since = Words(f"（{day} 撤回）", f" (withdrawn on {day})") if day else Words("", "")
        raise StepRefused(
            Words(f"这份报价现在不接受新的许可{since.zh}。", f"This listing takes no new licences now{since.en}."),
            code="LISTING_NOT_OPEN",
            cure=Words(
                "已签的许可不受影响。可以找找相近的报价。", "Licences already granted go on. Look for a similar one."
            ),
        )
    verdicts = [] if _judged_today(listing) else listing_queries.standing_bars(listing)
    if listing.suspended_because or verdicts:
        first = verdicts[0] if verdicts else None
        raise StepRefused(
            first.message if first else Words("这份报价因法律障碍暂停。", "This listing is suspended by a legal bar."),
            code=listing.suspended_because or (first.code if first else "SUSPENDED"),
            article=first.article if first else None,
            cure=first.cure if first else None,
        )


def _judged_today(listing: Listing) -> bool:
    """Whether `suspended_because` is today's answer: every change of a patent judges its listings at once, every day
    judges all, so that a day's first acceptance at most has to judge for itself."""
    return listing.checked_at is not None and clock.day(listing.checked_at) == clock.today()


def check_no_office(licensee: Organisation) -> None:
    """Raises RuleBroken for an office: it checks and supervises the market, it is no party of it."""
    if licensee.is_office:
        raise RuleBroken(
            Words(
                f"{licensee.name}是知识产权局账户，不能取得许可：管理市场的不参与交易。",
                f"{licensee.name} is the account of an office, which takes no licence: who supervises the market is no "
                "party of it.",
            ),
            code="OFFICE_TAKES_NO_LICENCE",
            cure=Words(
                "确要使用这项专利的单位，请用它自己的账户办理。",
                "The unit that will use the patent takes the licence with its own account.",
            ),
        )


def check_licensee(listing: Listing, licensee: Organisation) -> Standing:
    """Who may take this licence on either road; verified or not is for the road to judge (Patent Law art. 50).

    Raises RuleBroken or StepRefused when this organisation may not.
    """
    if licensee.id == listing.holder_id:
        raise RuleBroken(
            Words("这是您自己的专利，不用许可。", "This is your own patent; you need no licence."), code="OWN_LISTING"
        )
    if listing.versions[-1].terms["small_only"] and not licensee.is_small:
        raise RuleBroken(
            Words("这份报价只给中小微企业。", "This offer is for medium, small and micro firms only."),
            code="SMALL_ONLY",
            cure=Words(
                "在“我的单位”填最近一年的人数和营收。", "Enter last year's staff and revenue under “My organisation”."
            ),
            link="/organisation",
        )
    asked = {"listing_id": listing.id, "licensee_id": licensee.id}
    state, running_id, unsigned = db.session.connection().execute(_STANDING, asked).one()
    if running_id is not None:
        running = db.session.get_one(Deal, running_id)
        raise StepRefused(
            Words(
                f"您已有一份在办或生效的许可 {running.number}。",
                f"You already have a running licence, {running.number}.",
            ),
            code="ALREADY_RUNNING",
            link=f"/deals/{running.number}",
        )
    return Standing(state is VerificationState.VERIFIED, unsigned)


def take_slot(listing: Listing) -> None:
    """One place of a capped offer. Raises StepRefused when none is left."""
    if listing.slots_left is None:
        return
    table = Listing.__table__
    left = db.session.scalar(
        update(table)
        .where(table.c.id == listing.id, table.c.slots_left > 0)
        .values(slots_left=table.c.slots_left - 1)
        .returning(table.c.slots_left)
    )
    if left is None:
        raise StepRefused(
            Words("名额刚被别人用完。您填的都存着。", "The last place has just gone. Your answers are saved."),
            code="NO_PLACES_LEFT",
            cure=Words("看看相近的报价。", "Look at similar offers."),
        )
    set_committed_value(listing, "slots_left", left)
    if left == 0:
        listing_actions.refresh_entry(listing)


def return_slot(deal: Deal) -> bool:
    """Give the place back; returns whether the offer was capped."""
    table = Listing.__table__
    returned = db.session.execute(
        update(table)
        .where(table.c.id == deal.listing_id, table.c.slots_left.is_not(None))
        .values(slots_left=table.c.slots_left + 1)
    )
    if returned.rowcount != 1:  # type: ignore[attr-defined]
        return False
    db.session.refresh(deal.listing, ["slots_left"])
    if deal.listing.slots_left == 1:
        listing_actions.refresh_entry(deal.listing)
    return True


def party_terms(organisation: Organisation) -> dict[str, str]:
    """An organisation as it stands in a contract."""
    return {
        "name": organisation.name,
        "uscc": organisation.uscc or "",
        "address": organisation.address,
        "representative": organisation.legal_representative,
        "contact": organisation.contact_name,
        "phone": organisation.contact_phone,
        "email": organisation.contact_email,
        "bank": organisation.bank_name,
        "account": organisation.bank_account,
    }


def birth(
    listing: Listing, version: ListingVersion, by: User, state: DealState, *, is_verified: bool, **columns: Any
) -> Deal:
    """A deal with its terms frozen; its number stands in them, and whether the licensee is verified.

    Raises RuleBroken when it could not be printed.
    """
    deal = Deal(
        id=next_ids(Deal.__table__, 1)[0],  # drawn first: the number stands in the terms
        channel=listing.channel,
        state=state,
        listing_id=listing.id,
        listing_version_id=version.id,
        licensor_id=listing.holder_id,
        licensee_id=by.organisation_id,
        verification_id=public_id(),
        accepted_at=clock.now(),
        accepted_by_id=by.id,
        sample=listing.sample or by.organisation.sample,
        **columns,
    )
    terms = agreed_terms(
        {**version.terms, "sample": deal.sample},
        listing_hash=version.terms_hash,
        deal=deal.number,
        licensor=party_terms(listing.holder),
        licensee=party_terms(by.organisation),
        licensee_verified=is_verified,
        agreed_on=clock.today(),
    )
    deal.terms = to_plain(terms)
    deal.terms_hash = plain_hash(deal.terms)
    check_printable(deal)
    insert_new(deal)
    for name, known in (("listing", listing), ("licensor", listing.holder), ("licensee", by.organisation)):
        set_committed_value(deal, name, known)
    db.session.connection().execute(_HOLDS, {"deal_id": deal.id, "listing_id": listing.id})
    return deal
