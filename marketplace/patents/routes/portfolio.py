"""The list of a holder's patents, and what others get who come here first."""

from collections.abc import Iterable, Sequence

from flask import Response, render_template, request
from flask_login import current_user

from marketplace.kit import clock, export
from marketplace.kit.errors import Missing
from marketplace.kit.i18n import current_language
from marketplace.patents import queries
from marketplace.patents.queries import Wanted
from marketplace.patents.routes import bp
from marketplace.patents.rules.mapping import FIELDS


def _wanted() -> Wanted:
    return Wanted(*(frozenset(request.args.getlist(name)) for name in ("kind", "section", "state")))


@bp.get("")
def index() -> str:
    if not current_user.is_authenticated:
        return render_template("patents/welcome.html")
    wanted = _wanted()
    found = queries.portfolio(current_user.organisation_id, wanted, request.args.get("page", 1, type=int))
    arguments = {"kind": sorted(wanted.kinds), "section": sorted(wanted.sections), "state": sorted(wanted.states)}
    return render_template("patents/index.html", found=found, wanted=wanted, arguments=arguments)


def table_header() -> list[str]:
    """The columns of a table of patents, in the page's language."""
    return [known.label.say(current_language()) for known in FIELDS.values()]


def download(name: str, ending: str, header: list[str], rows: Iterable[Sequence[export.Cell]]) -> Response:
    """A table to take away, as .csv or .xlsx. Raises Missing for another ending."""
    if ending not in ("csv", "xlsx"):
        raise Missing
    write, media_type = (
        (export.csv_bytes, export.CSV_TYPE) if ending == "csv" else (export.xlsx_bytes, export.XLSX_TYPE)
    )
    response = Response(write(header, rows), content_type=media_type)
    response.headers["Content-Disposition"] = export.disposition(export.file_name(name, ending=ending))
    return response


@bp.get("/export.<ending>")
def take_away(ending: str) -> Response:
    """All patents of the reader's organisation, in a table that can be imported again."""
    name = f"{current_user.organisation.short_name}_专利_{clock.today()}"
    return download(name, ending, table_header(), queries.exported(current_user.organisation_id))
