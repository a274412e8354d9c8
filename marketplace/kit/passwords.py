"""Passwords: kept as argon2id, judged by length and by how easily they are guessed; no composition rule by default."""

import re
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from zxcvbn import zxcvbn
from zxcvbn.frequency_lists import FREQUENCY_LISTS

from marketplace.kit.words import Words

SHORTEST = 12  # characters
LONGEST = 128  # characters; hashing is made slow, its input is not to be
_JUDGED = 72  # zxcvbn takes longer with every character
_EASY_GUESSES = 10**8
_KINDS = (r"[a-z]", r"[A-Z]", r"[0-9]", r"[^a-zA-Z0-9]")

CHINESE_COMMON = frozenset(
    """
    woaini woaini1314 woaini520 woaini1314520 woaini5201314 5201314 1314520 520520 5211314 wo123456 a123456
    a123456789 aa123456 aa123456789 qq123456 qq123456789 qwe123456 abc123456 zxc123456 asd123456 asdf1234 woaiwojia
    woshishui woaiwo woaimama woaibaba laopo laogong baobao buzhidao caonima nihao nihao123 tiancai xiaoxiao
    wodemima mima mima123 mima123456 mimamima zhongguo zhongguo123 zhonghua beijing shanghai shenyang dalian
    liaoning dongbei aini1314 iloveyou1314 forever1314 123qweasd 1qaz2wsx 1qaz2wsx3edc qazwsxedc qazwsx123 q1w2e3r4
    1q2w3e4r5t6y 147258369 741852963 123456789a 123456789q 123456789abc 88888888 888888888888 66666666 666666666666
    168168168 518518518 zhuanli zhuanli123 shichang jingzhe jingzhe123 jingzhe2026 admin123456 root123456
    password123456 wang123456 zhang123456 li123456789 chen123456 liu123456 yang123456 zhao123456 dearbook 00000000
    p@ssw0rd
    """.split()  # noqa: SIM905 - a list of ninety quoted words would be no easier to read
)

_hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)  # about 25 ms on a small server


def hash_password(password: str) -> str:
    return _hasher.hash(password)


@cache
def _dummy() -> str:
    return _hasher.hash("no account has this password")


def verify(stored: str, password: str) -> bool:
    """Whether `password` is the one; takes as long when `stored` is empty, so that a missing account is not told.

    Slow on purpose: call it outside a write transaction.
    """
    dummy = _dummy()  # made in either case
    try:
        return _hasher.verify(stored or dummy, password[:LONGEST]) and bool(stored)
    except (VerificationError, InvalidHashError):
        return False


def needs_rehash(stored: str) -> bool:
    """Whether the hash was made with other parameters than today's."""
    return _hasher.check_needs_rehash(stored)


@cache
def _common() -> frozenset[str]:
    return frozenset(FREQUENCY_LISTS["passwords"]) | CHINESE_COMMON


def _is_common(password: str, about: tuple[str, ...]) -> bool:
    plain = password.casefold()
    bare = re.sub(r"[^a-z]+", "", plain)
    if plain in _common() or re.sub(r"[0-9\W_]+$", "", plain) in CHINESE_COMMON or bare in CHINESE_COMMON:
        return True
    guess = zxcvbn(password[:_JUDGED], user_inputs=[*about, *CHINESE_COMMON], max_length=_JUDGED)
    return bool(guess["guesses"] < _EASY_GUESSES)


def fault_in(password: str, *, profile: str = "asvs", about: tuple[str, ...] = ()) -> Words | None:
    """What is wrong with a new password, or None.

    profile: "mlps3" also asks for three of four kinds of character
    about:   what others know of the person: name, address, organisation
    """
    if len(password) < SHORTEST:
        return Words(
            f"密码至少 {SHORTEST} 个字符，现在是 {len(password)} 个。几个不相干的词连起来就好记又够长。",
            f"At least {SHORTEST} characters; this has {len(password)}. A few unrelated words are easily remembered.",
        )
    if len(password) > LONGEST:
        return Words(f"密码最多 {LONGEST} 个字符。", f"At most {LONGEST} characters.")
    if profile == "mlps3" and sum(bool(re.search(kind, password)) for kind in _KINDS) < 3:
        return Words(
            "本平台按等保三级运行：大写字母、小写字母、数字、符号至少用三种。",
            "This installation follows MLPS level 3: use three of capitals, small letters, digits and signs.",
        )
    if any(len(word) >= 4 and password.casefold() == word.casefold() for word in about) or _is_common(password, about):
        return Words(
            "这个密码太常见，容易被猜到，换一个。",
            "This password is common and easily guessed; choose another.",
        )
    return None
