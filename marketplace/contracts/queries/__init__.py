"""Everything that reads deals. Another organisation's deal is missing, not forbidden."""

from marketplace.contracts.queries.deals import (
    deal,
    deal_by_id,
    deals,
    document,
    document_with,
    id_in,
    in_order,
    is_turn_of,
    licences_in_use,
    papers_set_aside,
    places_kept,
    revisions_of,
    verified_deal,
    wait_of,
    waiting_for,
    workflow_of,
)
from marketplace.contracts.queries.proofs import Proof, contract_file, proofs
from marketplace.contracts.queries.view import DealView, view

__all__ = [
    "DealView",
    "Proof",
    "contract_file",
    "deal",
    "deal_by_id",
    "deals",
    "document",
    "document_with",
    "id_in",
    "in_order",
    "is_turn_of",
    "licences_in_use",
    "papers_set_aside",
    "places_kept",
    "proofs",
    "revisions_of",
    "verified_deal",
    "view",
    "wait_of",
    "waiting_for",
    "workflow_of",
]
