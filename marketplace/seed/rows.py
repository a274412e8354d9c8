"""One listing of the bulk as the rows, steps and search entry that the actions would have written."""

import json
from datetime import date, datetime
from random import Random
from typing import Any, NamedTuple

from marketplace.accounts.models import User
from marketplace.kit import clock, reference
from marketplace.kit.db import db
from marketplace.listings.models import PREFIX
from marketplace.listings.rules.channel import Channel
from marketplace.listings.rules.fee_plan import FeePlan
from marketplace.listings.rules.fee_plan.band import band
from marketplace.listings.rules.terms import ACTS, CONDITIONS, freeze, terms_hash
from marketplace.listings.search import SearchEntry
from marketplace.patents.actions import SamplePatent
from marketplace.patents.rules.kinds import term_end
from marketplace.seed.offers import BASIS_NOTE
from marketplace.seed.people import Person
from marketplace.seed.plans import terms
from marketplace.workflows.declaration import DECLARATION
from marketplace.workflows.listing_states import ListingState
from marketplace.workflows.offer import OFFER
from marketplace.workflows.parties import Party

VERSION = ("listing_id", "number", "terms", "terms_hash", "published_at", "published_by_id")
ENTRY = ("listing_id", "patent_id", "channel", "position", "live")
LONGEST_TERM = 36  # months; no invented patent ends sooner
PHONE = "000-0000-0000"


class Plan(NamedTuple):
    """A fee plan with what is asked of it once for all listings that have it."""

    plan: FeePlan
    term_months: int
    json: str
    frozen: dict[str, Any]
    facets: dict[str, Any]


class Holder(NamedTuple):
    person: Person
    kind: str
    city: str
    actor: str


def holder_of(person: Person) -> Holder:
    user = db.session.get_one(User, person.user_id)
    return Holder(person, person.kind.value, user.organisation.city_code, user.name)


def plan_of(dice: Random, channel: Channel) -> Plan:
    """A plan by chance, with everything that takes time to work out."""
    plan, term_months = terms(dice, channel, LONGEST_TERM)
    frozen = freeze(
        number="",
        version=1,
        channel=channel,
        patents=(),
        fee_plan=plan,
        term_months=term_months,
        acts=ACTS,
        field="",
        conditions=CONDITIONS,
        small_only=False,
        quota=None,
        declaration_no="",
        announced_on=None,
        sample=True,
    )
    facets = {
        "channel": channel.value,
        "fee_kind": plan.kind.value,
        "fee_band": band(plan).value,
        "use_first": plan.use_first is not None,
        "first_year_fee_fen": plan.first_year_min_fen,
    }
    return Plan(plan, term_months, json.dumps(plan.to_json(), ensure_ascii=False), frozen, facets)


class Facts(NamedTuple):
    listing_id: int
    patent_id: int
    patent_number: str
    channel: Channel
    at: datetime
    plan: Plan
    holder: Holder
    patent: SamplePatent
    notice: str

    @property
    def is_statutory(self) -> bool:
        return self.channel is Channel.STATUTORY

    @property
    def number(self) -> str:
        return f"{PREFIX[self.channel]}-{self.at.year}-{self.listing_id:06d}"

    @property
    def declaration_no(self) -> str:
        return f"样例K{self.at.year}{self.listing_id:07}" if self.is_statutory else ""

    @property
    def announced_on(self) -> date | None:
        return clock.day(self.at) if self.is_statutory else None


class Made(NamedTuple):
    """A listing's rows, steps and search entry."""

    row: dict[str, Any]
    entry: tuple[Any, ...]
    version: tuple[Any, ...]
    steps: list[dict[str, Any]]
    found: SearchEntry

    @classmethod
    def of(cls, facts: Facts) -> "Made":
        frozen = _frozen(facts)
        version = (
            facts.listing_id,
            1,
            json.dumps(frozen, ensure_ascii=False),
            terms_hash(frozen),
            facts.at,
            facts.holder.person.user_id,
        )
        entry = (facts.listing_id, facts.patent_id, facts.channel.value, 0, True)
        return cls(_row(facts), entry, version, _steps(facts), _found(facts))


def _frozen(facts: Facts) -> dict[str, Any]:
    patent = facts.patent
    described = {
        "number": f"ZL{facts.patent_number}",
        "title": patent.title,
        "kind": patent.kind.value,
        "patentees": [name for name, _organisation in patent.owners],
        "main_ipc": patent.main_ipc,
        "filed_on": patent.filed_on.isoformat(),
        "granted_on": patent.granted_on.isoformat(),
        "expires_on": term_end(patent.kind, patent.filed_on).isoformat(),
    }
    day = facts.announced_on
    return {
        **facts.plan.frozen,
        "listing": facts.number,
        "patents": [described],
        "declaration_no": facts.declaration_no or None,
        "announced_on": day.isoformat() if day else None,
    }


def _row(facts: Facts) -> dict[str, Any]:
    """Every column of the listing that may not be empty, and those that say something."""
    holder = facts.holder.person
    state = ListingState.IN_FORCE if facts.is_statutory else ListingState.PUBLISHED
    return {
        "id": facts.listing_id,
        "version": 3 if facts.is_statutory else 2,
        "channel": facts.channel.value,
        "state": state.value,
        "holder_id": holder.organisation_id,
        "fee_plan": facts.plan.json,
        "term_months": facts.plan.term_months,
        "acts": json.dumps(ACTS),
        "field": "",
        "conditions": json.dumps(dict(CONDITIONS)),
        "small_only": False,
        "contact_name": facts.holder.actor,
        "contact_phone": PHONE,
        "contact_email": holder.email,
        "fee_basis_note": BASIS_NOTE,
        "other_matters": "",
        "over_cap_reason": "",
        "needs_office_check": False,
        "commitment": True,
        "declaration_no": facts.declaration_no,
        "announced_on": facts.announced_on,
        "announcement_file": facts.notice if facts.is_statutory else None,
        "announcement_name": "",
        "suspended_because": "",
        "checked_at": facts.at,
        "created_by_id": holder.user_id,
        "created_at": facts.at,
        "published_at": facts.at,
        "sample": True,
    }


def _steps(facts: Facts) -> list[dict[str, Any]]:
    """The beginning of its history: begun, then put out."""
    workflow = DECLARATION if facts.is_statutory else OFFER
    actor = {
        "subject_kind": workflow.name,
        "subject_id": facts.listing_id,
        "party": Party.HOLDER.value,
        "actor_id": facts.holder.person.user_id,
        "actor_name": facts.holder.actor,
        "organisation_id": facts.holder.person.organisation_id,
        "at": facts.at,
    }
    begun = {"channel": facts.channel.value, "patents": [facts.patent_number]}
    state = str(ListingState.DRAFT)
    steps = [{**actor, "target": state, "facts": begun}]
    for name in ("submit", "announce") if facts.is_statutory else ("publish",):
        target = str(workflow.step(name, ListingState(state)).target)
        steps.append({**actor, "step": name, "source": state, "target": target})
        state = target
    if facts.announced_on:
        said = {"declaration_no": facts.declaration_no, "announced_on": facts.announced_on.isoformat()}
        steps[-1] |= {"facts": said, "documents": [facts.notice]}
    return steps


def _found(facts: Facts) -> SearchEntry:
    patent, holder = facts.patent, facts.holder
    return SearchEntry(
        listing_id=facts.listing_id,
        number=facts.number,
        title=patent.title,
        abstract=patent.plain,
        owner=holder.person.name,
        patent_numbers=(facts.patent_number,),
        ipc_codes=patent.ipc,
        ipc_section=patent.main_ipc[:1],
        owner_kind=holder.kind,
        city=holder.city,
        industry=reference.field_of(patent.main_ipc).code,
        published_on=clock.day(facts.at),
        open=True,
        **facts.plan.facets,
    )
