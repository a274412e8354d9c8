"""Everything that reads patents."""

from marketplace.patents.queries.facts import facts_of, known_patents, owners_of
from marketplace.patents.queries.imports import (
    all_remarks,
    imports_of,
    imports_waiting,
    job_of,
    patent_import,
    remarks,
)
from marketplace.patents.queries.patents import (
    View,
    changes_of,
    encumbrance,
    holder_patent,
    known_number,
    patent_by_number,
    patents_of,
    standing_of,
    view,
    watched_patent,
)
from marketplace.patents.queries.portfolio import EXPORTED, Portfolio, Wanted, exported, held_by, portfolio

__all__ = [
    "EXPORTED",
    "Portfolio",
    "View",
    "Wanted",
    "all_remarks",
    "changes_of",
    "encumbrance",
    "exported",
    "facts_of",
    "held_by",
    "holder_patent",
    "imports_of",
    "imports_waiting",
    "job_of",
    "known_number",
    "known_patents",
    "owners_of",
    "patent_by_number",
    "patent_import",
    "patents_of",
    "portfolio",
    "remarks",
    "standing_of",
    "view",
    "watched_patent",
]
