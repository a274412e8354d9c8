"""Amounts, rates and lists of phrases as a person says them, always exact."""

from collections.abc import Iterable

from marketplace.kit.money import capital, compact, percent_text, short_yuan, yuan
from marketplace.kit.words import Words

_HUNDREDTH_OF_WAN_FEN = 10_000


def plain(amount_fen: int) -> Words:
    """The amount in plain words, never rounded: 5,000 元, 6.8 万元, 12,345.67 元."""
    english = f"{short_yuan(amount_fen)} yuan"
    if amount_fen % _HUNDREDTH_OF_WAN_FEN or amount_fen >= 10**10:
        return Words(f"{short_yuan(amount_fen)} 元", english)
    return Words(compact(amount_fen).zh, english)


def formal(amount_fen: int) -> Words:
    """The amount as a contract writes it, in figures and in capital numerals."""
    return Words(
        f"人民币{yuan(amount_fen)}元（大写：{capital(amount_fen)}）",
        f"RMB {yuan(amount_fen)} (in capital numerals: {capital(amount_fen)})",
    )


def percent(rate_ppm: int) -> str:
    return f"{percent_text(rate_ppm)}%"


def joined(parts: Iterable[Words], zh: str = "，", en: str = ", ") -> Words:
    """The phrases that say something, one after another."""
    spoken = [part for part in parts if part.zh]
    return Words(zh.join(part.zh for part in spoken), en.join(part.en for part in spoken))


def months(count: int) -> Words:
    return Words(f"{count} 个月", f"{count} month{'' if count == 1 else 's'}")


NOTHING = Words("", "")
