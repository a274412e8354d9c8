"""Prints a sheet to HTML as the product does: escaping on, a missing value is an error."""

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

_TEMPLATES = Path(__file__).parents[3] / "templates"
_ENVIRONMENT = Environment(loader=FileSystemLoader(_TEMPLATES), autoescape=True, undefined=StrictUndefined)


def html(template: str, sheet: object) -> str:
    return _ENVIRONMENT.get_template(f"documents/{template}").render(sheet=sheet)
