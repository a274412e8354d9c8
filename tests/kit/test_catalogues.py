"""Both catalogues are complete, and nothing in them is left over."""

import pytest
from babel.messages.pofile import read_po

from marketplace.kit.i18n import LANGUAGES
from tools.messages import TRANSLATIONS, translated, used


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_translated(language: str) -> None:
    known = translated(language)
    missing = [f"{place}: {text!r}" for text, place in used().items() if text not in known]
    assert missing == []


def test_no_translation_is_left_over() -> None:
    texts = used()
    assert [text for text in translated("zh_CN") if text not in texts] == []


def test_a_text_has_one_translation() -> None:
    seen: dict[object, tuple[object, str]] = {}
    twice = []
    for path in sorted((TRANSLATIONS / "zh_CN").glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale="zh_CN"):
                if not message.id:
                    continue
                said, where = seen.setdefault(message.id, (message.string, path.name))
                if said != message.string:
                    twice.append(f"{message.id!r}: {where} {said!r}, {path.name} {message.string!r}")
    assert twice == []


def test_placeholders_survive_translation() -> None:
    def names(text: str) -> set[str]:
        return {
            part for part in text.replace("%(", "{").replace(")s", "}").split("{")[1:] for part in [part.split("}")[0]]
        }

    wrong = [
        (source, target)
        for source, target in translated("zh_CN").items()
        if isinstance(source, str) and isinstance(target, str) and names(source) != names(target)
    ]
    assert wrong == []


def test_chinese_reads_chinese() -> None:
    """A translation without any Chinese character is a forgotten one, unless it is a sign or a name."""
    untouched = {"·", "JSON", "PDF", "English", "CSV", "XLSX", "/", " ", "IPC"}
    lost = [
        source
        for source, target in translated("zh_CN").items()
        if isinstance(source, str)
        and str(target) == source
        and any(sign.isascii() and sign.isalpha() for sign in source)
        and source not in untouched
    ]
    assert lost == []
