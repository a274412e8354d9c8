"""The terms a buyer asks about first, each as one line and what it means; from the frozen version."""

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
NONE_WRITTEN = Words("没有另外写", "Nothing written")


@dataclass(frozen=True)
class KeyTerm:
    """name: what it is about · line: in short · more: what it means, empty when the line says all"""

    name: Words
    line: Words
    more: Words


def _same(text: str) -> Words:
    return Words(text, text)


def _scope(licence: Mapping[str, Any]) -> KeyTerm:
    acts = [ACT_WORDS[act] for act in licence["acts"]]
    zh, en = "、".join(act.zh for act in acts), ", ".join(act.en for act in acts)
    field = licence["field"]
    only = Words(f"，只用于{field}", f", for {field} only") if field else Words("", "")
    return KeyTerm(
        Words("范围", "Scope"),
        Words(f"能{zh}，限中国境内{only.zh}", f"{en[:1].upper()}{en[1:]}, in China{only.en}"),
        Words(
            "不能转给别人用（分许可）。许可人自己也用，也许可别家用。",
            "No sublicence. The licensor uses it too and may license others.",
        ),
    )


def _term(licence: Mapping[str, Any]) -> KeyTerm:
    months = licence["term_months"]
    return KeyTerm(
        Words("期限", "Term"),
        Words(f"生效起 {months} 个月，专利有效期内", f"{months} months from effect, within the patent's life"),
        Words("专利先到期的，许可同时结束。", "Should the patent end first, the licence ends with it."),
    )


def _dispute(conditions: Mapping[str, Any]) -> KeyTerm:
    body = conditions["dispute_body"]
    line = Words("先商量，谈不成去法院", "Talk first, then the court")
    if conditions["dispute"] == "arbitration":
        line = Words("先商量，谈不成去仲裁", "Talk first, then arbitration")
    return KeyTerm(Words("争议", "Disputes"), line, _same(body))


def _written(name: Words, text: str) -> KeyTerm:
    """What the holder wrote, in full below when it is long."""
    if not text:
        return KeyTerm(name, NONE_WRITTEN, _same(""))
    is_long = len(text) > LINE or "\n" in text
    first = text.splitlines()[0][:LINE]
    return KeyTerm(name, _same(f"{first}…" if is_long else text), _same(text if is_long else ""))


def key_terms(terms: Mapping[str, Any]) -> list[KeyTerm]:
    """The frozen terms in plain lines, in the order people ask."""
    licence, conditions = terms["licence"], terms["conditions"]
    times, days = conditions["audit_times_a_year"], conditions["audit_notice_days"]
    penalty = percent_text(conditions["late_penalty_ppm_a_day"])
    found = [_scope(licence), _term(licence)]
    for name, key in ((Words("资料", "Materials"), "materials"), (Words("帮助", "Support"), "support")):
        found.append(_written(name, conditions[key]))
    found += [
        KeyTerm(Words("改进", "Improvements"), IMPROVEMENTS.get(conditions["improvements"], NONE_WRITTEN), _same("")),
        KeyTerm(
            Words("查账", "Audit"),
            Words(f"一年最多 {times} 次，提前 {days} 日通知", f"{times} a year at most, {days} days' notice"),
            _same(""),
        ),
        KeyTerm(
            Words("晚付", "Late payment"),
            Words(f"每晚一天，按应付的 {penalty}% 加付", f"{penalty}% of the sum due for each day"),
            _same(""),
        ),
        _dispute(conditions),
    ]
    if terms["small_only"]:
        found.append(
            KeyTerm(Words("谁能用", "For whom"), Words("只给中小微企业", "Medium, small and micro firms"), _same(""))
        )
    if terms["quota"] is not None:
        quota = terms["quota"]
        found.append(KeyTerm(Words("名额", "Places"), Words(f"一共 {quota} 家", f"{quota} in all"), _same("")))
    if conditions["other"]:
        found.append(_written(Words("其他", "Other"), conditions["other"]))
    return found
