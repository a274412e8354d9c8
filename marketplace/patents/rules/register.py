"""What the patent register says of a patent: events, encumbrances, reports, and whether the right still stands."""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum

from marketplace.kit.words import Words


class EventKind(StrEnum):
    """What the patent register or gazette says happened (gazette codes: domain table of legal-status codes)."""

    GRANTED = "granted"
    TRANSFERRED = "transferred"
    NAME_CHANGED = "name_changed"
    TERMINATED_UNPAID = "terminated_unpaid"
    EXPIRED = "expired"
    ABANDONED = "abandoned"
    INVALIDATED_WHOLE = "invalidated_whole"
    INVALIDATED_PART = "invalidated_part"
    RESTORED = "restored"
    SUSPENDED = "suspended"
    SUSPENSION_LIFTED = "suspension_lifted"
    LICENCE_RECORDED = "licence_recorded"

    @property
    def label(self) -> Words:
        return _EVENTS[self]


class EncumbranceKind(StrEnum):
    PLEDGE = "pledge"
    PRESERVATION = "preservation"
    EXCLUSIVE_LICENCE = "exclusive_licence"
    SOLE_LICENCE = "sole_licence"

    @property
    def label(self) -> Words:
        return _ENCUMBRANCES[self]


class ReportConclusion(StrEnum):
    POSITIVE = "positive"
    PARTLY_NEGATIVE = "partly_negative"  # some claims fail, others stand
    NEGATIVE = "negative"

    @property
    def label(self) -> Words:
        return _CONCLUSIONS[self]


class Standing(StrEnum):
    """Whether the right can be used today, as far as the register tells."""

    IN_FORCE = "in_force"
    SUSPENDED = "suspended"
    ENDED = "ended"

    @property
    def label(self) -> Words:
        return _STANDINGS[self]


_EVENTS = {
    EventKind.GRANTED: Words("授权公告", "Granted"),
    EventKind.TRANSFERRED: Words("专利权转移", "Transferred"),
    EventKind.NAME_CHANGED: Words("专利权人更名", "Name of the owner changed"),
    EventKind.TERMINATED_UNPAID: Words("未缴年费，专利权终止", "Ended: annual fee not paid"),
    EventKind.EXPIRED: Words("期限届满", "Term over"),
    EventKind.ABANDONED: Words("放弃专利权", "Given up by the owner"),
    EventKind.INVALIDATED_WHOLE: Words("宣告全部无效", "Declared wholly invalid"),
    EventKind.INVALIDATED_PART: Words("宣告部分无效", "Declared partly invalid"),
    EventKind.RESTORED: Words("权利恢复", "Right restored"),
    EventKind.SUSPENDED: Words("程序中止", "Proceedings suspended"),
    EventKind.SUSPENSION_LIFTED: Words("中止解除", "Suspension lifted"),
    EventKind.LICENCE_RECORDED: Words("许可合同备案", "Licence contract recorded"),
}
_ENCUMBRANCES = {
    EncumbranceKind.PLEDGE: Words("质押", "Pledge"),
    EncumbranceKind.PRESERVATION: Words("财产保全", "Court preservation"),
    EncumbranceKind.EXCLUSIVE_LICENCE: Words("独占许可", "Exclusive licence"),
    EncumbranceKind.SOLE_LICENCE: Words("排他许可", "Sole licence"),
}
_CONCLUSIONS = {
    ReportConclusion.POSITIVE: Words("未发现不符合授权条件的缺陷", "No defect found"),
    ReportConclusion.PARTLY_NEGATIVE: Words("部分权利要求不符合授权条件", "Some claims fail the conditions of grant"),
    ReportConclusion.NEGATIVE: Words("不符合授权条件", "Fails the conditions of grant"),
}
_STANDINGS = {
    Standing.IN_FORCE: Words("有效", "In force"),
    Standing.SUSPENDED: Words("程序中止", "Suspended"),
    Standing.ENDED: Words("已失效", "Ended"),
}
_ENDS = frozenset({EventKind.TERMINATED_UNPAID, EventKind.EXPIRED, EventKind.ABANDONED, EventKind.INVALIDATED_WHOLE})


def standing(events: Iterable[tuple[EventKind, date]], expires_on: date | None, today: date) -> Standing:
    """Where the right stands after these events, in order of their days.

    A restoration undoes an end by non-payment only; a declared invalidity, a waiver and the end of the term are final.
    """
    found = Standing.IN_FORCE
    is_final = expires_on is not None and today > expires_on
    for kind, _day in sorted(events, key=lambda event: event[1]):
        if kind in _ENDS:
            found = Standing.ENDED
            is_final = is_final or kind is not EventKind.TERMINATED_UNPAID
        elif kind is EventKind.SUSPENDED and found is Standing.IN_FORCE:
            found = Standing.SUSPENDED
        elif (kind is EventKind.SUSPENSION_LIFTED and found is Standing.SUSPENDED) or kind is EventKind.RESTORED:
            found = Standing.IN_FORCE
    return Standing.ENDED if is_final else found
