"""News from one package to those above it, told inside the same transaction."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from flask import Flask, current_app

KEY = "reactions"
Reaction = Callable[[Any], None]


def wire(app: Flask, table: Mapping[type, Iterable[Reaction]]) -> None:
    """Give an application its table of cause and effect."""
    app.extensions[KEY] = {cause: tuple(effects) for cause, effects in table.items()}


def subscribe(app: Flask, cause: type, effect: Reaction) -> None:
    """Add one effect to the table (tests, and packages that are switched on later)."""
    table: dict[type, tuple[Reaction, ...]] = app.extensions.setdefault(KEY, defaultdict(tuple))
    table[cause] = (*table.get(cause, ()), effect)


def announce(event: object) -> None:
    """Run what follows from an event, now. An effect that refuses undoes the whole step."""
    for effect in current_app.extensions.get(KEY, {}).get(type(event), ()):
        effect(event)
