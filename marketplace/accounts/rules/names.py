"""Names as people type them: what cannot stand in one, and what deserves a second look."""

import re
import unicodedata

from marketplace.kit.pdf.typefaces import glyphs_missing, named
from marketplace.kit.words import Words

MOST_MARKS = 3  # combining marks in a row; more is a way to overrun the line above
_CATEGORY_WORDS = {
    "Cc": Words("控制字符", "a control character"),
    "Cf": Words("看不见的格式字符", "an invisible formatting character"),
    "Co": Words("自造字", "a private-use character"),
    "Cs": Words("残缺字符", "half a character"),
    "Cn": Words("没有定义的字符", "an undefined character"),
    "Zl": Words("换行符", "a line separator"),
    "Zp": Words("换行符", "a paragraph separator"),
    "So": Words("表情或图形符号", "an emoji or pictogram"),
}
_SCRIPTS = ("LATIN", "CYRILLIC", "GREEK")
# Written in technical texts, filed by Unicode with the pictograms: ℃ № ™, → ⌀, ● ■ ▲, ㈠ ㎡ ㎏ ㏑.
_SIGNS = ((0x00A0, 0x00FF), (0x2100, 0x23FF), (0x2460, 0x25FF), (0x3200, 0x33FF))
_LINE_END = re.compile(r"\r\n|\r|\n")  # and no other: a vertical tab or U+2028 is a hidden character
_WORD = re.compile(r"[^\W\d_]+")
_BLANKS = re.compile(r"\s+")  # tabs, line ends and U+2028 among them
_ODD_BLANK = re.compile(r"[^\S ]|  ")
_HIDDEN = re.compile(  # what nobody sees and is no blank: Unicode's Cc and Cf, half characters, the sign for a lost one
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u180e"
    "\u200b-\u200f\u202a-\u202e\u2060-\u206f\ud800-\udfff\ufeff\ufff9-\ufffd\U000110bd\U000110cd"
    "\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0001\U000e0020-\U000e007f]"
)


def comparable(name: str) -> str:
    """The form two names are compared in: NFKC, small letters, single blanks."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def with_plain_blanks(text: str) -> str:
    """The same words, one blank between each two: however a table or a form wrote line ends, tabs and wide blanks."""
    return _BLANKS.sub(" ", text).strip() if _ODD_BLANK.search(text) else text.strip(" ")


def hidden_in(text: str) -> Words | None:
    """The first sign that nobody sees, by its number, or None. Fast, for whole tables; `fault_in` asks more."""
    found = _HIDDEN.search(text)
    if found is None:
        return None
    number = f"U+{ord(found[0]):04X}"
    return Words(
        f"里面有看不见的字符（{number}），请删掉后重新输入。",
        f"It holds a character that nobody sees ({number}); delete it and type the text again.",
    )


def fault_in(text: str) -> Words | None:
    """Why `text` cannot be a name, or None. The character is given by its number, since it may not be visible."""
    if text and not text.strip():
        return Words("只有空格，请填写名称。", "There are only blanks; enter a name.")
    marks = 0
    for character in text:
        category = unicodedata.category(character)
        if category in _CATEGORY_WORDS and not (category == "So" and _is_sign(character)):
            what, number = _CATEGORY_WORDS[category], f"U+{ord(character):04X}"
            return Words(
                f"里面有{what.zh}（{number}），请删掉后重新输入。",
                f"It holds {what.en} ({number}); delete it and type the text again.",
            )
        marks = marks + 1 if category.startswith("M") else 0
        if marks > MOST_MARKS:
            return Words("叠加的符号太多，请重新输入。", "Too many stacked marks; type the text again.")
    return _unprintable(text)


def _is_sign(character: str) -> bool:
    """Rather a sign than a picture, and one our printed documents have."""
    return any(first <= ord(character) <= last for first, last in _SIGNS) and not glyphs_missing(character)


def _unprintable(text: str) -> Words | None:
    """Whatever is typed may come to stand in a contract, where a missing character would be an empty box."""
    missing = glyphs_missing(text)
    if not missing:
        return None
    what = named(missing)
    return Words(
        f"合同里还印不出这些字：{what.zh}。请换一种写法，或打帮助电话请我们补字。",
        f"Our contracts cannot print {what.en} yet. Write it another way, or call the help line and we add it.",
    )


def fault_in_lines(text: str) -> Words | None:
    """As `fault_in`, for a text of several lines; empty lines are nothing to mend."""
    faults = (fault_in(line) for line in _LINE_END.split(text) if line.strip())
    return next((fault for fault in faults if fault), None)


def _script(character: str) -> str:
    name = unicodedata.name(character, "")
    return next((script for script in _SCRIPTS if name.startswith(script)), "")


def lookalikes_in(text: str) -> Words | None:
    """A word that mixes Latin with look-alike Cyrillic or Greek letters, said so that a person can judge; or None."""
    for word in _WORD.findall(text):
        found = {_script(character) for character in word} - {""}
        if len(found) > 1:
            return Words(
                f"“{word}”混用了几种字母（{'、'.join(sorted(found))}），看起来像而不是同一个字母。请核对。",
                f"“{word}” mixes letters of several scripts ({', '.join(sorted(found))}) that look alike. "
                "Please compare.",
            )
    return None
