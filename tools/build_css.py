"""Make static/css/jingzhe.css: the used part of Bootstrap, the tokens, the base, every component, the print rules.

One file is one request. Run after changing anything in static/css/ or using a new Bootstrap class in a template:
    python tools/build_css.py
"""

import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import tinycss2

ROOT = Path(__file__).resolve().parent.parent
CSS = ROOT / "static" / "css"
BOOTSTRAP = ROOT / "static" / "vendor" / "bootstrap-5.3.9" / "bootstrap.min.css"
BUILT = CSS / "jingzhe.css"
CLASS_NAME = re.compile(r"\.(-?[_a-zA-Z][\w-]*)")
ALWAYS = {"visually-hidden", "visually-hidden-focusable", "d-block", "d-inline", "d-flex", "d-none", "w-100"}
ALWAYS |= {f"m{side}-{step}" for side in "tby" for step in range(6)}
ALWAYS |= {f"p{side}-{step}" for side in "ty" for step in (0, 5)}
CLASS_ATTRIBUTE = re.compile(r'class="([^"]*)"')
WORD = re.compile(r"[A-Za-z][\w-]*")


def classes_in_templates() -> set[str]:
    """Every word of every class attribute of every template, whatever the template decides with it."""
    found: set[str] = set()
    for path in (ROOT / "templates").rglob("*.html"):
        for attribute in CLASS_ATTRIBUTE.findall(path.read_text(encoding="utf-8")):
            found |= set(WORD.findall(attribute))
    return found


def bootstrap_classes() -> set[str]:
    return set(CLASS_NAME.findall(re.sub(r"\{[^{}]*\}", "{}", BOOTSTRAP.read_text(encoding="utf-8"))))


def kept_selectors(prelude: str, used: set[str]) -> str:
    light = [one for one in prelude.split(",") if "data-bs-theme=dark" not in one]
    return ",".join(one for one in light if set(CLASS_NAME.findall(one)) <= used)


def purge(rules: Iterable[tinycss2.ast.Node], used: set[str]) -> Iterator[str]:
    for rule in rules:
        if rule.type == "qualified-rule":
            selectors = kept_selectors(tinycss2.serialize(rule.prelude), used)
            if selectors:
                yield f"{selectors}{{{tinycss2.serialize(rule.content)}}}"
        elif rule.type == "at-rule" and rule.at_keyword == "media":
            inner = "".join(purge(tinycss2.parse_rule_list(rule.content), used))
            if inner:
                yield f"@media{tinycss2.serialize(rule.prelude)}{{{inner}}}"


def bootstrap(used: set[str]) -> str:
    text = BOOTSTRAP.read_text(encoding="utf-8")
    licence = text[: text.index("*/") + 2]
    return licence + "".join(purge(tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True), used))


def minified(text: str) -> str:
    """Comments and needless white space go; strings hold neither braces nor runs of spaces here."""
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    text = re.sub(r"\s+", " ", text)
    text = re.sub(r"\s*([{};,])\s*", r"\1", text)
    return re.sub(r":\s+(?=[^{}]*[;}])", ":", text).replace(";}", "}").strip()


def built() -> str:
    own = [CSS / "tokens.css", CSS / "base.css", *sorted((CSS / "components").glob("*.css")), CSS / "print.css"]
    parts = [bootstrap(ALWAYS | classes_in_templates())]
    parts += [minified(path.read_text(encoding="utf-8")) for path in own]
    return "\n".join(parts) + "\n"


if __name__ == "__main__":
    BUILT.write_text(built(), encoding="utf-8")
    sys.stdout.write(f"{BUILT.relative_to(ROOT)}: {BUILT.stat().st_size} bytes\n")
