"""What was changed in an organisation's details and figures, as its page shows it."""

from types import SimpleNamespace

from marketplace.accounts.models import Organisation
from marketplace.accounts.rules.details import NAMES
from marketplace.accounts.rules.kinds import KIND_NAMES, SIZE_NAMES, OrganisationKind, SizeClass
from marketplace.kit import reference
from marketplace.kit.i18n import N_, _, current_language
from marketplace.kit.pages import moment
from marketplace.workflows import history
from marketplace.workflows.models import StepTaken

DETAILS = "details"  # the chain of an organisation's details and figures
TITLES = {"change_details": N_("Details changed"), "record_size": N_("Size by year")}


def _said(name: str, value: str) -> str:
    """A value as people read it: codes by their names."""
    if name == "kind":
        return _(KIND_NAMES[OrganisationKind(value)])
    found = {"area_code": reference.area_path, "industry": reference.industry_name}.get(name, lambda _code: None)(value)
    return found.say(current_language()) if found else value or "—"


def _line(name: str, before: str, after: str) -> str:
    return _(
        "%(what)s: %(before)s → %(after)s", what=_(NAMES[name]), before=_said(name, before), after=_said(name, after)
    )


def _text(taken: StepTaken) -> str:
    if taken.step == "change_details":
        return _("; ").join(_line(name, *values) for name, values in sorted(taken.facts["shown"].items()))
    before, after = (_(SIZE_NAMES[SizeClass(one)]) if one else "—" for one in taken.facts["size"])
    return _("%(what)s: %(before)s → %(after)s", what=taken.facts["year"], before=before, after=after)


def changes_of(organisation: Organisation) -> list[SimpleNamespace]:
    """The changes as a timeline shows them, newest first; accounts and phones only by their last digits."""
    return [
        SimpleNamespace(
            status="past",
            when=moment(taken.at),
            title=_(TITLES[taken.step]),
            text=_text(taken),
            who=taken.actor_name,
            fingerprint=taken.hash,
        )
        for taken in reversed(history.steps_of(DETAILS, organisation.id))
    ]
