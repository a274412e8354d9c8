"""A table of patents comes in: upload, look at what was found, say yes, see it done."""

from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from marketplace.accounts.actions import allowances
from marketplace.kit import files
from marketplace.kit.answers import form_status
from marketplace.kit.errors import Busy, Refusal, RuleBroken, TooMany
from marketplace.kit.fields import put_at_field
from marketplace.kit.i18n import _, current_language
from marketplace.kit.transactions import outside
from marketplace.patents import actions, queries
from marketplace.patents.forms import ImportForm
from marketplace.patents.models import ImportStatus, PatentImport, RemarkKind
from marketplace.patents.routes import bp
from marketplace.patents.routes.portfolio import download, table_header

EXAMPLE = (
    "ZL201710013739.X", "一种示例装置", "示例大学;示例公司", "2017-01-09", "2019-05-28", "发明", "F25B30/02",
    "F25B30/02;F25B1/10", "张三;李四", "", "CN106871476B",
)  # fmt: skip


def _table(sent: Any) -> files.Upload:
    """The table in the field, looked into, when one more may be sent. Raises NotAllowed, TooMany, RuleBroken, Busy."""
    actions.foresee_import(current_user)
    asker = allowances.admit_upload(current_user)
    with outside():
        upload = files.accept(sent.filename or "", sent.read(), actions.TABLE_KINDS, asker=asker)
        actions.check_table(upload.content, asker)
    return upload


def _started(form: ImportForm) -> str:
    """The address of the import that this form starts, or has started."""
    if known := form.answered(current_user.id):
        return known
    upload = _table(form.table.data)
    if known := form.answered(current_user.id):  # its twin was quicker while this one was read
        return known
    place = url_for(".show_import", import_id=actions.start_import(upload, by=current_user).id)
    form.remember(current_user.id, place)
    return place


@bp.route("/import", methods=["GET", "POST"])
def import_table() -> ResponseReturnValue:
    form, refusals = ImportForm(), list[Refusal]()
    if form.validate_on_submit():
        try:
            return redirect(_started(form), 303)
        except (RuleBroken, TooMany, Busy) as refusal:
            refusals.append(refusal)
            refusal.field = "table"
            put_at_field(form, refusal)
    page = render_template("patents/import.html", form=form, earlier=queries.imports_of(current_user.organisation_id))
    return page, *form_status(form.errors, refusals)


@bp.get("/import/table.<ending>")
def empty_table(ending: str) -> Response:
    """An empty table with the right columns and one line to show how."""
    return download(_("Patents to import"), ending, table_header(), [EXAMPLE])


def _kind(row: PatentImport) -> RemarkKind:
    """The remarks asked for, else the first kind of which there are any."""
    asked = request.args.get("kind", "")
    if asked in set(RemarkKind):
        return RemarkKind(asked)
    counts = {
        RemarkKind.WRONG: row.bad_rows,
        RemarkKind.NOT_YOURS: row.other_rows,
        RemarkKind.KNOWN: row.known_rows,
    }
    return next((kind for kind, count in counts.items() if count), RemarkKind.WRONG)


@bp.get("/import/<int:import_id>")
def show_import(import_id: int) -> ResponseReturnValue:
    """How far it is, what was found, or what was done; the address stays the same all the way."""
    row = queries.patent_import(import_id, current_user)
    if row.status in (ImportStatus.CHECKING, ImportStatus.LOADING):
        job = queries.job_of(row)
        percent = job.progress_permille // 10 if job else 0
        is_stuck = job is not None and not job.is_queued
        part = "patents/_waiting.html" if request.headers.get("HX-Request") else "patents/waiting.html"
        return render_template(part, table=row, percent=percent, is_stuck=is_stuck)
    if request.headers.get("HX-Request"):  # the waiting page asks: there is something else to see now
        return "", 200, {"HX-Refresh": "true"}
    if row.status is ImportStatus.FAILED:
        return render_template("patents/import_failed.html", table=row)
    kind = _kind(row)
    page = queries.remarks(row, kind, request.args.get("page", 1, type=int))
    return render_template("patents/preview.html", table=row, kind=kind, page=page)


@bp.post("/import/<int:import_id>/confirm")
def confirm_import(import_id: int) -> ResponseReturnValue:
    row = queries.patent_import(import_id, current_user)
    actions.confirm_import(row, by=current_user)
    flash(_("Importing %(count)s patents.", count=row.good_rows), "info")
    return redirect(url_for(".show_import", import_id=row.id), 303)


@bp.get("/import/<int:import_id>/remarks.<ending>")
def import_remarks(import_id: int, ending: str) -> Response:
    """The rows that were not taken, each with its column and the reason."""
    row = queries.patent_import(import_id, current_user)
    kind, language = _kind(row), current_language()
    header = [_("Row"), _("Patent number"), _("Title"), _("Column"), _("What is wrong")]
    rows = (
        (said.line, said.number, said.title, said.column_name, said.en if language == "en" else said.zh)
        for said in queries.all_remarks(row, kind)
    )
    return download(f"{row.file_name.rsplit('.', 1)[0]}_{kind.value}", ending, header, rows)
