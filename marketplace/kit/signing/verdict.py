"""What an inspection of a signed file can find, and what each finding means to the person who asked."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from marketplace.kit.words import Words


class Finding(StrEnum):
    GENUINE = "genuine"  # registered, complete, unchanged
    INCOMPLETE = "incomplete"  # registered as it is, somebody has still to sign
    EARLIER_REVISION = "earlier revision"  # cut back to what it was before the last signature
    CHANGED = "changed"  # something under a signature was altered
    CHANGED_AFTER_SIGNING = "changed after signing"  # something was added that signatures do not cover
    PAGE_ADDED = "page added"
    BYTES_APPENDED = "bytes appended"
    NOT_SIGNED = "not signed"  # a field is empty that should not be, or there is no field at all
    NOT_REGISTERED = "not registered"  # signatures hold, but this is not the file that was registered
    NOT_OURS = "not ours"  # signed by somebody this platform does not vouch for
    NO_TIME = "no time"  # a signature without a time stamp that holds
    UNREADABLE = "unreadable"  # no PDF, or one that cannot be read
    NOT_JUDGED = "not judged"  # it asks for more time or memory than a contract ever needs


MEANING: dict[Finding, Words] = {
    Finding.GENUINE: Words(
        "真实：与登记的文件一致，各方签名有效，签后未改动。",
        "Genuine: this is the registered file, every signature holds and nothing changed after signing.",
    ),
    Finding.INCOMPLETE: Words(
        "真实但未签完：还有一方没有签章，合同尚未成立。",
        "Genuine but not finished: one party has not signed yet, so there is no contract.",
    ),
    Finding.EARLIER_REVISION: Words(
        "旧稿：这是签完之前的一稿，少了后来的签章，不是最终文件。",
        "An earlier stage: later signatures are cut off; this is not the final file.",
    ),
    Finding.CHANGED: Words(
        "不一致：签名所覆盖的内容被改动过，请勿采信。",
        "Altered: something the signatures cover was changed. Do not rely on it.",
    ),
    Finding.CHANGED_AFTER_SIGNING: Words(
        "签后被修改：签章之后又加了内容，新加部分没有任何一方签名。",
        "Changed after signing: something was added later that nobody signed.",
    ),
    Finding.PAGE_ADDED: Words(
        "签后增加了页：多出的页没有任何一方签名。",
        "Pages were added after signing; nobody signed them.",
    ),
    Finding.BYTES_APPENDED: Words(
        "含附加数据：文件末尾多出登记时没有的数据，正文未变，请使用原文件。",
        "Extra data: bytes follow the registered end of the file. The text is unchanged; use the original file.",
    ),
    Finding.NOT_SIGNED: Words(
        "没有签名：应有的签章不在文件里。",
        "Not signed: a signature that should be here is missing.",
    ),
    Finding.NOT_REGISTERED: Words(
        "未登记：签名有效，但不是本平台登记的那份文件。",
        "Not registered: the signatures hold, but this is not the file registered here.",
    ),
    Finding.NOT_OURS: Words(
        "非本平台签章：签名证书不是本平台签发的，我们无法担保。",
        "Not ours: the signing certificate was not issued here; we cannot vouch for it.",
    ),
    Finding.NO_TIME: Words(
        "时间无法证明：签名没有有效的时间戳。",
        "Time unproven: a signature carries no valid time stamp.",
    ),
    Finding.UNREADABLE: Words(
        "无法读取：不是 PDF，或文件已损坏。",
        "Unreadable: not a PDF, or a damaged one.",
    ),
    Finding.NOT_JUDGED: Words(
        "没能在限定时间内判断：打开这份文件要用的处理时间或内存，超过了合同文件的许多倍。它不是这里登记的任何一稿，请勿采信；请用原文件再比对。",
        "Could not be judged in time: opening this file takes many times the processor time or memory of a contract. "
        "It is none of the files registered here. Do not rely on it; compare the original file.",
    ),
}


@dataclass(frozen=True)
class FieldSeen:
    """One signature field as found.

    organisation, uscc: from the certificate; empty while unsigned
    at:       the time in the stamp, or what the signature itself claims when there is no valid one
    intact:   what it covers is as it was signed
    trusted:  its certificate leads to one of the trusted roots
    is_sample: the certificate was issued for a sample organisation
    """

    field: str
    signed: bool
    organisation: str = ""
    uscc: str = ""
    at: datetime | None = None
    reason: str = ""
    intact: bool = False
    trusted: bool = False
    has_time: bool = False
    is_sample: bool = False
    fingerprint: str = ""


@dataclass(frozen=True)
class Verdict:
    """Findings, worst first; never empty."""

    findings: tuple[Finding, ...]
    fields: tuple[FieldSeen, ...]
    sha256: str

    @property
    def is_genuine(self) -> bool:
        return self.findings == (Finding.GENUINE,)

    @property
    def is_unfinished(self) -> bool:
        """The registered file, as it is until the last party has signed."""
        return self.findings == (Finding.INCOMPLETE,)

    @property
    def is_judged(self) -> bool:
        return Finding.NOT_JUDGED not in self.findings

    @property
    def messages(self) -> tuple[Words, ...]:
        return tuple(MEANING[finding] for finding in self.findings)
