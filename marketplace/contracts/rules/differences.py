"""What changed between two sets of terms, in plain words: old and new side by side before anybody agrees."""

from collections.abc import Callable
from typing import NamedTuple

from marketplace.contracts.rules import wording
from marketplace.contracts.rules.snapshot import PartyTerms, Terms
from marketplace.kit.words import Words

NOTHING = Words("（未填）", "(not given)")
YES_NO = {True: Words("是", "Yes"), False: Words("否", "No")}


class Difference(NamedTuple):
    label: Words
    before: Words
    after: Words


def _given(text: str) -> Words:
    return wording.same(text) if text.strip() else NOTHING


def _party(party: PartyTerms) -> Words:
    english = [party.name, party.uscc, party.address, party.representative, party.bank, party.account]
    return wording.same(" · ".join(part for part in english if part))


def _patents(terms: Terms) -> Words:
    return wording.same("\n".join(f"{patent.number} {patent.title}" for patent in terms.patents))


def _audit(terms: Terms) -> Words:
    count, notice = terms.conditions.audit_times_a_year, terms.conditions.audit_notice_days
    if not count:
        return Words("不查账", "No inspection")
    english = f"{wording.times(count).en} a year, on {notice} days' notice"
    return Words(f"每年{count}次，提前{notice}日通知", english)


def _penalty(terms: Terms) -> Words:
    text = wording.rate(terms.conditions.late_penalty_ppm_a_day).zh
    return Words(f"每日{text}", f"{text} a day")


def _field(terms: Terms) -> Words:
    text = terms.licence.field
    return wording.same(text) if text.strip() else Words("不限", "Not limited")


_ROWS: tuple[tuple[Words, Callable[[Terms], Words]], ...] = (
    (Words("许可人", "Licensor"), lambda terms: _party(terms.licensor)),
    (Words("被许可人", "Licensee"), lambda terms: _party(terms.licensee)),
    (Words("专利", "Patents"), _patents),
    (Words("许可类型", "Type of licence"), lambda terms: wording.TYPES[terms.licence.type]),
    (Words("可以做什么", "Licensed acts"), lambda terms: wording.acts(terms.licence.acts)),
    (Words("地域", "Territory"), lambda terms: wording.TERRITORIES[terms.licence.territory]),
    (Words("使用领域", "Field of use"), _field),
    (Words("可以再许可别人", "May sub-license"), lambda terms: YES_NO[terms.licence.sublicence]),
    (Words("许可期限", "Term of the licence"), lambda terms: wording.months(terms.licence.term_months)),
    (Words("使用费", "Fee"), wording.fee),
    (Words("价格含增值税", "Price includes VAT"), lambda terms: YES_NO[terms.price_includes_vat]),
    (Words("技术资料", "Technical materials"), lambda terms: _given(terms.conditions.materials)),
    (Words("技术服务与培训", "Service and training"), lambda terms: _given(terms.conditions.support)),
    (Words("后续改进", "Improvements"), lambda terms: wording.IMPROVEMENTS[terms.conditions.improvements]),
    (Words("查账", "Book inspection"), _audit),
    (Words("逾期违约金", "Late penalty"), _penalty),
    (Words("争议解决", "Disputes"), wording.dispute),
    (Words("另行约定", "Further agreed"), lambda terms: _given(terms.conditions.other)),
    (Words("合同文本版本", "Clause text version"), lambda terms: wording.same(terms.clauses_version)),
)


def plain_differences(old: Terms, new: Terms) -> list[Difference]:
    """The terms that differ, in the order of the contract; empty when a reader would see no change."""
    pairs = [Difference(label, say(old), say(new)) for label, say in _ROWS]
    return [pair for pair in pairs if pair.before != pair.after]
