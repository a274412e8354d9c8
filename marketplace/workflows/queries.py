"""Reading workflows and histories."""

from marketplace.kit.errors import Missing
from marketplace.workflows.engine import WORKFLOWS
from marketplace.workflows.table import Workflow


def workflow(name: str) -> Workflow:
    """The workflow of that name. Raises Missing."""
    try:
        return WORKFLOWS[name]
    except KeyError:
        raise Missing from None


def workflows() -> list[Workflow]:
    return [WORKFLOWS[name] for name in sorted(WORKFLOWS)]
