"""Reading a plan's JSON strictly: a wrong type or an unknown key is refused with the path of the field."""

from collections.abc import Callable
from datetime import date
from enum import StrEnum
from typing import NoReturn, TypeVar

from marketplace.kit.errors import RuleBroken
from marketplace.kit.money import MAX_FEN
from marketplace.kit.words import Words

_E = TypeVar("_E", bound=StrEnum)
_T = TypeVar("_T")


def broken(field: str, zh: str, en: str) -> NoReturn:
    raise RuleBroken(Words(zh, en), code="FEE_PLAN_FORMAT", field=field)


class Reader:
    """One JSON object, read key by key; `path` is where it stands in the whole plan."""

    def __init__(self, source: object, keys: frozenset[str], path: str = "") -> None:
        if not isinstance(source, dict):
            broken(path, "这里应当是一组字段。", "A set of fields is expected here.")
        self._source: dict[str, object] = source
        self.path = path
        for key in source:
            if key not in keys:
                broken(self.at(str(key)), f"不认识的字段“{key}”。", f"Unknown field “{key}”.")

    def at(self, key: str) -> str:
        return f"{self.path}.{key}" if self.path else key

    def whole(self, key: str, default: int | None = None) -> int:
        """A whole number of nought or more; `default` when the key is missing."""
        value = self._source.get(key, default)
        if isinstance(value, bool) or not isinstance(value, int):
            broken(self.at(key), "这里应当是整数。", "A whole number is expected here.")
        if not 0 <= value <= MAX_FEN:
            broken(self.at(key), f"{value} 不在允许的范围内。", f"{value} is outside the allowed range.")
        return value

    def whole_or_none(self, key: str) -> int | None:
        return None if self._source.get(key) is None else self.whole(key)

    def text(self, key: str, most: int, default: str | None = None) -> str:
        value = self._source.get(key, default)
        if not isinstance(value, str):
            broken(self.at(key), "这里应当是文字。", "A text is expected here.")
        if len(value) > most:
            broken(self.at(key), f"最多 {most} 字，现在 {len(value)} 字。", f"At most {most} characters.")
        return value

    def choice(self, key: str, kind: type[_E], default: _E | None = None) -> _E:
        value = self._source.get(key, default)
        for member in kind:
            if value == member:
                return member
        broken(self.at(key), f"“{value}”不在可选项里。", f"“{value}” is not one of the choices.")

    def day(self, key: str) -> date:
        text = self.text(key, 10)
        try:
            day = date.fromisoformat(text)
        except ValueError:
            broken(self.at(key), f"“{text}”不是日期。", f"“{text}” is not a date.")
        if day.isoformat() != text:
            broken(self.at(key), f"日期要写成 {day.isoformat()}。", f"Write the date as {day.isoformat()}.")
        return day

    def part(self, key: str, read: Callable[[object, str], _T]) -> _T | None:
        value = self._source.get(key)
        return None if value is None else read(value, self.at(key))

    def parts(self, key: str, read: Callable[[object, str], _T]) -> tuple[_T, ...]:
        value = self._source.get(key, [])
        if not isinstance(value, list):
            broken(self.at(key), "这里应当是一个列表。", "A list is expected here.")
        return tuple(read(item, f"{self.at(key)}.{place}") for place, item in enumerate(value))
