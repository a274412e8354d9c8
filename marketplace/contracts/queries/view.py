"""A deal as its page shows it: where it stands, until when somebody must act, what comes by itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask import url_for

from marketplace.accounts.models import User
from marketplace.contracts.models import Deal, DocumentKind
from marketplace.contracts.queries.deals import papers_set_aside, wait_of, workflow_of
from marketplace.contracts.rules.holding import office_answers_by
from marketplace.kit import clock
from marketplace.kit.i18n import N_, _, current_language
from marketplace.kit.pages import day
from marketplace.listings.rules.channel import Channel
from marketplace.listings.rules.fee_plan import FeePlan
from marketplace.listings.rules.fee_plan.use_first import Bound, ConditionKind, UseFirst
from marketplace.workflows import history
from marketplace.workflows.deal_states import DealState
from marketplace.workflows.models import StepTaken
from marketplace.workflows.parties import Party
from marketplace.workflows.standing import Entry, Standing, standing

BEGUN = {
    Channel.STATUTORY: N_("Written notice sent, terms frozen"),
    Channel.PLATFORM: N_("Terms accepted, frozen"),
}
RECORDAL_MONTHS = 3  # Implementing Rules art. 15(2)
SIGNING_STEPS = frozenset({"sign", "countersign"})
TURNS = {Party.LICENSEE: N_("It is the licensee's turn"), Party.LICENSOR: N_("It is the licensor's turn")}


@dataclass(frozen=True)
class DealView:
    """papers_set_aside: documents that could not be made and wait for a person"""

    deal: Deal
    standing: Standing
    papers_set_aside: Sequence[DocumentKind] = ()

    @property
    def last_day(self) -> date | None:
        """The day until which somebody must act."""
        return self.deal.turn_ends_on if self.standing.wait else None

    @property
    def title(self) -> str:
        """The question, to whom it is put; to the others, whose turn it is."""
        wait = self.standing.wait
        if wait is None:
            return ""
        return _(wait.question if self.standing.is_mine else TURNS.get(wait.party, wait.question))

    @property
    def sign_step(self) -> str:
        """The signing step that is open to the reader; empty when none is."""
        return next((one.name for one in self.standing.open_steps if one.name in SIGNING_STEPS), "")

    @property
    def office_answers_by(self) -> date | None:
        """While the place is kept on condition: the office's last day to verify the licensee."""
        until = self.deal.hold_until
        return office_answers_by(until) if self.deal.is_held and until else None

    @property
    def ahead(self) -> list[Entry]:
        """What a running licence meets by itself, nearest first."""
        return [entry for entry in reversed(self.standing.timeline) if entry.status == "future"]

    @property
    def happened(self) -> str:
        """Who did what last and what they wrote about it; to those who only wait also what it led to."""
        taken = self.standing.steps_taken[-1]
        last = next(entry for entry in self.standing.timeline if entry.status in {"past", "stop"})
        parts = [_("%(when)s, %(who)s: %(what)s.", when=last.when, who=last.who, what=last.title)]
        if last.text:
            parts.append(f"“{last.text}”")
        if not self.standing.is_mine:
            follows = "" if taken.step == history.BEGIN else self.standing.workflow.step(taken.step).follows
            if follows:
                parts.append(_(follows))
            parts.append(_("You need not do anything."))
        return (" " if current_language() == "en" else "").join(parts)

    @property
    def days_left(self) -> int:
        return (self.last_day - clock.today()).days if self.last_day else 0

    @property
    def total_days(self) -> int:
        return (self.last_day - clock.day(self.deal.accepted_at)).days if self.last_day else 0


def _in_force(row: Deal) -> list[Entry]:
    """The days a running licence meets by itself, latest first."""
    assert row.effective_on is not None
    assert row.ends_on is not None
    recordal = clock.deadline(row.effective_on, months=RECORDAL_MONTHS).last_day
    days = [
        (row.ends_on, _("The term is over"), _("The licence ends by itself on this day.")),
        (
            recordal,
            _("Last day for recordal with the patent office"),
            _("Unrecorded it stays valid; recording makes it public and is evidence (Implementing Rules art. 15)."),
        ),
    ]
    use_first = row.fee_plan.use_first
    if use_first is not None:
        free_until = clock.add_months(row.effective_on, use_first.free_months)
        days.append((free_until, *_free_months(row.fee_plan, use_first)))
    today = clock.today()
    return [Entry("future", day(on), what, why) for on, what, why in sorted(days, reverse=True) if on >= today]


def _free_months(plan: FeePlan, use_first: UseFirst) -> tuple[str, str]:
    """What the last day of the free months means: only some plans begin payment on it whatever happens."""
    kinds = {one.kind for one in use_first.trigger.conditions}
    if use_first.bound is Bound.LEAST or ConditionKind.AFTER_MONTHS not in kinds:
        return _("The free months are over"), _("Payment begins when its trigger comes, as the contract says.")
    if plan.entry_fee_fen:
        text = _("Payment begins after it, or earlier when its trigger comes; leaving before costs the entry fee only.")
    else:
        text = _("Payment begins after it, or earlier when its trigger comes; leaving before costs nothing.")
    return _("The free months end at the latest"), text


def _future(row: Deal) -> list[Entry]:
    if row.state is DealState.EFFECTIVE:
        return _in_force(row)
    if row.sign_by and row.state in {DealState.ACCEPTED, DealState.SIGNING, DealState.COUNTERSIGNING}:
        text = _("Unsigned after it, the deal lapses; nothing is owed.")
        return [Entry("future", day(row.sign_by), _("Last day to sign"), text), *_held(row)]
    return []


def _held(row: Deal) -> list[Entry]:
    if not row.is_held or row.hold_until is None:
        return []
    text = _("If the licensee is not verified by then, the deal lapses; nothing is owed and the place goes back.")
    return [Entry("future", day(row.hold_until), _("Last day for which the place is kept"), text)]


def view(row: Deal, user: User) -> DealView:
    names = {row.licensor_id: row.licensor.short_name, row.licensee_id: row.licensee.short_name}

    def who(taken: StepTaken) -> str:
        return " · ".join(part for part in (names.get(taken.organisation_id or 0, ""), taken.actor_name) if part)

    return DealView(
        row,
        standing(
            workflow_of(row),
            row,
            user,
            begun=BEGUN[row.channel],
            url=lambda name: url_for(f"contracts.{name}", number=row.number),
            who=who,
            future=_future(row),
            wait=wait_of(row),
        ),
        papers_set_aside(row),
    )
