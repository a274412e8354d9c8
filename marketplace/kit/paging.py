"""One page of a query."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select

from marketplace.kit.db import db

MOST_PAGES = 100


@dataclass(frozen=True)
class Page:
    """Rows of one page and where it stands among the others."""

    items: Sequence[Any]
    number: int
    size: int
    total: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.size))


def page_of(query: Select[Any], number: int, size: int = 20) -> Page:
    """Page `number` (1-based, clamped) of a query of one entity."""
    total = db.session.scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0
    number = max(1, min(number, -(-total // size) or 1))
    items = db.session.scalars(query.limit(size).offset((number - 1) * size)).unique().all()
    return Page(items, number, size, total)
