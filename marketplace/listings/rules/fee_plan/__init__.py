"""The fee plan of a listing: the one place that knows a fee formula."""

from marketplace.listings.rules.fee_plan.band import Band, band
from marketplace.listings.rules.fee_plan.findings import Finding, Severity
from marketplace.listings.rules.fee_plan.kinds import KINDS, FeeKind, Headline
from marketplace.listings.rules.fee_plan.plan import FeePlan, Instalment
from marketplace.listings.rules.fee_plan.rhythm import Rhythm, RhythmKind, RhythmPart
from marketplace.listings.rules.fee_plan.royalty import Owed, Royalty, Rung
from marketplace.listings.rules.fee_plan.sales import SalesPlan
from marketplace.listings.rules.fee_plan.simulation import Line, Simulation, YearCost
from marketplace.listings.rules.fee_plan.statements import Cycle
from marketplace.listings.rules.fee_plan.use_first import (
    Combine,
    Condition,
    ConditionKind,
    Scope,
    Trigger,
    UseFirst,
)

__all__ = [
    "KINDS",
    "Band",
    "Combine",
    "Condition",
    "ConditionKind",
    "Cycle",
    "FeeKind",
    "FeePlan",
    "Finding",
    "Headline",
    "Instalment",
    "Line",
    "Owed",
    "Rhythm",
    "RhythmKind",
    "RhythmPart",
    "Royalty",
    "Rung",
    "SalesPlan",
    "Scope",
    "Severity",
    "Simulation",
    "Trigger",
    "UseFirst",
    "YearCost",
    "band",
]
