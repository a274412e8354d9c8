"""A licensee is verified in time: its place is kept no longer on condition, and the days to sign hold."""

from sqlalchemy import select, update

from marketplace.contracts.actions.telling import tell
from marketplace.contracts.models import Deal
from marketplace.kit.db import db
from marketplace.kit.jobs import cancel
from marketplace.workflows.models import StepTaken
from marketplace.workflows.verification import VERIFICATION

HOLD_TIMER = "hold_lapses"


def release_after(taken: StepTaken) -> None:
    """An organisation was verified: the timer of the deal it holds is void, and it is asked to sign.

    The row is held, so that of verifying and running out in the same instant one is first.
    """
    if (taken.subject_kind, taken.step) != (VERIFICATION.name, "verify"):
        return
    held = select(Deal).where(Deal.licensee_id == taken.subject_id, Deal.running, Deal.hold_until.is_not(None))
    for deal in db.session.scalars(
        held.with_for_update(of=Deal, key_share=True), execution_options={"populate_existing": True}
    ):
        db.session.execute(update(Deal.__table__).where(Deal.__table__.c.id == deal.id).values(hold_until=None))
        db.session.refresh(deal, ["hold_until"])
        cancel(("deal", deal.id), (HOLD_TIMER,))
        tell(deal, f"{taken.subject_kind}:{taken.subject_id}:{taken.seq}")
