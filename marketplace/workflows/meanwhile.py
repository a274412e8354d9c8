"""Of two people with the same page open, the second is told what the first did, and does nothing by mistake."""

from typing import Any

from flask_babel import force_locale

from marketplace.kit import clock
from marketplace.kit.errors import StepRefused
from marketplace.kit.i18n import _
from marketplace.kit.words import Words
from marketplace.workflows import engine, history
from marketplace.workflows.models import StepTaken
from marketplace.workflows.table import Workflow

LOOK_AGAIN = Words("请看现在的情况，再决定要不要办。", "Look at how it stands now, then decide.")
LONGEST = 9  # digits of a number of steps


def seen_of(workflow: Workflow, row: Any) -> int:
    """What a page carries: the number of the last step its reader can know of."""
    return history.head(workflow.name, row.id)[0]


def check_unmoved(workflow: Workflow, row: Any, seen: str | None, *, link: str = "") -> None:
    """Hold the row, and see that nobody took a step since the page was shown. Call it after whatever leaves the
    transaction, before the step.

    seen: the number from `seen_of` as the browser sent it back; None: the page carried none, nothing is checked
    link: where one sees how it stands now
    Raises StepRefused (MOVED_MEANWHILE) saying who did what, and when.
    """
    if seen is None:
        return
    engine.lock(row)
    number = int(seen) if seen.isascii() and seen.isdigit() and len(seen) <= LONGEST else -1
    since = [taken for taken in history.steps_of(workflow.name, row.id) if taken.seq > number]
    if since or number < 0:
        raise StepRefused(_told(workflow, row, since), code="MOVED_MEANWHILE", cure=LOOK_AGAIN, link=link)


def _told(workflow: Workflow, row: Any, since: list[StepTaken]) -> Words:
    with force_locale("zh_CN"):
        zh = "；".join(_said(workflow, taken, "{who}于 {at} 办了「{what}」") for taken in since)
        state_zh = _(workflow.names[row.state])
    with force_locale("en"):
        en = "; ".join(_said(workflow, taken, "{who} took “{what}” on {at}") for taken in since)
        state_en = _(workflow.names[row.state])
    return Words(
        f"您打开这一页之后，{zh}，现在是「{state_zh}」。您的这一步没有办。",
        f"Since you opened the page: {en}. The state is now “{state_en}”; your step was not taken.",
    )


def _said(workflow: Workflow, taken: StepTaken, form: str) -> str:
    what = _(workflow.step(taken.step).label) if workflow.has(taken.step) else taken.step
    at = f"{clock.beijing(taken.at):%Y-%m-%d %H:%M}"
    return form.format(who=taken.actor_name, at=at, what=what)
