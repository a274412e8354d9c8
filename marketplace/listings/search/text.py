"""Text as the index sees it: one spelling, character bigrams for Chinese, whole tokens for Latin and digits."""

import re
import unicodedata
from functools import cache, lru_cache
from operator import add
from pathlib import Path
from zlib import crc32

import rjieba

HAN = r"\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
_RUNS = re.compile(rf"[{HAN}]+|[^{HAN} ]+")
_JOIN = re.compile(r"(?<=[^\W_])[.\-/](?=[^\W_])")
_GAP = re.compile(r"\W+")
_IS_HAN = re.compile(rf"[{HAN}]")
STOP_WORDS = frozenset(("一种", "一个", "怎么", "如何", *"的和与及或之了用等在有是吗"))
TRADE_WORDS = Path(__file__).with_name("trade_words.txt")


def normalise(text: str) -> str:
    """NFKC, lower case, `.`, `-`, `/` inside a Latin token as `_`, all but letters and digits as spaces."""
    folded = unicodedata.normalize("NFKC", text).lower().replace("_", " ")
    joined = _JOIN.sub("_", folded)
    return _GAP.sub(" ", joined).strip()


def runs(normalised: str) -> list[str]:
    """Runs of one script: "arm的控制" → arm, 的控制. Spaces end a run."""
    return _RUNS.findall(normalised)


def is_han(run: str) -> bool:
    return _IS_HAN.match(run) is not None


def tokens(normalised: str) -> list[str]:
    """Index tokens in order.

    A Chinese run gives its bigrams and then its last character alone, so that the prefix `X*` finds every X.
    """
    found: list[str] = []
    for run in _RUNS.findall(normalised):
        if _IS_HAN.match(run):
            found.extend(map(add, run, run[1:]))
            found.append(run[-1])
        else:
            found.append(run)
    return found


def query_tokens(normalised: str) -> tuple[str, ...]:
    """Tokens that follow each other wherever the text stands: the last character alone only if it is a run itself."""
    found = tokens(normalised)
    last = runs(normalised)[-1:]
    return tuple(found[:-1] if last and is_han(last[0]) and len(last[0]) > 1 else found)


@lru_cache(maxsize=1 << 18)
def code(token: str) -> int:
    """A token as a signed 32-bit number."""
    return crc32(token.encode()) - 2**31


@cache
def _dictionary() -> rjieba.Jieba:
    """A general dictionary and the words of the trade, which it would cut apart."""
    dictionary = rjieba.Jieba()
    for word in TRADE_WORDS.read_text(encoding="utf-8").split():
        dictionary.add_word(word, 20_000, "n")
    return dictionary


def words(normalised: str) -> list[str]:
    """The words of a query, each once, in order; a single character joins its neighbour.

    "铝件的表面硬化" → 铝件, 表面, 硬化
    """
    found: list[str] = []
    for run in runs(normalised):
        found.extend(_merged(_dictionary().cut(run)) if is_han(run) else [run])
    return list(dict.fromkeys(found))


def _merged(cut: list[str]) -> list[str]:
    """Stop words end a stretch; inside a stretch a single character is glued to the word before, or else after it."""
    merged: list[str] = []
    fresh = True
    for word in cut:
        if word in STOP_WORDS:
            fresh = True
        elif not fresh and merged and (len(word) == 1 or len(merged[-1]) == 1):
            merged[-1] += word
        else:
            merged.append(word)
            fresh = False
    return merged
