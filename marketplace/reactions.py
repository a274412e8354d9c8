"""Cause → effects between packages, one table; effects run in the transaction of their cause."""

from collections.abc import Mapping

from marketplace.kit.events import Reaction

REACTIONS: Mapping[type, tuple[Reaction, ...]] = {}
