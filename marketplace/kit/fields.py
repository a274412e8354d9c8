"""Form fields of our own: money in fen, rates in ppm, whole numbers, days; what was typed stays when refused."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from wtforms import DateField, StringField, ValidationError
from wtforms.validators import StopValidation

from marketplace.kit import clock, money
from marketplace.kit.errors import Refusal, RuleBroken
from marketplace.kit.fullwidth import narrow
from marketplace.kit.i18n import current_language
from marketplace.kit.words import Words

FIRST_DAY = date(1985, 4, 1)  # the Patent Law came into force; nothing written down here is older
MOST_YEARS_AHEAD = 30  # beyond every patent's term
_DAY = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
_WHOLE = re.compile(r"[0-9]{1,6}")


class _ExactField(StringField):
    """A number read exactly; `data` is a whole number, `raw_data` what was typed."""

    nothing: Words  # what is said when it is left empty and must not be

    def _read(self, text: str) -> int:
        raise NotImplementedError

    def _show(self, value: int) -> str:
        raise NotImplementedError

    def __init__(self, label: Any = None, *, optional: bool = False, **kwargs: Any) -> None:
        super().__init__(label, **kwargs)
        self.optional = optional
        self._refusal: RuleBroken | None = None

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else self._show(int(self.data))

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        self.data: int | None = None  # type: ignore[assignment]
        text = str(valuelist[0]).strip() if valuelist else ""
        if not text:
            return
        try:
            self.data = self._read(text)
        except RuleBroken as refusal:
            self._refusal = refusal

    def pre_validate(self, form: Any) -> None:
        if self._refusal is not None:
            raise ValidationError(with_cure(self._refusal).say(current_language()))
        if self.data is None and not self.optional:
            raise ValidationError(self.nothing.say(current_language()))


class MoneyField(_ExactField):
    """An amount in yuan; `data` is whole fen."""

    nothing = Words("请填金额，比如 12000 或 12000.50。", "Enter an amount, like 12000 or 12000.50.")

    def _read(self, text: str) -> int:
        return money.fen(text)

    def _show(self, value: int) -> str:
        return money.yuan(value).replace(",", "").removesuffix(".00")


class PercentField(_ExactField):
    """A rate in per cent; `data` is whole ppm."""

    nothing = Words("请填百分比，比如 3 或 2.5。", "Enter a percentage, like 3 or 2.5.")

    def _read(self, text: str) -> int:
        return money.percent(text)

    def _show(self, value: int) -> str:
        return money.percent_text(value)


class WholeField(StringField):
    """A whole number of at most six digits; full-width digits are repaired, `1_000` and `٣` are not numbers."""

    def __init__(self, label: Any = None, *, optional: bool = False, **kwargs: Any) -> None:
        super().__init__(label, **kwargs)
        self.optional = optional
        self._typed: str | None = None

    def _value(self) -> str:
        if self._typed is not None:
            return self._typed
        return "" if self.data is None else str(self.data)

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        if not valuelist:
            return
        self._typed = str(valuelist[0])[:40]
        plain = narrow(self._typed)
        self.data = int(plain) if _WHOLE.fullmatch(plain) else None  # type: ignore[assignment]

    def pre_validate(self, form: Any) -> None:
        if self.data is not None or (self.optional and not (self._typed or "").strip()):
            return
        shown = (self._typed or "").strip()
        words = Words(f"“{shown}”不是整数，请填 12 这样的数字。", f"“{shown}” is not a whole number; write it like 12.")
        if not shown:
            words = Words("请填一个整数，比如 12。", "Enter a whole number, like 12.")
        raise ValidationError(words.say(current_language()))


class DayField(DateField):
    """A day a patent can have to do with; full-width figures are repaired, other scripts' digits are not figures."""

    data: Any

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        self.data = None
        typed = narrow(str(valuelist[0])) if valuelist else ""
        if not typed:
            return
        self.data = _day(typed)
        if self.data is None:
            shown = typed[:40]
            words = Words(
                f"“{shown}”不是日期，请填 2026-12-01 这样的。", f"“{shown}” is no day; write it like 2026-12-01."
            )
            raise ValueError(words.say(current_language()))
        if self.data < FIRST_DAY or self.data.year > clock.today().year + MOST_YEARS_AHEAD:
            self.data = None
            words = Words(f"{typed} 不会是这件事的日子，请核对年份。", f"{typed} cannot be the day; check the year.")
            raise ValueError(words.say(current_language()))

    def pre_validate(self, form: Any) -> None:
        if self.process_errors:
            raise StopValidation  # what is wrong is said already


def _day(text: str) -> date | None:
    match = _DAY.fullmatch(text)
    try:
        return date(*map(int, match.groups())) if match else None
    except ValueError:
        return None


def put_at_field(form: Any, refusal: Refusal, names: Mapping[str, str] | None = None) -> bool:
    """Say a refusal and its cure at the field it names; False when the form has no such field.

    names: where the form calls a field otherwise than the rule does
    """
    field = form._fields.get((names or {}).get(refusal.field, refusal.field))
    if field is None:
        return False
    field.errors = [*field.errors, with_cure(refusal).say(current_language())]
    return True


def with_cure(refusal: Refusal) -> Words:
    """What is wrong and what to do about it, in one breath."""
    words, cure = refusal.message, refusal.cure
    return Words(words.zh + cure.zh, f"{words.en} {cure.en}") if cure else words
