"""What a listing promises, frozen at publication: plain JSON values and their hash."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from marketplace.listings.rules.channel import Channel
from marketplace.listings.rules.fee_plan import FeePlan

SCHEMA = "jingzhe.listing/1"
ACTS = ("make", "use", "offer", "sell", "import")  # Patent Law art. 11, in the order a contract lists them
CONDITIONS: Mapping[str, Any] = {
    "materials": "",
    "support": "",
    "improvements": "owner_improver",
    "audit_times_a_year": 1,
    "audit_notice_days": 15,
    "late_penalty_ppm_a_day": 500,
    "dispute": "court",
    "dispute_body": "",
    "other": "",
}


def freeze(
    *,
    number: str,
    version: int,
    channel: Channel,
    patents: Sequence[Mapping[str, Any]],
    fee_plan: FeePlan,
    term_months: int,
    acts: Sequence[str],
    field: str,
    conditions: Mapping[str, Any],
    small_only: bool,
    quota: int | None,
    declaration_no: str,
    announced_on: date | None,
    sample: bool,
) -> dict[str, Any]:
    """The terms of a version, as they will stand in every deal made from it.

    patents: number "ZL…", title, kind, patentees, filed_on, granted_on, expires_on (ISO), main_ipc
    acts:    of ACTS; put in their order
    """
    return {
        "schema": SCHEMA,
        "listing": number,
        "version": version,
        "channel": channel.value,
        "sample": sample,
        "patents": [dict(patent) for patent in patents],
        "licence": {
            "type": "open" if channel is Channel.STATUTORY else "ordinary",
            "acts": [act for act in ACTS if act in acts],
            "territory": "CN",
            "field": field,
            "sublicence": False,
            "term_months": term_months,
        },
        "fee_plan": fee_plan.to_json(),
        "fee_clause": [words.to_json() for words in fee_plan.clause(channel)],
        "conditions": {**CONDITIONS, **conditions},
        "price_includes_vat": True,
        "small_only": small_only,
        "quota": quota,
        "declaration_no": declaration_no or None,
        "announced_on": announced_on.isoformat() if announced_on else None,
    }


def canonical(terms: Mapping[str, Any]) -> str:
    return json.dumps(terms, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def terms_hash(terms: Mapping[str, Any]) -> str:
    """SHA-256 of the canonical text: what travels with the click of a person who accepts."""
    return hashlib.sha256(canonical(terms).encode()).hexdigest()
