"""The states of a deal, for both channels."""

from enum import StrEnum


class DealState(StrEnum):
    ACCEPTED = "accepted"  # platform: terms frozen, the contract is being printed
    SIGNING = "signing"  # platform: waits for the licensee's signature
    COUNTERSIGNING = "countersigning"  # platform: waits for the licensor's signature
    NOTICE_RECEIVED = "notice received"  # statutory: waits for the payment
    PAYMENT_REPORTED = "payment reported"  # statutory: waits for the holder's confirmation
    EFFECTIVE = "effective"  # the patent may be used
    COMPLETED = "completed"  # term over, final
    EXITED = "exited"  # left during the free period, final
    TERMINATED = "terminated"  # ended early, final
    LAPSED = "lapsed"  # not signed in time, final
    WITHDRAWN = "withdrawn"  # the licensee stepped back before it bound anyone, final
    DECLINED = "declined"  # the licensor stepped back before it bound anyone, final


S = DealState
WAITING = frozenset({S.ACCEPTED, S.SIGNING, S.COUNTERSIGNING, S.NOTICE_RECEIVED, S.PAYMENT_REPORTED})
UNSIGNED = frozenset({S.ACCEPTED, S.SIGNING})  # the licensee keeps a place and has not signed
ENDED_AFTER_EFFECT = frozenset({S.COMPLETED, S.EXITED, S.TERMINATED})
NEVER_BOUND = frozenset({S.LAPSED, S.WITHDRAWN, S.DECLINED})
