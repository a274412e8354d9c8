"""News of patents."""

from dataclasses import dataclass


@dataclass(frozen=True)
class PatentChanged:
    """A fact of a patent that stood here already is another now."""

    patent_id: int
