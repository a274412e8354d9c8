"""Which passwords will do, and that a missing account takes as long as a wrong password."""

import time

import pytest

from marketplace.kit import passwords


@pytest.mark.parametrize(
    "password",
    [
        "jing-zhe-2026-wakes",
        "correct horse battery",
        "中文密码够长吗我看可以的",
        " leading and trailing ",
    ],
)
def test_good(password: str) -> None:
    assert passwords.fault_in(password) is None


@pytest.mark.parametrize(
    ("password", "says"),
    [("short-one", "至少 12"), ("123456789012", "太常见"), ("woaini1314520", "太常见"), ("Zhongguo2026!", "太常见"),
     ("aaaaaaaaaaaaaaaa", "太常见"), ("qwertyuiop123", "太常见"), ("x" * 129, "最多 128")],
)  # fmt: skip
def test_bad(password: str, says: str) -> None:
    fault = passwords.fault_in(password)
    assert fault is not None
    assert says in fault.zh


def test_what_others_know_of_a_person_is_no_password() -> None:
    assert passwords.fault_in("li.na@example.org", about=("li.na@example.org",)) is not None


def test_level_three_wants_three_kinds() -> None:
    assert passwords.fault_in("quiet plum orbit", profile="mlps3") is not None
    assert passwords.fault_in("Quiet plum orbit 7", profile="mlps3") is None


def test_verify() -> None:
    stored = passwords.hash_password("quiet plum orbit")
    assert passwords.verify(stored, "quiet plum orbit")
    assert not passwords.verify(stored, "quiet plum orbi")
    assert not passwords.verify("", "quiet plum orbit")
    assert not passwords.verify("not a hash", "quiet plum orbit")
    assert stored.startswith("$argon2id$")


def test_no_account_takes_as_long_as_a_wrong_password() -> None:
    stored = passwords.hash_password("quiet plum orbit")
    passwords.verify("", "warm up")

    def best(target: str) -> float:
        times = []
        for _ in range(5):
            started = time.process_time()
            passwords.verify(target, "wrong")
            times.append(time.process_time() - started)
        return min(times)

    assert best("") > best(stored) * 0.5
