"""A text in both languages, kept together where the law or the price is written."""

from typing import NamedTuple


class Words(NamedTuple):
    """One text, Chinese first. Placeholders are filled before it is made, never after."""

    zh: str
    en: str

    def say(self, locale: str) -> str:
        """The text in `locale` ("zh_CN", "en"); any locale but English reads Chinese."""
        return self.en if locale.startswith("en") else self.zh

    def to_json(self) -> dict[str, str]:
        return {"zh": self.zh, "en": self.en}
