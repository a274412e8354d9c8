"""Reads plain JSON values into frozen dataclasses, strictly: nothing missing, nothing unknown, nothing converted."""

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from types import UnionType
from typing import Any, NoReturn, get_args, get_origin, get_type_hints

from marketplace.kit.errors import RuleBroken
from marketplace.kit.words import Words

MOST_CHARACTERS = 10_000
_HIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def broken(path: str, zh: str, en: str) -> NoReturn:
    message = Words(f"成交条款的“{path}”{zh}", f"“{path}” in the agreed terms {en}")
    raise RuleBroken(message, code="TERMS_FORMAT", field=path)


def read(kind: Any, value: object, path: str = "") -> Any:
    """`value` as an instance of `kind`: a dataclass, StrEnum, tuple, Words, date, str, int, bool, Mapping or X | None.

    Raises RuleBroken (TERMS_FORMAT) naming the path of the first wrong value.
    """
    reader, inner = _reader(kind)
    return reader(inner, value, path)


@cache
def _reader(kind: Any) -> tuple[Callable[[Any, object, str], Any], Any]:
    """Which function reads a kind, and what it has to be told."""
    origin = get_origin(kind)
    if origin is UnionType:
        return _perhaps, get_args(kind)[0]
    if origin is tuple:
        return _tuple, get_args(kind)[0]
    if origin is Mapping:
        return _mapping, kind
    if is_dataclass(kind):
        return _dataclass, kind
    return _simple, kind


def _perhaps(kind: Any, value: object, path: str) -> Any:
    return None if value is None else read(kind, value, path)


def _mapping(_kind: Any, value: object, path: str) -> Any:
    return _plain(_object(value, path), path)


def _object(value: object, path: str) -> dict[str, object]:
    if not isinstance(value, Mapping) or not all(isinstance(key, str) for key in value):
        broken(path, "应当是一组字段。", "must be a set of fields.")
    return dict(value)


@cache
def _hints(kind: Any) -> dict[str, Any]:
    """Field → type, in the order of the fields."""
    hints = get_type_hints(kind)
    return {field.name: hints[field.name] for field in fields(kind)}


def _dataclass(kind: Any, value: object, path: str) -> Any:
    source = _object(value, path)
    hints = names = _hints(kind)
    for name in [*names, *source]:
        at = f"{path}.{name}" if path else name
        if name not in source:
            broken(at, "缺少。", "is missing.")
        if name not in hints:
            broken(at, "不是条款中的字段。", "is not a field of the terms.")
    return kind(**{name: read(hints[name], source[name], f"{path}.{name}" if path else name) for name in names})


def _tuple(kind: Any, value: object, path: str) -> tuple[Any, ...]:
    if not isinstance(value, list):
        broken(path, "应当是一个列表。", "must be a list.")
    return tuple(read(kind, item, f"{path}.{place}") for place, item in enumerate(value))


def _simple(kind: Any, value: object, path: str) -> Any:
    if kind is Words:
        source = _object(value, path)
        if set(source) != {"zh", "en"}:
            broken(path, "应当有中英文各一段。", "must have one text in each language.")
        return Words(_text(source["zh"], path), _text(source["en"], path))
    if kind is date:
        return _date(_text(value, path), path)
    if kind is str:
        return _text(value, path)
    if issubclass(kind, StrEnum):
        if value not in list(kind):
            broken(path, "不在可选项里。", "is not one of the choices.")
        return kind(value)
    if type(value) is not kind:
        broken(path, "的类型不对。", "has the wrong type.")
    return value


def _text(value: object, path: str) -> str:
    if not isinstance(value, str):
        broken(path, "应当是文字。", "must be a text.")
    if len(value) > MOST_CHARACTERS:
        broken(path, f"最多 {MOST_CHARACTERS} 字。", f"has more than {MOST_CHARACTERS} characters.")
    for character in "" if value.isprintable() else value:
        if character != "\n" and unicodedata.category(character) in _HIDDEN:
            broken(path, f"含有不可见字符 U+{ord(character):04X}。", f"has a hidden character U+{ord(character):04X}.")
    return value


def _date(text: str, path: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        broken(path, "不是日期。", "is not a date.")
    if day.isoformat() != text:
        broken(path, f"要写成 {day.isoformat()}。", f"must be written {day.isoformat()}.")
    return day


def _plain(value: object, path: str) -> Any:
    """JSON without fractions: money is whole fen, rates whole ppm."""
    if isinstance(value, Mapping):
        return {key: _plain(item, f"{path}.{key}") for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item, path) for item in value]
    if isinstance(value, str):
        return _text(value, path)
    if value is None or isinstance(value, int):
        return value
    broken(path, "的类型不对。", "has the wrong type.")
