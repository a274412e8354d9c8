"""The terms a buyer asks about first, each as one line and what it means."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from marketplace.kit.money import percent_text
from marketplace.kit.words import Words

ACT_WORDS = {
    "make": Words("制造", "make"),
    "use": Words("使用", "use"),
    "offer": Words("许诺销售", "offer for sale"),
    "sell": Words("销售", "sell"),
    "import": Words("进口", "import"),
}
IMPROVEMENTS = {
    "owner_improver": Words("谁改进归谁", "Whoever improves owns it"),
}
LINE = 60  # characters
NOTHING = Words("", "")
NONE_WRITTEN = Words("没有另外写", "Nothing written")


@dataclass(frozen=True)
class KeyTerm:
    """name: what it is about · line: in short · more: what it means, empty when the line says all

    field:  the question of the draft that asks for it
    is_cut: the line is only the beginning of what `more` says
    """

    name: Words
    line: Words
    more: Words = NOTHING
    field: str = ""
    is_cut: bool = False

    @property
    def whole(self) -> tuple[Words, ...]:
        """All it says, a paragraph each."""
        said = (self.more,) if self.is_cut else (self.line, self.more)
        return tuple(words for words in said if words.zh)


def _same(text: str) -> Words:
    return Words(text, text)


def scope(licence: Mapping[str, Any]) -> KeyTerm:
    acts = [ACT_WORDS[act] for act in licence["acts"]]
    zh, en = "、".join(act.zh for act in acts), ", ".join(act.en for act in acts)
    field = licence["field"]
    only = Words(f"，只用于{field}", f", for {field} only") if field else NOTHING
    return KeyTerm(
        Words("范围", "Scope"),
        Words(f"能{zh}，限中国境内{only.zh}", f"{en[:1].upper()}{en[1:]}, in China{only.en}"),
        Words(
            "不能转给别人用（分许可）。许可人自己也用，也许可别家用。",
            "No sublicence. The licensor uses it too and may license others.",
        ),
        "acts",
    )


def term(licence: Mapping[str, Any]) -> KeyTerm:
    months = licence["term_months"]
    return KeyTerm(
        Words("期限", "Term"),
        Words(f"生效起 {months} 个月，专利有效期内", f"{months} months from effect, within the patent's life"),
        Words("专利先到期的，许可同时结束。", "Should the patent end first, the licence ends with it."),
        "term_months",
    )


def _dispute(conditions: Mapping[str, Any]) -> KeyTerm:
    line = Words("先商量，谈不成去法院", "Talk first, then the court")
    if conditions["dispute"] == "arbitration":
        line = Words("先商量，谈不成去仲裁", "Talk first, then arbitration")
    return KeyTerm(Words("争议", "Disputes"), line, _same(conditions["dispute_body"]), "dispute")


def _written(name: Words, text: str, field: str) -> KeyTerm:
    """What the holder wrote, in full below when it is long."""
    if not text:
        return KeyTerm(name, NONE_WRITTEN, NOTHING, field)
    if len(text) <= LINE and "\n" not in text:
        return KeyTerm(name, _same(text), NOTHING, field)
    return KeyTerm(name, _same(f"{text.splitlines()[0][:LINE]}…"), _same(text), field, is_cut=True)


def what_comes_with_it(conditions: Mapping[str, Any]) -> list[KeyTerm]:
    """Materials, support, improvements, books, late payment, disputes."""
    times, days = conditions["audit_times_a_year"], conditions["audit_notice_days"]
    penalty = percent_text(conditions["late_penalty_ppm_a_day"])
    return [
        _written(Words("资料", "Materials"), conditions["materials"], "materials"),
        _written(Words("帮助", "Support"), conditions["support"], "support"),
        KeyTerm(Words("改进", "Improvements"), IMPROVEMENTS.get(conditions["improvements"], NONE_WRITTEN)),
        KeyTerm(
            Words("查账", "Audit"),
            Words(f"一年最多 {times} 次，提前 {days} 日通知", f"{times} a year at most, {days} days' notice"),
            field="audit_times_a_year",
        ),
        KeyTerm(
            Words("晚付", "Late payment"),
            Words(f"每晚一天，按应付的 {penalty}% 加付", f"{penalty}% of the sum due for each day"),
            field="late_penalty",
        ),
        _dispute(conditions),
    ]


def for_whom(small_only: bool, quota: int | None) -> list[KeyTerm]:
    """The limits there are: which firms, how many."""
    found = []
    if small_only:
        found.append(
            KeyTerm(
                Words("谁能用", "For whom"),
                Words("只给中小微企业", "Medium, small and micro firms"),
                field="small_only",
            )
        )
    if quota is not None:
        found.append(KeyTerm(Words("名额", "Places"), Words(f"一共 {quota} 家", f"{quota} in all"), field="quota"))
    return found


def other(conditions: Mapping[str, Any]) -> list[KeyTerm]:
    return [_written(Words("其他", "Other"), conditions["other"], "other")] if conditions["other"] else []


def key_terms(terms: Mapping[str, Any]) -> list[KeyTerm]:
    """The frozen terms in plain lines, in the order people ask."""
    licence, conditions = terms["licence"], terms["conditions"]
    return [
        scope(licence),
        term(licence),
        *what_comes_with_it(conditions),
        *for_whom(terms["small_only"], terms["quota"]),
        *other(conditions),
    ]
