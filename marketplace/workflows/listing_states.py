"""The states of a listing, for both channels: one column, two workflows that share few of them."""

from enum import StrEnum


class ListingState(StrEnum):
    DRAFT = "draft"  # the holder is still writing
    CITY_CHECK = "city check"  # offer, where the office check is on
    PROVINCE_CHECK = "province check"
    RETURNED = "returned"  # an office asks for something to be mended
    PUBLISHED = "published"  # offer: anyone it is meant for may accept
    PAUSED = "paused"  # offer: not now
    CLOSED = "closed"  # offer: final
    SUBMITTED = "submitted"  # declaration: with the patent office
    CORRECTION = "correction"  # declaration: the office asks for a correction
    NOT_ANNOUNCED = "not announced"  # declaration: refused, final
    IN_FORCE = "in force"  # declaration: announced, anyone may take a licence
    WITHDRAWAL_PENDING = "withdrawal pending"  # declaration: still accepting until the announcement
    WITHDRAWN = "withdrawn"  # declaration: final, licences granted stay
    EXPIRED = "expired"  # final
    ENDED_BY_OFFICE = "ended by office"  # declaration: terminated or revoked, final
    DISCARDED = "discarded"  # a draft thrown away, final


S = ListingState
FINAL = frozenset({S.CLOSED, S.NOT_ANNOUNCED, S.WITHDRAWN, S.EXPIRED, S.ENDED_BY_OFFICE, S.DISCARDED})
LIVE = frozenset(S) - FINAL  # its patents cannot stand in another listing of the channel
OPEN = frozenset({S.PUBLISHED, S.IN_FORCE, S.WITHDRAWAL_PENDING})  # can be accepted
PUBLIC = OPEN | {S.PAUSED, S.CLOSED, S.WITHDRAWN, S.EXPIRED, S.ENDED_BY_OFFICE}  # has a page anyone may read
EDITABLE = frozenset({S.DRAFT, S.RETURNED, S.CORRECTION})
