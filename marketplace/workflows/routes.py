"""/workflows/<name>: the picture of each machine and who may do what."""

from pathlib import Path

from flask import Blueprint, Response, render_template, send_from_directory

from marketplace.kit.i18n import _, current_language
from marketplace.workflows import declaration, offer, open_licence_deal, ordinary_deal, queries, verification
from marketplace.workflows.diagram import flow
from marketplace.workflows.table import Workflow
from marketplace.workflows.words import GUARD_NAMES, PARTY_NAMES, ROLE_NAMES

TABLES = (declaration, offer, open_licence_deal, ordinary_deal, verification)  # imported so that they are registered
DRAWINGS = Path(__file__).parents[2] / "docs" / "workflows"

bp = Blueprint("workflows", __name__, url_prefix="/workflows")


@bp.get("/")
def index() -> str:
    return render_template("workflows/index.html", workflows=queries.workflows())


@bp.get("/<name>")
def show(name: str) -> str:
    workflow = queries.workflow(name)
    return render_template(
        "workflows/show.html",
        workflow=workflow,
        flow=flow(workflow, say=_),
        parties={party: _(words) for party, words in PARTY_NAMES.items()},
        roles={role: _(words) for role, words in ROLE_NAMES.items()},
        guards={guard: _(GUARD_NAMES[guard]) for guard in guards_of(workflow)},
    )


def guards_of(workflow: Workflow) -> list[str]:
    """Every guard of a workflow once, in the order of its steps."""
    return list(dict.fromkeys(guard for step in workflow.steps for guard in step.guards))


@bp.get("/<name>.svg")
def drawing(name: str) -> Response:
    """The whole drawing, in the reader's language."""
    workflow = queries.workflow(name)
    ending = ".en.svg" if current_language() == "en" else ".svg"
    return send_from_directory(DRAWINGS, f"{workflow.name}{ending}", max_age=0)
