"""Everything that changes deals."""

from marketplace.contracts.actions.accepting import accept
from marketplace.contracts.actions.clockwork import complete, expire_unsigned, expire_unverified
from marketplace.contracts.actions.ending import decline, exit_, terminate, withdraw
from marketplace.contracts.actions.holding import release_after
from marketplace.contracts.actions.notice import confirm_payment, dispute_payment, give_notice, report_payment
from marketplace.contracts.actions.printing import keep_document
from marketplace.contracts.actions.signing import countersign, sign
from marketplace.contracts.actions.telling import alarm, tell, tell_after

__all__ = [
    "accept",
    "alarm",
    "complete",
    "confirm_payment",
    "countersign",
    "decline",
    "dispute_payment",
    "exit_",
    "expire_unsigned",
    "expire_unverified",
    "give_notice",
    "keep_document",
    "release_after",
    "report_payment",
    "sign",
    "tell",
    "tell_after",
    "terminate",
    "withdraw",
]
