"""Hostile names, addresses to return to, networks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.accounts.rules.addresses import normal_email, safe_next
from marketplace.accounts.rules.kinds import OrganisationKind, kind_of
from marketplace.accounts.rules.names import comparable, fault_in, fault_in_lines, lookalikes_in
from marketplace.accounts.rules.roles import can_see, can_verify, leaves_no_owner
from marketplace.kit.networks import network_of
from marketplace.workflows.parties import Role

K = OrganisationKind


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("沈阳\u202e司公限有", "U+202E"),
        ("沈阳\u200b晨犁", "U+200B"),
        ("沈阳\u0000晨犁", "U+0000"),
        ("   ", "只有空格"),
        ("\u3000\u3000", "只有空格"),
        ("沈阳🙂公司", "U+1F642"),
        ("a" + "\u0301" * 10_000, "叠加"),
        ("沈阳\ue000", "U+E000"),
        ("⌚表业", "U+231A"),
        ("𠮷野家", "合同里还印不出这些字：𠮷（U+20BB7）"),
    ],
)
def test_what_cannot_stand_in_a_name(name: str, says: str) -> None:
    fault = fault_in(name)
    assert fault is not None
    assert says in fault.zh


@pytest.mark.parametrize(
    "name",
    [
        "沈阳晨犁精工有限公司",
        "䶮𬬭㛃",
        "Müller & Söhne GmbH",
        "{{ v.name }}",
        "O'Brien (辽宁)",
        "陈·样例",
        "→ 5 ㎏/㎥ ⌀12 ㈠ №3 ● CO₂",
    ],
)
def test_what_may(name: str) -> None:
    assert fault_in(name) is None


def test_look_alike_letters_are_told_by_word() -> None:
    warning = lookalikes_in("Tоshiba 精工")  # the o is Cyrillic
    assert warning is not None
    assert "CYRILLIC" in warning.en
    assert lookalikes_in("Toshiba Газпром 精工") is None  # whole words of one script each
    assert comparable("ＡＢＣ　公司") == comparable("abc 公司")


@pytest.mark.parametrize(
    "target",
    ["https://evil.example", "//evil.example", "/\\evil.example", "\\/evil", "javascript:alert(1)", "/a\nb", "/\t/evil",
     "", None, "evil", "/sign-in", "/sign-out", "/列表", "http:/evil", "/%0d\u2028"],
)  # fmt: skip
def test_nobody_is_sent_to_another_house(target: str | None) -> None:
    assert safe_next(target, "/home") == "/home"


@pytest.mark.parametrize("target", ["/", "/deals/XK-2026-000001", "/listings?q=a&page=2"])
def test_a_path_of_ours_is_kept(target: str) -> None:
    assert safe_next(target) == target


@given(st.text(max_size=40))
def test_a_return_address_always_stays_here(target: str) -> None:
    kept = safe_next(target)
    assert kept.startswith("/")
    assert not kept.startswith(("//", "/\\"))


def test_networks_and_spellings() -> None:
    assert network_of("203.0.113.77") == "203.0.113.0/24"
    assert network_of("2001:db8:1:2:3::9") == "2001:db8:1:2::/64"
    assert network_of(None) == "unknown"
    assert normal_email(" Li.Na@Example.ORG ") == "li.na@example.org"


@pytest.mark.parametrize(
    ("code", "name", "kind"),
    [("9121", "", K.ENTERPRISE), ("9221", "", K.ENTERPRISE), ("1221", "东北样例大学", K.UNIVERSITY),
     ("1221", "样例研究所", K.INSTITUTE), ("9121", "样例银行", K.BANK),
     ("5121", "", K.SERVICE_AGENCY), ("1121", "", None)],
)  # fmt: skip
def test_a_code_suggests_a_kind(code: str, name: str, kind: OrganisationKind | None) -> None:
    assert kind_of(code, name) is kind


def test_which_office_answers() -> None:
    city, province = K.CITY_OFFICE, K.PROVINCIAL_OFFICE
    assert can_see(city, "210200", "210203")
    assert not can_see(city, "210200", "210106")
    assert not can_see(K.ENTERPRISE, "210100", "210100")
    assert can_see(province, "210000", "350100")
    assert can_verify(city, "210100", "210106", ["2101"])
    assert not can_verify(province, "210000", "210106", ["2101"])
    assert can_verify(province, "210000", "350100", ["2101"])
    assert not can_verify(K.BANK, "210100", "210106", [])


def test_an_organisation_keeps_an_owner() -> None:
    assert leaves_no_owner([1], 1, [])
    assert leaves_no_owner([1], 1, [Role.CLERK])
    assert not leaves_no_owner([1], 1, [Role.OWNER])
    assert not leaves_no_owner([1, 2], 1, [])


@pytest.mark.parametrize("text", ["耐 200℃\r\n\r\n占地 30㎡", "转角 90°\n● 一号机", ""])
def test_technical_texts_of_several_lines_may_stand(text: str) -> None:
    assert fault_in_lines(text) is None


@pytest.mark.parametrize("hidden", ["\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\u2029", "\x00", "\u202e"])
def test_what_only_python_calls_a_line_end_is_a_hidden_character(hidden: str) -> None:
    assert fault_in_lines(f"甲{hidden}乙") is not None
