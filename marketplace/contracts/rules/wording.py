"""How a contract writes the values of its terms, in both languages."""

from datetime import date

from marketplace.contracts.rules.snapshot import (
    Act,
    Dispute,
    Improvements,
    LicenceType,
    PatentTerms,
    Terms,
    Territory,
)
from marketplace.kit.money import percent_text
from marketplace.kit.words import Words
from marketplace.patents.rules.kinds import PatentKind

ACTS = {
    Act.MAKE: Words("制造", "make"),
    Act.USE: Words("使用", "use"),
    Act.OFFER: Words("许诺销售", "offer for sale"),
    Act.SELL: Words("销售", "sell"),
    Act.IMPORT: Words("进口", "import"),
}
KINDS = {
    PatentKind.INVENTION: Words("发明", "Invention"),
    PatentKind.UTILITY_MODEL: Words("实用新型", "Utility model"),
    PatentKind.DESIGN: Words("外观设计", "Design"),
}
TYPES = {
    LicenceType.ORDINARY: Words("普通许可", "Ordinary licence"),
    LicenceType.OPEN: Words("开放许可", "Open licence"),
}
TERRITORIES = {
    Territory.CN: Words(
        "中华人民共和国境内（不含香港特别行政区、澳门特别行政区和台湾地区）",
        "the People's Republic of China (without Hong Kong SAR, Macao SAR and Taiwan)",
    )
}
IMPROVEMENTS = {Improvements.OWNER_IMPROVER: Words("归改进方所有", "Owned by whoever makes them")}
COMPETENT_COURT = Words("有管辖权的人民法院", "the competent people's court")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def day(value: date) -> Words:
    """2026年11月24日 · 24 November 2026."""
    return Words(f"{value.year}年{value.month}月{value.day}日", f"{value.day} {_MONTHS[value.month - 1]} {value.year}")


def months(count: int) -> Words:
    """60个月（5年） · 60 months (5 years)."""
    years, rest = divmod(count, 12)
    zh, en = f"{count}个月", f"{count} month{'' if count == 1 else 's'}"
    if rest or not years:
        return Words(zh, en)
    return Words(f"{zh}（{years}年）", f"{en} ({years} year{'' if years == 1 else 's'})")


def times(count: int) -> Words:
    english = {1: "once", 2: "twice"}.get(count, f"{count} times")
    return Words(str(count), english)


def acts(chosen: tuple[Act, ...]) -> Words:
    return Words("、".join(ACTS[act].zh for act in chosen), ", ".join(ACTS[act].en for act in chosen))


def rate(ppm: int) -> Words:
    text = f"{percent_text(ppm)}%"
    return Words(text, text)


UNVERIFIED = Words("被许可人身份未经平台核验", "The platform has not verified the identity of the licensee")


def same(text: str) -> Words:
    """What a person typed: printed as it is in both languages."""
    return Words(text, text)


def patents(chosen: tuple[PatentTerms, ...], *, numbers: bool = False) -> Words:
    """The first patent's title or number, and how many there are."""
    first, count = chosen[0].number if numbers else chosen[0].title, len(chosen)
    if count == 1:
        return same(first)
    return Words(f"{first} 等{count}件", f"{first} and {count - 1} more")


def dispute(terms: Terms) -> Words:
    body = terms.conditions.dispute_body.strip()
    if terms.conditions.dispute is Dispute.ARBITRATION:
        return Words(f"仲裁：{body}", f"Arbitration: {body}")
    return Words(f"诉讼：{body or COMPETENT_COURT.zh}", f"Court: {body or COMPETENT_COURT.en}")


def fee(terms: Terms) -> Words:
    return Words("\n".join(words.zh for words in terms.fee_clause), "\n".join(words.en for words in terms.fee_clause))
