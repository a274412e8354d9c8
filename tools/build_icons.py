"""Make static/icons.svg, one sprite, from the outline icons of Tabler named in tools/icons.txt.

Maintainers only; the sprite is committed:
    npm pack @tabler/icons@3.51.0 && tar xzf tabler-icons-3.51.0.tgz
    python tools/build_icons.py package/icons/outline
"""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def symbol(name: str, folder: Path) -> str:
    text = (folder / f"{name}.svg").read_text(encoding="utf-8")
    shapes = re.findall(r"<(?:path|circle|rect|line)\b[^>]*/>", text)
    return f'<symbol id="i-{name}" viewBox="0 0 24 24">{"".join(shapes)}</symbol>'


def main(folder: Path) -> None:
    names = (ROOT / "tools" / "icons.txt").read_text(encoding="utf-8").split()
    sprite = "\n".join(symbol(name, folder) for name in sorted(names))
    svg = f'<svg xmlns="http://www.w3.org/2000/svg">\n{sprite}\n</svg>\n'
    (ROOT / "static" / "icons.svg").write_text(svg, encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
