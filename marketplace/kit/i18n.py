"""Languages: Chinese first, English second; the words of each package live in its own catalogue file."""

from io import BytesIO
from pathlib import Path

from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations
from flask import Flask, g, has_request_context, request
from flask_babel import Babel, get_locale, lazy_gettext
from flask_babel import gettext as _
from wtforms.i18n import messages_path

from marketplace.kit.words import Words

__all__ = ["LANGUAGES", "N_", "Words", "_", "current_language", "init_app", "lazy_gettext", "say"]

LANGUAGES = {"zh_CN": "中文", "en": "English"}
LOCALES = {language: Locale.parse(language) for language in LANGUAGES}  # parsing takes half a millisecond
COOKIE = "language"
FOLDER = Path(__file__).parent.parent / "translations"


def N_(text: str) -> str:
    """Mark a text for translation; it is translated where it is shown."""
    return text


def current_language() -> str:
    """The language of this request; outside one that of the letter being written, else "zh_CN"."""
    locale = get_locale() if has_request_context() else _forced()
    return "en" if locale is not None and locale.language == "en" else "zh_CN"


def _forced() -> Locale | None:
    """What `force_locale` set where there is no request: a job writes to people too."""
    return getattr(g.get("_flask_babel"), "forced_babel_locale", None) if g else None


def say(words: Words) -> str:
    """Template filter: a bilingual text in the page's language."""
    return words.say(current_language())


def catalogue(language: str) -> Translations:
    """All catalogue files of a language as one; of two translations of a text the first file's holds."""
    merged = Catalog(locale=language)
    for path in sorted((FOLDER / language).glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale=language):
                if message.id and message.id not in merged:
                    merged.add(message.id, message.string)
    buffer = BytesIO()
    write_mo(buffer, merged)
    buffer.seek(0)
    return Translations(fp=buffer)


def choose_language() -> str:
    """The cookie decides; Chinese without one. An unknown value is Chinese."""
    chosen = request.cookies.get(COOKIE, "zh_CN")
    return chosen if chosen in LANGUAGES else "zh_CN"


def init_app(app: Flask) -> None:
    """Read the catalogues once and put them where every page finds them."""
    app.config.setdefault("BABEL_DEFAULT_LOCALE", "zh_CN")
    app.config.setdefault("BABEL_DEFAULT_TIMEZONE", "Asia/Shanghai")
    babel = Babel(app, locale_selector=lambda: LOCALES[choose_language()])
    with app.app_context():
        domain = babel.domain_instance
    ours = {language: catalogue(language) for language in LANGUAGES}
    for language in LANGUAGES:
        domain.cache[str(LOCALES[language]), "messages"] = ours[language]

    def in_page(text: str) -> str:
        """A page asks some seventy times: the short way."""
        return str(ours[current_language()].ugettext(text))

    def counted_in_page(one: str, many: str, number: int) -> str:
        return str(ours[current_language()].ungettext(one, many, number))

    app.jinja_env.install_gettext_callables(in_page, counted_in_page, newstyle=True)  # type: ignore[attr-defined]
    app.jinja_env.filters["say"] = say
    of_forms = {language: Translations.load(messages_path(), [language], "wtforms") for language in LANGUAGES}

    @app.before_request
    def _messages_of_forms() -> None:
        """Flask-WTF would read its file anew for every request that has a form."""
        request.wtforms_translations = of_forms[choose_language()]  # type: ignore[attr-defined]
