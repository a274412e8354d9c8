"""Cause → effects between packages, one table; effects run in the transaction of their cause."""

from collections.abc import Mapping

from marketplace.contracts import actions as contracts
from marketplace.kit.events import Reaction
from marketplace.listings import actions as listings
from marketplace.patents.events import PatentChanged
from marketplace.workflows.models import StepTaken

REACTIONS: Mapping[type, tuple[Reaction, ...]] = {
    StepTaken: (contracts.tell_after, contracts.release_after),
    PatentChanged: (listings.recheck_patent,),
}
