"""Form fields of our own: money in fen, rates in ppm; what was typed is kept when it is refused."""

from collections.abc import Sequence
from typing import Any

from wtforms import StringField, ValidationError

from marketplace.kit import money
from marketplace.kit.errors import RuleBroken
from marketplace.kit.i18n import current_language, lazy_gettext


class _ExactField(StringField):
    """A number read exactly; `data` is a whole number, `raw_data` what was typed."""

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
            raise ValidationError(self._refusal.message.say(current_language()))
        if self.data is None and not self.optional:
            raise ValidationError(str(lazy_gettext("Enter an amount, like 12000 or 12000.50.")))


class MoneyField(_ExactField):
    """An amount in yuan; `data` is whole fen."""

    def _read(self, text: str) -> int:
        return money.fen(text)

    def _show(self, value: int) -> str:
        return money.yuan(value).replace(",", "").removesuffix(".00")


class PercentField(_ExactField):
    """A rate in per cent; `data` is whole ppm."""

    def _read(self, text: str) -> int:
        return money.percent(text)

    def _show(self, value: int) -> str:
        return money.percent_text(value)
