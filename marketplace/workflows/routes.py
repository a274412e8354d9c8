"""/workflows/<name>: the picture of each machine and who may do what."""

from flask import Blueprint, render_template

from marketplace.kit.i18n import _

from marketplace.workflows import declaration, offer, open_licence_deal, ordinary_deal, queries, verification
from marketplace.workflows.diagram import flow

TABLES = (declaration, offer, open_licence_deal, ordinary_deal, verification)  # imported so that they are registered

bp = Blueprint("workflows", __name__, url_prefix="/workflows")


@bp.get("/")
def index() -> str:
    return render_template("workflows/index.html", workflows=queries.workflows())


@bp.get("/<name>")
def show(name: str) -> str:
    workflow = queries.workflow(name)
    return render_template("workflows/show.html", workflow=workflow, flow=flow(workflow, say=_))
