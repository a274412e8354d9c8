"""The table of who may do what, how often: an address not yet confirmed, an organisation not yet and one verified.

The numbers are settings (`config.Limits`); the table names them. One page shows it to everybody: /help/limits.
"""

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum
from typing import NamedTuple

from marketplace.kit.words import Words


class Standing(StrEnum):
    """How well the house knows who acts."""

    UNCONFIRMED = "unconfirmed"  # signed in, but nobody has shown that the address is theirs
    UNVERIFIED = "unverified"  # the address is confirmed, no office has looked at the organisation
    VERIFIED = "verified"  # an office has


class Act(StrEnum):
    """What people do here, as far as it is limited."""

    LOOK = "look"
    DRAFT = "draft"
    UPLOAD = "upload"  # a file of whatever kind, before it is read
    SUBMIT = "submit"  # papers to the office
    IMPORT = "import"  # a table of patents
    NOTIFY = "notify"  # notice under a statutory declaration
    ACCEPT = "accept"  # an offer of the platform
    PUBLISH = "publish"  # or send to an office so that it can be
    SIGN = "sign"
    INVITE = "invite"
    SEND = "send"  # whatever else leaves the house
    # Counted by network, whoever asks.
    REGISTER = "register"
    TELL_KNOWN = "tell known"  # that an address has an account
    LOOK_UP = "look up"  # a verification code that is not there
    TRY_COPY = "try copy"  # a file sent to be compared with a contract


class Allowance(NamedTuple):
    """What is allowed; the limits are names of settings, empty for none.

    an_hour, a_day: so many in the last hour, the last 24 hours
    at_once:        so many open at the same time
    """

    allowed: bool = True
    an_hour: str = ""
    a_day: str = ""
    at_once: str = ""

    @property
    def rates(self) -> list[tuple[str, timedelta]]:
        """Name of the setting and the time it is counted over."""
        both = ((self.an_hour, HOUR), (self.a_day, DAY))
        return [(name, span) for name, span in both if name]


HOUR, DAY = timedelta(hours=1), timedelta(days=1)
YES, NO = Allowance(), Allowance(allowed=False)
U, N, V = Standing.UNCONFIRMED, Standing.UNVERIFIED, Standing.VERIFIED
_ONCE_CONFIRMED = {U: NO, N: YES, V: YES}
_ONCE_VERIFIED = {U: NO, N: NO, V: YES}

ALLOWANCES: Mapping[Act, Mapping[Standing, Allowance]] = {
    Act.LOOK: {U: YES, N: YES, V: YES},
    Act.DRAFT: {U: YES, N: YES, V: YES},
    Act.UPLOAD: {
        U: Allowance(an_hour="limit_uploads_an_hour_unverified"),
        N: Allowance(an_hour="limit_uploads_an_hour_unverified"),
        V: Allowance(an_hour="limit_uploads_an_hour"),
    },
    Act.SUBMIT: _ONCE_CONFIRMED,
    Act.IMPORT: {
        U: NO,
        N: Allowance(a_day="limit_imports_a_day_unverified", at_once="limit_imports_at_once"),
        V: Allowance(a_day="limit_imports_a_day", at_once="limit_imports_at_once"),
    },
    # Any unit or person may take a statutory open licence (Patent Law art. 50): an office's answer is not waited for.
    Act.NOTIFY: _ONCE_CONFIRMED,
    Act.ACCEPT: {
        U: NO,
        N: Allowance(at_once="limit_acceptances_open_unverified"),
        V: Allowance(at_once="limit_acceptances_open"),
    },
    Act.PUBLISH: _ONCE_VERIFIED,
    Act.SIGN: _ONCE_VERIFIED,
    Act.INVITE: {U: NO, N: NO, V: Allowance(a_day="limit_invitations_a_day")},
    Act.SEND: _ONCE_CONFIRMED,
}
BY_NETWORK: Mapping[Act, Allowance] = {
    Act.REGISTER: Allowance(a_day="limit_registrations_a_day"),
    Act.TELL_KNOWN: Allowance(an_hour="limit_known_addresses_an_hour"),
    Act.LOOK_UP: Allowance(an_hour="limit_look_ups_an_hour"),
    Act.TRY_COPY: Allowance(an_hour="limit_copies_an_hour"),
}

STANDING_WORDS: Mapping[Standing, Words] = {
    U: Words("邮箱未确认", "Address not confirmed"),
    N: Words("单位未核验", "Organisation not verified"),
    V: Words("单位已核验", "Organisation verified"),
}
ACT_WORDS: Mapping[Act, Words] = {
    Act.LOOK: Words("查看、检索、试算", "Look, search, simulate"),
    Act.DRAFT: Words("起草，暂不送出", "Draft, without sending"),
    Act.UPLOAD: Words("上传文件（退回的也算）", "Upload files (refused ones count too)"),
    Act.SUBMIT: Words("把单位资料送知识产权局核验", "Send the organisation's papers to the office"),
    Act.IMPORT: Words("导入专利表格", "Import a table of patents"),
    Act.NOTIFY: Words("就法定开放许可声明发出书面通知", "Give notice under a statutory declaration"),
    Act.ACCEPT: Words("接受参照开放许可的报价", "Accept an offer of the platform"),
    Act.PUBLISH: Words("发布报价或声明", "Publish an offer or a declaration"),
    Act.SIGN: Words("签章", "Sign"),
    Act.INVITE: Words("邀请成员", "Invite members"),
    Act.SEND: Words("其他要送出本平台的事项", "Anything else that leaves the house"),
    Act.REGISTER: Words("同一网络注册单位", "Registrations from one network"),
    Act.TELL_KNOWN: Words("同一网络注册时查到邮箱已有账户", "Registrations from one network under a known address"),
    Act.LOOK_UP: Words("同一网络输错合同验证码", "Verification codes from one network that are not there"),
    Act.TRY_COPY: Words("同一网络上传合同副本比对", "Copies of contracts sent from one network to be compared"),
}


def standing_of(*, is_confirmed: bool, is_verified: bool) -> Standing:
    """What counts of a member: the address first, then the organisation."""
    if not is_confirmed:
        return Standing.UNCONFIRMED
    return Standing.VERIFIED if is_verified else Standing.UNVERIFIED
