"""Things the tests need, made the short way: rows, not steps. Names and numbers are invented."""

from datetime import date
from itertools import count
from typing import Any

from marketplace.accounts.models import Organisation
from marketplace.kit import clock
from marketplace.kit.db import db
from marketplace.listings.models import Listing, ListingPatent, ListingVersion
from marketplace.listings.rules.channel import Channel
from marketplace.listings.rules.fee_plan import FeeKind, FeePlan
from marketplace.listings.rules.terms import ACTS, freeze, terms_hash
from marketplace.patents.models import EventKind, Patent, PatentEvent, PatentKind, PatentOwner
from marketplace.patents.rules.numbers import display
from marketplace.workflows.listing_states import ListingState

_serials = count(1)
LUMP_SUM = FeePlan(FeeKind.LUMP_SUM, amount_fen=6_800_000)
FREE = FeePlan(FeeKind.FREE)
WEIGHTS = (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)


def sample_number(kind: str = "1", year: int = 2021) -> str:
    """A well-formed number nobody has: its serial counts up from 99…"""
    digits = f"{year}{kind}99{next(_serials):05d}"
    check = sum(int(digit) * weight for digit, weight in zip(digits, WEIGHTS, strict=True)) % 11
    return f"{digits}.{'0123456789X'[check]}"


def make_patent(
    holder: Organisation, *, title: str = "一种可变阴极面积的微弧氧化装置及表面处理方法", **columns: Any
) -> Patent:
    """A granted invention in force, its annuities paid."""
    values: dict[str, Any] = {
        "number": sample_number(),
        "kind": PatentKind.INVENTION,
        "title": title,
        "abstract": "给铝件、镁件表面长一层又硬又耐磨的壳。",
        "main_ipc": "C25D11/02",
        "ipc_all": "C25D11/02",
        "filed_on": date(2021, 5, 18),
        "granted_on": date(2023, 2, 7),
        "expires_on": date(2041, 5, 17),
        "holder_id": holder.id,
        "annuity_paid_year": 20,
        "sample": True,
        "created_at": clock.now(),
    }
    patent = Patent(**values | columns)
    patent.owners = [PatentOwner(position=0, name=holder.name, organisation_id=holder.id)]
    patent.events = [PatentEvent(kind=EventKind.GRANTED, happened_on=patent.granted_on)]
    db.session.add(patent)
    db.session.flush()
    return patent


def make_listing(
    holder: Organisation, channel: Channel = Channel.PLATFORM, plan: FeePlan = LUMP_SUM, **columns: Any
) -> Listing:
    """A listing that can be accepted, with one frozen version."""
    patent = columns.pop("patent", None) or make_patent(holder)
    statutory = channel is Channel.STATUTORY
    values: dict[str, Any] = {
        "channel": channel,
        "state": ListingState.IN_FORCE if statutory else ListingState.PUBLISHED,
        "holder_id": holder.id,
        "fee_plan": plan.to_json(),
        "term_months": 60,
        "acts": list(ACTS),
        "contact_name": "王样例",
        "contact_phone": "000-0000-0000",
        "contact_email": "licence@example.org",
        "fee_basis_note": "参照同行业已备案许可合同的提成率估算。",
        "commitment": True,
        "declaration_no": "KF样例0001" if statutory else "",
        "announced_on": date(2026, 1, 6) if statutory else None,
        "created_at": clock.now(),
        "published_at": clock.now(),
        "sample": True,
    }
    listing = Listing(**values | columns)
    listing.holder = holder
    listing.slots_left = listing.quota
    listing.entries = [ListingPatent(patent_id=patent.id, channel=channel, live=True)]
    db.session.add(listing)
    db.session.flush()
    add_version(listing, patent, plan)
    return listing


def add_version(listing: Listing, patent: Patent, plan: FeePlan) -> ListingVersion:
    """Freeze what the listing says now."""
    assert patent.filed_on is not None
    assert patent.granted_on is not None
    assert patent.expires_on is not None
    terms = freeze(
        number=listing.number,
        version=len(listing.versions) + 1,
        channel=listing.channel,
        patents=[
            {
                "number": display(patent.number),
                "title": patent.title,
                "kind": patent.kind.value,
                "patentees": [owner.name for owner in patent.owners],
                "filed_on": patent.filed_on.isoformat(),
                "granted_on": patent.granted_on.isoformat(),
                "expires_on": patent.expires_on.isoformat(),
                "main_ipc": patent.main_ipc,
            }
        ],
        fee_plan=plan,
        term_months=listing.term_months or 60,
        acts=listing.acts,
        field=listing.field or "",
        conditions={"materials": "图纸 6 张、工艺参数表 1 份", "dispute": "court"},
        small_only=bool(listing.small_only),
        quota=listing.quota,
        declaration_no=listing.declaration_no,
        announced_on=listing.announced_on,
        sample=True,
    )
    version = ListingVersion(
        listing_id=listing.id,
        number=len(listing.versions) + 1,
        terms=terms,
        terms_hash=terms_hash(terms),
        published_at=clock.now(),
    )
    listing.versions.append(version)
    db.session.flush()
    return version
