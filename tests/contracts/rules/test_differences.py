"""What changed between two sets of terms, as a reader is shown it."""

import pytest

from marketplace.contracts.rules.differences import plain_differences
from tests.contracts.rules import samples


def test_equal_terms_show_nothing():
    assert plain_differences(samples.terms(), samples.terms()) == []


def test_a_newer_version_of_the_same_terms_shows_nothing():
    newer = samples.platform()
    newer["listing"] |= {"version": 2, "terms_hash": "aa" * 32}
    assert plain_differences(samples.terms(), samples.terms(newer)) == []


@pytest.mark.parametrize(
    ("group", "name", "value", "label", "before", "after"),
    [
        ("licence", "term_months", 36, "许可期限", "60个月（5年）", "36个月（3年）"),
        ("licence", "field", "压缩机壳体", "使用领域", "不限", "压缩机壳体"),
        ("licence", "sublicence", True, "可以再许可别人", "否", "是"),
        ("conditions", "audit_times_a_year", 0, "查账", "每年1次，提前15日通知", "不查账"),
        ("conditions", "late_penalty_ppm_a_day", 300, "逾期违约金", "每日0.05%", "每日0.03%"),
        ("conditions", "other", "交付地点为沈阳。", "另行约定", "（未填）", "交付地点为沈阳。"),
        (
            "conditions",
            "dispute_body",
            "",
            "争议解决",
            "诉讼：甲方住所地有管辖权的人民法院",
            "诉讼：有管辖权的人民法院",
        ),
    ],
)
def test_a_changed_term_is_shown_before_and_after(group, name, value, label, before, after):
    changed = samples.platform()
    changed[group][name] = value
    (difference,) = plain_differences(samples.terms(), samples.terms(changed))
    assert (difference.label.zh, difference.before.zh, difference.after.zh) == (label, before, after)
    assert difference.label.en
    assert difference.before.en != difference.after.en


def test_another_fee_is_shown_as_the_contract_words_it():
    (difference,) = plain_differences(samples.terms(), samples.terms(samples.platform(samples.LUMP_SUM)))
    assert difference.label.en == "Fee"
    assert "人民币陆万捌仟元整" in difference.after.zh
