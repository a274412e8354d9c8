"""The list of deals, one deal, its documents."""

from io import BytesIO
from urllib.parse import quote

from flask import Response, render_template, request, send_file, url_for
from flask_login import current_user

from marketplace.contracts import queries
from marketplace.contracts.models import Document, DocumentKind
from marketplace.contracts.routes import bp
from marketplace.kit import files
from marketplace.kit.i18n import N_, _
from marketplace.workflows.deal_states import DealState

DOCUMENT_NAMES = {
    DocumentKind.CONTRACT: N_("Licence contract"),
    DocumentKind.CONFIRMATION: N_("Confirmation of the open licence"),
    DocumentKind.NOTICE: N_("Written notice"),
}
LANGUAGES = {"zh": N_("Chinese"), "en": N_("English")}
STANDINGS = {"zh": N_("binding"), "en": N_("for reading")}


def document_title(document: Document) -> str:
    """Licence contract, English: the editions of one deal are told apart wherever they are named."""
    kind, language = _(DOCUMENT_NAMES[document.kind]), _(LANGUAGES[document.language])
    return _("%(title)s, %(language)s", title=kind, language=language)


@bp.get("/deals")
def index() -> str:
    page = queries.deals(current_user, request.args.get("page", 1, type=int))
    rows = [(row, queries.workflow_of(row), queries.is_turn_of(row, current_user)) for row in page.items]
    return render_template("contracts/index.html", page=page, rows=rows)


@bp.get("/deals/<number>")
def show(number: str) -> str:
    row = queries.deal(number, current_user)
    view = queries.view(row, current_user)
    documents = [
        {
            "url": url_for("contracts.document", public_id=document.public_id),
            "title": document_title(document),
            "remark": _("%(pages)s pages · %(edition)s", pages=document.pages, edition=_(STANDINGS[document.language])),
        }
        for document in queries.in_order(row.documents)
    ]
    return render_template(
        "contracts/show.html",
        deal=row,
        view=view,
        documents=documents,
        papers_missing=[_(DOCUMENT_NAMES[kind]) for kind in view.papers_set_aside],
        plan=row.fee_plan,
        is_running=row.state is DealState.EFFECTIVE,
    )


@bp.get("/documents/<public_id>")
def document(public_id: str) -> Response:
    """The newest revision of a document, for its parties and the offices."""
    found = queries.document(public_id, current_user)
    row = queries.deal_by_id(found.deal_id)
    answer = send_file(BytesIO(files.content(found.sha256)), mimetype="application/pdf", etag=found.sha256)
    name = quote(f"{row.number} {document_title(found)}.pdf")
    plain = f"{row.number}-{found.kind}-{found.language}.pdf"  # for what reads no names beyond ASCII
    answer.headers.set("Content-Disposition", "inline", **{"filename": plain, "filename*": f"UTF-8''{name}"})
    return answer
