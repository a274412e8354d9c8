"""What becomes of a right row of a table: new, changed, known already, or another's and kept out."""

from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

from marketplace.kit.words import Words
from marketplace.patents.rules.mapping import CleanPatent
from marketplace.patents.rules.owners import is_among


class Verdict(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    NOT_YOURS = "not_yours"  # the table itself names other owners
    HELD = "held"  # a co-owner here looks after it
    OTHER_OWNERS = "other_owners"  # the table says yours, the record says another's


class Importer(NamedTuple):
    """Who brings a table. is_trusted: an operator's command, whose word on owners is taken."""

    organisation_id: int
    name: str
    is_trusted: bool = False


class Known(NamedTuple):
    """A patent that stands here already. owners: looked up only when they matter."""

    id: int
    row_hash: str
    holder_id: int | None
    owners: tuple[str, ...] = ()


TAKEN = frozenset({Verdict.NEW, Verdict.CHANGED})
KEPT_OUT = {
    Verdict.NOT_YOURS: Words(
        "不是您单位的：表里的专利权人是{owners}。没有导入。",
        "Not yours: the table names {owners} as owner. Kept out.",
    ),
    Verdict.HELD: Words(
        "另一位共有人已在这里管理这件专利。请与他们商量由谁挂牌。",
        "A co-owner already looks after this patent here. Agree with them who offers it.",
    ),
    Verdict.OTHER_OWNERS: Words(
        "这里登记的专利权人是{owners}，与表里不同。如已转让，请把转让登记通知交给知识产权局更正。",
        "The owner on record here is {owners}, unlike the table. If it was transferred, ask the office to correct it.",
    ),
}


def is_holder(patent: CleanPatent, importer: Importer | None) -> bool:
    """Whether the importer is one of the owners by name."""
    return importer is not None and is_among(importer.name, patent.patentees)


def verdict(patent: CleanPatent, row_hash: str, known: Known | None, importer: Importer | None) -> Verdict:
    """What becomes of the row; SAME only by its hash (a row may differ and still say nothing new)."""
    is_theirs = is_holder(patent, importer)
    if importer is not None and not importer.is_trusted:
        refused = _refused(is_theirs, known, importer)
        if refused is not None:
            return refused
    if known is None:
        return Verdict.NEW
    if known.row_hash == row_hash and not (is_theirs and known.holder_id is None):
        return Verdict.SAME
    return Verdict.CHANGED


def _refused(is_theirs: bool, known: Known | None, importer: Importer) -> Verdict | None:
    if not is_theirs:
        return Verdict.NOT_YOURS
    if known is None or known.holder_id == importer.organisation_id:
        return None
    if known.holder_id is not None:
        return Verdict.HELD
    return None if is_among(importer.name, known.owners) else Verdict.OTHER_OWNERS


def holder_after(patent: CleanPatent, known: Known | None, importer: Importer | None) -> int | None:
    """Who holds the patent when the row is in: whoever held it, else the importer if it is an owner."""
    if known is not None and known.holder_id is not None:
        return known.holder_id
    return importer.organisation_id if importer is not None and is_holder(patent, importer) else None


def kept_out(found: Verdict, owners: Sequence[str]) -> Words:
    """Why a row is kept out, naming the owners it is about."""
    words = KEPT_OUT[found]
    zh, en = "、".join(owners)[:120], ", ".join(owners)[:120]
    return Words(words.zh.replace("{owners}", zh), words.en.replace("{owners}", en))


def merged(patent: CleanPatent, before: CleanPatent) -> CleanPatent:
    """The row, with what it leaves empty taken from what was known: a table without abstracts erases none."""
    kept = {name: getattr(before, name) for name in CleanPatent._fields if not getattr(patent, name)}
    if patent.ipc == (patent.main_ipc,) and before.main_ipc == patent.main_ipc:
        kept["ipc"] = before.ipc  # the row gave the main class alone
    return patent._replace(**kept)


def differences(before: CleanPatent, after: CleanPatent) -> tuple[str, str]:
    """What an import changes, as two short texts: before and after."""
    changed = [name for name in CleanPatent._fields if getattr(before, name) != getattr(after, name)]
    return _told(before, changed), _told(after, changed)


def _told(patent: CleanPatent, names: list[str]) -> str:
    parts = []
    for name in names:
        value = getattr(patent, name)
        parts.append(f"{name}: {'; '.join(value) if isinstance(value, tuple) else value}")
    return " | ".join(parts)[:400]
