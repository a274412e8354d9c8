"""The catalogue: what was asked, what was found, the facets with their counts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from marketplace.accounts.models import OrganisationKind
from marketplace.accounts.rules.kinds import KIND_NAMES
from marketplace.kit import reference
from marketplace.kit.db import db
from marketplace.kit.i18n import _
from marketplace.kit.words import Words
from marketplace.listings import search
from marketplace.listings.queries.rows import OfferRow, offer_rows
from marketplace.listings.search import text as wording

MOST_OPTIONS = 9
LONGEST_QUESTION = 200
FEE_KINDS = {
    "free": Words("免费", "Free"),
    "lump_sum": Words("一次付清", "Paid once"),
    "instalments": Words("分期付", "In instalments"),
    "royalty": Words("按销售额付", "By sales"),
    "entry_and_royalty": Words("入门费加按销售额", "Entry fee, then by sales"),
}
CHANNELS = {
    "statutory": Words("法定开放许可", "Statutory open licence"),
    "platform": Words("平台报价", "Platform offer"),
}
BANDS = {
    "free": Words("不收费", "Nothing"),
    "under_1w": Words("1 万元以下", "Under 10,000 yuan"),
    "1w_5w": Words("1–5 万元", "10,000–50,000 yuan"),
    "5w_20w": Words("5–20 万元", "50,000–200,000 yuan"),
    "over_20w": Words("20 万元以上", "Over 200,000 yuan"),
    "royalty": Words("看卖多少", "Depends on sales"),
}
USE_FIRST = Words("先用后付", "Use first, pay later")
GROUPS: tuple[tuple[Words, tuple[str, ...]], ...] = (
    (Words("付钱办法", "How it is paid"), ("use_first", "fee_kind")),
    (Words("在哪儿", "Where"), ("city",)),
    (Words("哪一行", "Field"), ("industry",)),
    (Words("通道", "Channel"), ("channel",)),
    (Words("谁的专利", "Whose"), ("owner_kind",)),
    (Words("固定费用", "Fixed fee"), ("fee_band",)),
)
LADDER = {
    "all_words": Words("没有连在一起的，下面每个词都有。", "No exact phrase; each of these holds every word."),
    "any_word": Words("没有每个词都有的，只照其中几个词找。", "None holds every word; any of them counts here."),
    "number": Words("按编号找到。", "Found by its number."),
    "ipc": Words("按分类号找到。", "Found by its class."),
}


@dataclass(frozen=True)
class Option:
    name: str
    value: str
    label: Words | str
    count: int
    is_checked: bool
    is_lead: bool = False


@dataclass(frozen=True)
class Group:
    title: Words
    options: Sequence[Option]


@dataclass(frozen=True)
class Catalogue:
    """A page of the catalogue. note: how the words were read, when not all together"""

    rows: Sequence[OfferRow]
    total: int
    is_capped: bool
    pay_later: int
    groups: Sequence[Group]
    chosen: Sequence[Option]
    note: Words | None
    page: int
    pages: int


@cache
def _field_names() -> dict[str, Words]:
    return {one.code: one.name for one in (*reference.fields(), reference.OTHER_FIELD)}


def label_of(group: str, value: str) -> Words | str:
    """What people call a facet's value."""
    if group == "use_first":
        return USE_FIRST
    tables: Mapping[str, Mapping[str, Words]] = {"fee_kind": FEE_KINDS, "channel": CHANNELS, "fee_band": BANDS}
    if group in tables:
        return tables[group].get(value, value)
    if group == "city":
        name = reference.area_name(value)
        return Words(name.zh.removesuffix("市"), name.en) if name else value
    if group == "owner_kind" and value in set(OrganisationKind):
        return _(KIND_NAMES[OrganisationKind(value)])
    return _field_names().get(value, value)


def _options(group: str, found: search.Found, chosen: Mapping[str, set[str]]) -> list[Option]:
    counts = dict(found.facets.get(group, []))
    wanted = chosen.get(group, set())
    if group == "use_first":
        return [Option(group, "yes", USE_FIRST, counts.get("yes", 0), "yes" in wanted, is_lead=True)]
    order = {"fee_kind": FEE_KINDS, "channel": CHANNELS, "fee_band": BANDS}.get(group)
    values = [value for value in order if value in counts] if order else list(counts)[:MOST_OPTIONS]
    values += [value for value in sorted(wanted) if value not in values]
    return [Option(group, one, label_of(group, one), counts.get(one, 0), one in wanted) for one in values if one]


def marked(title: str, question: str) -> list[tuple[str, bool]]:
    """The title cut where words of the question stand: (text, is_hit)."""
    words = {*question.split(), *wording.words(wording.normalise(question))}
    hits = [False] * len(title)
    folded = title.lower()
    for word in (one.lower() for one in words if one.strip()):
        start = folded.find(word) if len(folded) == len(title) else -1
        while start >= 0:
            hits[start : start + len(word)] = [True] * len(word)
            start = folded.find(word, start + len(word))
    parts: list[tuple[str, bool]] = []
    for sign, is_hit in zip(title, hits, strict=True):
        if parts and parts[-1][1] == is_hit:
            parts[-1] = (parts[-1][0] + sign, is_hit)
        else:
            parts.append((sign, is_hit))
    return parts


def catalogue(question: str, chosen: Mapping[str, set[str]], sort: str, page: int) -> Catalogue:
    """A page of open listings.

    chosen: group of search.GROUPS → accepted values
    """
    question = question.strip()[:LONGEST_QUESTION]
    query = search.Query(text=question, facets=chosen, sort=sort, page=page)
    found = search.search(db.session.connection(), query)
    marks = (lambda title: marked(title, question)) if question and found.ladder != "number" else None
    rows = offer_rows(found.ids, marks)
    groups = [
        Group(title, [option for name in names for option in _options(name, found, chosen)]) for title, names in GROUPS
    ]
    return Catalogue(
        rows=rows,
        total=found.total,
        is_capped=found.capped,
        pay_later=dict(found.facets.get("use_first", [])).get("yes", 0),
        groups=[group for group in groups if group.options],
        chosen=[option for group in groups for option in group.options if option.is_checked],
        note=LADDER.get(found.ladder) if question else None,
        page=found.page,
        pages=max(1, found.pages),
    )
