"""Fields the forms of listings share: tick lists, days, texts without hidden characters."""

from collections.abc import Iterable
from typing import Any

from wtforms import Field, SelectMultipleField, StringField, TextAreaField, ValidationError
from wtforms.fields import SelectChoice
from wtforms.widgets import CheckboxInput, ListWidget

from marketplace.accounts.rules.names import fault_in, fault_in_lines
from marketplace.kit.fields import DayField
from marketplace.kit.words import Words


class CheckboxListField(SelectMultipleField):
    """Several of a few, each with its box."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class Text:
    """A text of at most so many characters, without hidden ones; empty only when that is allowed."""

    fault_in = staticmethod(fault_in_lines)

    def __init__(self, longest: int, *, optional: bool = True) -> None:
        self.longest, self.optional = longest, optional

    def __call__(self, form: Any, field: Field) -> None:
        text = field.data or ""
        if not text.strip():
            if self.optional:
                return
            raise ValidationError(Words("请填写。", "Fill this in."))
        if len(text) > self.longest:
            raise ValidationError(
                Words(
                    f"最多 {self.longest} 个字，现在是 {len(text)} 个。",
                    f"At most {self.longest} characters; these are {len(text)}.",
                )
            )
        fault = self.fault_in(text)
        if fault:
            raise ValidationError(fault)


class Line(Text):
    """One line: a line end is a hidden character too."""

    fault_in = staticmethod(fault_in)


def choices(pairs: Iterable[tuple[Any, Any]]) -> list[SelectChoice]:
    """(value, label) pairs as a select, radio or tick list wants them."""
    return [SelectChoice(value, label) for value, label in pairs]


def line(label: Any, longest: int, *, optional: bool = True, **render: Any) -> StringField:
    return StringField(label, [Line(longest, optional=optional)], filters=[_trim], render_kw=render or None)


def area(label: Any, longest: int, *, optional: bool = True, rows: int = 4) -> TextAreaField:
    return TextAreaField(label, [Text(longest, optional=optional)], filters=[_newlines], render_kw={"rows": rows})


def day(label: Any) -> DayField:
    return DayField(label, [_given])


def _given(form: Any, field: Field) -> None:
    if field.data is None:
        field.errors = []
        raise ValidationError(Words("请填日期，例如 2026-12-01。", "Give a day, like 2026-12-01."))


def _trim(text: Any) -> Any:
    return text.strip(" \t\r\n\u3000") if isinstance(text, str) else text


def _newlines(text: Any) -> Any:
    return text.replace("\r\n", "\n").strip() if isinstance(text, str) else text
