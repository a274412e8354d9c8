"""The catalogues of texts: what is not translated, what nobody uses, and the English file, which is its own msgids.

python -m tools.messages          lists untranslated and unused texts
python -m tools.messages --write  writes translations/en/messages.po
"""

import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parent.parent
TRANSLATIONS = ROOT / "marketplace" / "translations"
KEYWORDS = {"_": None, "N_": None, "_l": None, "gettext": None, "lazy_gettext": None, "ngettext": (1, 2)}
METHODS = [("**.py", "python"), ("**.html", "jinja2"), ("**.txt", "jinja2")]
Text = str | tuple[str, ...]


def used() -> dict[Text, str]:
    """Every text marked in code and templates, with where it stands."""
    found: dict[Text, str] = {}
    for folder in ("marketplace", "templates"):
        for file, line, message, _comments, _context in extract_from_dir(
            ROOT / folder, METHODS, keywords=KEYWORDS, options_map={"**.html": {"silent": "false"}}
        ):
            if message:
                found.setdefault(message, f"{folder}/{file}:{line}")
    return found


def translated(language: str) -> dict[Text, Text]:
    """Every text of a language's catalogue files."""
    found: dict[Text, Text] = {}
    for path in sorted((TRANSLATIONS / language).glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale=language):
                if message.id and message.string and not message.fuzzy:
                    found[message.id] = message.string
    return found


def write_english(texts: dict[Text, str]) -> None:
    catalogue = Catalog(locale="en", fuzzy=False, header_comment="# English: every text is its own translation.")
    for text in sorted(texts, key=str):
        catalogue.add(text, string=text)
    with (TRANSLATIONS / "en" / "messages.po").open("wb") as file:
        write_po(file, catalogue, omit_header=False, width=110)


def main() -> int:
    texts = used()
    if "--write" in sys.argv:
        write_english(texts)
    known = translated("zh_CN")
    missing = [text for text in texts if text not in known]
    for text in missing:
        print(f"not translated  {texts[text]}: {text!r}")
    for text in known:
        if text not in texts:
            print(f"not used        {text!r}")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
