"""Rows of the catalogue, from columns alone; what a frozen version says of its price is worked out once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for
from sqlalchemy import BindParameter, bindparam, func, select

from marketplace.accounts.models import Organisation
from marketplace.kit import clock, reference
from marketplace.kit.db import db
from marketplace.kit.words import Words
from marketplace.listings.models import Listing, ListingPatent, ListingVersion
from marketplace.listings.models.facts import last_day_of
from marketplace.listings.models.listing import number_of
from marketplace.listings.queries.offer import in_use
from marketplace.listings.rules.fee_plan import FeePlan, Headline, Rhythm
from marketplace.patents.models import Patent

MOST_FACES = 20_000

LISTINGS, HOLDERS, ENTRIES, PATENTS, VERSIONS = (
    model.__table__ for model in (Listing, Organisation, ListingPatent, Patent, ListingVersion)
)
_newest = VERSIONS.alias()
_IDS: BindParameter[int] = bindparam("ids", expanding=True)
# Built once: every page asks them.
_SHOWN = (
    select(
        LISTINGS.c.id,
        LISTINGS.c.channel,
        LISTINGS.c.created_at,
        LISTINGS.c.sample,
        LISTINGS.c.quota,
        LISTINGS.c.slots_left,
        HOLDERS.c.name,
        HOLDERS.c.short_name,
        HOLDERS.c.area_code,
        VERSIONS.c.id.label("version_id"),
        VERSIONS.c.terms_hash,
    )
    .join(HOLDERS, HOLDERS.c.id == LISTINGS.c.holder_id)
    .join(VERSIONS, VERSIONS.c.listing_id == LISTINGS.c.id)
    .where(
        LISTINGS.c.id.in_(_IDS),
        VERSIONS.c.number
        == select(func.max(_newest.c.number)).where(_newest.c.listing_id == LISTINGS.c.id).scalar_subquery(),
    )
)
_PATENTS = (
    select(
        ENTRIES.c.listing_id, PATENTS.c.title, PATENTS.c.plain, PATENTS.c.kind, PATENTS.c.filed_on, PATENTS.c.expires_on
    )
    .join(PATENTS, PATENTS.c.id == ENTRIES.c.patent_id)
    .where(ENTRIES.c.listing_id.in_(_IDS))
    .order_by(ENTRIES.c.listing_id, ENTRIES.c.position)
)
_TERMS = select(VERSIONS.c.terms_hash, VERSIONS.c.terms).where(VERSIONS.c.id.in_(_IDS))


@dataclass(frozen=True)
class Face:
    """What a version says of its price, for ever."""

    has_use_first: bool
    headline: Headline
    rhythm: Rhythm
    sentence: Words


@dataclass(frozen=True)
class OfferRow:
    """A row of the catalogue; equal rows look the same.

    title_parts: the title cut where words of the question stand, empty where nothing is to be marked
    """

    url: str
    title: str
    title_parts: tuple[tuple[str, bool], ...]
    plain: str
    channel: str
    has_use_first: bool
    is_sample: bool
    headline: Headline
    rhythm: Rhythm
    sentence: Words
    holder: str
    years_left: int | None
    facts: tuple[Words, ...]


_faces: dict[str, Face] = {}  # by the hash of the terms


def _face(terms: dict[str, Any]) -> Face:
    plan = FeePlan.from_json(terms["fee_plan"])
    rhythm = plan.rhythm(terms["licence"]["term_months"])
    return Face(plan.use_first is not None, plan.headline(), rhythm, plan.sentence())


def _faces_of(listings: Iterable[Any]) -> dict[str, Face]:
    """terms hash → its face; only terms not met before are read."""
    wanted = {one.terms_hash: one.version_id for one in listings}
    found = {hash_: _faces[hash_] for hash_ in wanted if hash_ in _faces}
    new = [version_id for hash_, version_id in wanted.items() if hash_ not in found]
    if new:
        fresh = {hash_: _face(terms) for hash_, terms in db.session.execute(_TERMS, {"ids": new})}
        if len(_faces) > MOST_FACES:
            _faces.clear()
        _faces.update(fresh)
        found |= fresh
    return found


def _place(listing: Any) -> Words:
    """Holder and city."""
    name = listing.short_name or listing.name
    city = reference.area_name(f"{listing.area_code[:4]}00") if listing.area_code else None
    if city is None:
        return Words(name, name)
    return Words(f"{name} · {city.zh.removesuffix('市')}", f"{name} · {city.en}")


def _years_left(patents: Sequence[Any]) -> int | None:
    """Whole years until the first of the patents ends."""
    days = [day for day in map(last_day_of, patents) if day]
    if not days:
        return None
    end, today = min(days), clock.today()
    return max(0, end.year - today.year - ((end.month, end.day) < (today.month, today.day)))


def _facts(listing: Any, patents: Sequence[Any], left: int | None, uses: int | None) -> tuple[Words, ...]:
    facts = [patents[0].kind.label]
    if len(patents) > 1:
        count = len(patents)
        facts.append(Words(f"一组 {count} 件", f"{count} patents together"))
    facts.append(_place(listing))
    if left is not None:
        facts.append(Words(f"还能用 {left} 年", f"{left} years left"))
    if uses is not None:
        facts.append(Words(f"{uses} 家在用", f"{uses} in use") if uses else Words("首家可用", "be the first"))
    if listing.quota is not None and listing.slots_left is not None:
        facts.append(Words(f"还剩 {listing.slots_left} 个名额", f"{listing.slots_left} places left"))
    return tuple(facts)


def offer_rows(ids: Sequence[int], hits: Any = None) -> list[OfferRow]:
    """These listings in the given order; one that is gone meanwhile is left out.

    hits: title → its parts, where words of a question are to be marked
    """
    if not ids:
        return []
    listings = {one.id: one for one in db.session.execute(_SHOWN, {"ids": ids})}
    patents: dict[int, list[Any]] = {}
    for one in db.session.execute(_PATENTS, {"ids": ids}):
        patents.setdefault(one.listing_id, []).append(one)
    shown = [number for number in ids if number in listings and number in patents]
    faces, uses = _faces_of(listings.values()), in_use(shown)
    rows = []
    for number in shown:
        listing, held = listings[number], patents[number]
        face, left = faces[listing.terms_hash], _years_left(held)
        rows.append(
            OfferRow(
                url=url_for("listings.show", number=number_of(listing.channel, listing.created_at, number)),
                title=held[0].title,
                title_parts=tuple(hits(held[0].title)) if hits else (),
                plain=next((patent.plain for patent in held if patent.plain), ""),
                channel=listing.channel.value,
                has_use_first=face.has_use_first,
                is_sample=listing.sample,
                headline=face.headline,
                rhythm=face.rhythm,
                sentence=face.sentence,
                holder=listing.short_name or listing.name,
                years_left=left,
                facts=_facts(listing, held, left, uses.get(number, 0) if uses else None),
            )
        )
    return rows
