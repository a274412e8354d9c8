"""Rows of a patent table: whatever the columns are called, which field each one is, and what a row says.

A row comes out clean or with every fault it has, each with its column and the reason.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from marketplace.accounts.rules.names import hidden_in, with_plain_blanks
from marketplace.kit.fullwidth import narrow
from marketplace.kit.words import Words
from marketplace.patents.rules.dates import FIRST_FILING, read_date
from marketplace.patents.rules.kinds import PatentKind
from marketplace.patents.rules.numbers import check, kind_of, year_of


class Field(NamedTuple):
    """A field of ours: its label, and the column names it goes by, the surest first."""

    label: Words
    aliases: tuple[str, ...]
    required: bool = False


# Who applied owns the patent where a table names nobody else.
_APPLICANTS = ("申请(专利权)人", "申请人", "applicants", "applicant", "assignee")

FIELDS = {
    "number": Field(
        Words("专利号", "Patent number"),
        (
            "专利号",
            "专利号码",
            "patent_number",
            "patent number",
            "申请号",
            "申请(专利)号",
            "专利申请号",
            "application_number",
            "number",
        ),
        required=True,
    ),
    "title": Field(
        Words("发明名称", "Title"),
        ("发明名称", "专利名称", "名称", "发明创造名称", "标题", "title", "invention title", "name"),
        required=True,
    ),
    "patentees": Field(
        Words("专利权人", "Patentees"),
        (
            "专利权人",
            "当前专利权人",
            "现专利权人",
            "current_owner",
            "patentee",
            "patentees",
            "owner",
            "权利人",
            *_APPLICANTS,
        ),
        required=True,
    ),
    "filed_on": Field(
        Words("申请日", "Filing date"),
        ("申请日", "申请日期", "filing_date", "filing date", "filed_on", "application date"),
        required=True,
    ),
    "granted_on": Field(
        Words("授权公告日", "Grant date"),
        ("授权公告日", "授权日", "授权公告日期", "授权日期", "grant_date", "grant date", "granted_on", "公告日"),
        required=True,
    ),
    "kind": Field(
        Words("专利类型", "Kind"), ("专利类型", "类型", "专利种类", "patent_type", "patent type", "kind", "type")
    ),
    "main_ipc": Field(Words("主分类号", "Main class"), ("主分类号", "ipc主分类号", "主分类", "main_ipc", "main ipc")),
    "ipc": Field(
        Words("分类号", "Classes"), ("分类号", "ipc分类号", "ipc", "ipc_all", "国际专利分类号", "洛迦诺分类号")
    ),
    "inventors": Field(Words("发明人", "Inventors"), ("发明人", "设计人", "发明(设计)人", "inventors", "inventor")),
    "abstract": Field(Words("摘要", "Abstract"), ("摘要", "说明书摘要", "abstract")),
    "publication_number": Field(
        Words("授权公告号", "Publication number"),
        ("授权公告号", "公告号", "公开(公告)号", "publication_number", "publication number"),
    ),
}

_ONLY_GRANTED = Words("只登记已授权的专利。", " Only granted patents are listed.")
_KIND_NAMES = {
    PatentKind.INVENTION: ("发明", "发明专利", "发明授权", "授权发明", "pct发明", "invention", "invention patent"),
    PatentKind.UTILITY_MODEL: ("实用新型", "实用新型专利", "新型", "pct实用新型", "utility model", "utility_model"),
    PatentKind.DESIGN: ("外观设计", "外观设计专利", "外观", "design", "design patent"),
}
_KINDS = {name: kind for kind, names in _KIND_NAMES.items() for name in names}
_IPC = re.compile(r"[A-H][0-9]{2}[A-Z][0-9]{1,4}/[0-9]{2,6}")
_LOCARNO = re.compile(r"[0-9]{2}-[0-9]{2}")
_IPC_VERSION = re.compile(r"\([0-9]{4}\.[0-9]{2}\)|\(I\)|\[[0-9.]+\]|\s+")
_BETWEEN = re.compile(r"\s*[;；、|\n\r\v\f\x85\u2028\u2029]\s*")
_LONGEST = {"title": 300, "patentees": 1000, "inventors": 2000, "abstract": 5000, "ipc": 1000, "publication_number": 20}
_LONGEST_NAME = 200
_LISTS = frozenset({"patentees", "inventors", "main_ipc", "ipc"})  # their line ends part one name from the next


class ColumnMap(NamedTuple):
    """columns: our field → the file's columns for it, the surest first; a row's first filled one counts.

    unused: columns we do not read; missing: required fields without a column
    """

    columns: dict[str, tuple[str, ...]]
    unused: tuple[str, ...]
    missing: tuple[str, ...]


class CleanPatent(NamedTuple):
    """A row with nothing wrong: canonical number, kind from the number, lists as tuples, empty text where none."""

    number: str
    kind: PatentKind
    title: str
    patentees: tuple[str, ...]
    filed_on: date
    granted_on: date
    main_ipc: str
    ipc: tuple[str, ...]
    inventors: tuple[str, ...]
    abstract: str
    publication_number: str


class Fault(NamedTuple):
    """column: as the file names it, or our field's name when the file has no such column."""

    column: str
    reason: Words


@dataclass(frozen=True)
class RowErrors:
    faults: tuple[Fault, ...]


def _key(name: str) -> str:
    return narrow(name).lower().replace(" ", "").replace("_", "").rstrip("*:")


_ALIASES = {_key(alias): (field, rank) for field, known in FIELDS.items() for rank, alias in enumerate(known.aliases)}


def map_columns(headers: Iterable[str]) -> ColumnMap:
    """Which columns are which field: 专利号, and 申请号 where a row leaves that empty."""
    return _map(tuple(headers))


@lru_cache(maxsize=64)
def _map(headers: tuple[str, ...]) -> ColumnMap:
    found: dict[str, list[tuple[int, str]]] = {}
    for header in headers:
        field, rank = _ALIASES.get(_key(header), ("", 0))
        found.setdefault(field, []).append((rank, header))
    unused = tuple(header for _, header in found.pop("", []) if header)
    columns = {field: tuple(header for _, header in sorted(ranked)) for field, ranked in found.items()}
    missing = tuple(field for field, known in FIELDS.items() if known.required and field not in columns)
    return ColumnMap(columns, unused, missing)


class _Reader:
    """Reads one row field by field and gathers what is wrong."""

    def __init__(self, cells: Mapping[str, str], columns: Mapping[str, tuple[str, ...]]) -> None:
        self.cells, self.columns, self.faults = cells, columns, list[Fault]()

    def _filled(self, field: str) -> tuple[str, str]:
        """The column that speaks for a field, and its text; without one our own label and nothing."""
        columns = self.columns.get(field, ())
        for column in columns:
            text = self.cells.get(column, "").strip()
            if text:
                return column, text if field in _LISTS else with_plain_blanks(text)
        return (columns[0] if columns else FIELDS[field].label.zh), ""

    def fault(self, field: str, zh: str, en: str) -> None:
        self.faults.append(Fault(self._filled(field)[0], Words(zh, en)))

    def text(self, field: str) -> str:
        text = self._filled(field)[1]
        label = FIELDS[field].label
        if not text:
            if FIELDS[field].required:
                only = _ONLY_GRANTED if field == "granted_on" else Words("", "")
                self.fault(field, f"没有{label.zh}。{only.zh}", f"{label.en} is missing.{only.en}")
            return ""
        hidden = hidden_in(text)
        if hidden is not None:
            self.fault(field, *hidden)
            return ""
        longest = _LONGEST.get(field, 200)
        if len(text) > longest:
            self.fault(field, f"超过 {longest} 个字。", f"It is longer than {longest} characters.")
            return ""
        return text

    def names(self, field: str) -> tuple[str, ...]:
        between = (with_plain_blanks(name) for name in _BETWEEN.split(self.text(field)))
        found = tuple(dict.fromkeys(name for name in between if name))
        if any(len(name) > _LONGEST_NAME for name in found):
            zh = f"一个名称超过 {_LONGEST_NAME} 个字，请用分号隔开。"
            self.fault(field, zh, f"A name is longer than {_LONGEST_NAME} characters; separate names with semicolons.")
        return found

    def day(self, field: str, today: date) -> date | None:
        text = self.text(field)
        found = read_date(text) if text else None
        if isinstance(found, Words):
            self.fault(field, *found)
            return None
        if found is not None and not FIRST_FILING <= found <= today:
            en = f"{found} is not between 1985-04-01 and today."
            self.fault(field, f"{found} 不在 1985-04-01 与今天之间。", en)
            return None
        return found

    def number(self, today: date) -> str:
        text = self.text("number")
        answer = check(text, today) if text else None
        if answer is None or answer.is_valid:
            return answer.normal if answer else ""
        self.fault("number", *answer.message)
        return ""

    def kind(self, number: str) -> PatentKind:
        """The kind the number says; the column, if filled, must agree."""
        by_number, printed = kind_of(number) if number else PatentKind.INVENTION, self.text("kind")
        known = _KINDS.get(narrow(printed).lower())
        if printed and known is None:
            self.fault("kind", f"不认识的专利类型“{printed}”。", f"Unknown kind of patent “{printed}”.")
        elif number and known not in (None, by_number):
            zh, en = by_number.label
            self.fault(
                "kind", f"与专利号不符：按号码是{zh}。", f"It disagrees with the number, which says {en.lower()}."
            )
        return by_number

    def classes(self, field: str, is_design: bool) -> tuple[str, ...]:
        found = []
        for printed in self.names(field):
            symbol = _IPC_VERSION.sub("", narrow(printed).upper())
            if not (_LOCARNO if is_design else _IPC).fullmatch(symbol):
                example = "06-01" if is_design else "F25B30/02"
                self.fault(
                    field, f"“{printed}”不是分类号，例如 {example}。", f"“{printed}” is no class, like {example}."
                )
                break
            found.append(symbol)
        return tuple(found)


def _compare(row: _Reader, number: str, filed_on: date | None, granted_on: date | None) -> None:
    """Facts that must fit each other. A divisional is filed before the year in its number, none after it."""
    if filed_on and granted_on and granted_on < filed_on:
        zh = f"授权公告日 {granted_on} 早于申请日 {filed_on}。"
        row.fault("granted_on", zh, f"Granted on {granted_on}, before filing on {filed_on}.")
    if filed_on and number and filed_on.year > year_of(number):
        en = f"Filed on {filed_on}, after the year in the patent number."
        row.fault("filed_on", f"申请日 {filed_on} 晚于专利号里的年份。", en)


def clean_row(cells: Mapping[str, str], today: date, columns: ColumnMap | None = None) -> CleanPatent | RowErrors:
    """What a row says, or all that is wrong with it.

    cells:   column → text, as kit.reading gives them
    columns: from map_columns; without it made from the row's own columns
    """
    row = _Reader(cells, (columns or map_columns(cells)).columns)
    if "" in cells:
        row.faults.append(Fault("", Words("这一行比表头多出单元格。", "The row has more cells than the header.")))
    number = row.number(today)
    kind = row.kind(number)
    filed_on, granted_on = row.day("filed_on", today), row.day("granted_on", today)
    _compare(row, number, filed_on, granted_on)
    is_design = kind is PatentKind.DESIGN
    main, ipc = row.classes("main_ipc", is_design), row.classes("ipc", is_design)
    title, patentees, inventors = row.text("title"), row.names("patentees"), row.names("inventors")
    abstract, published = row.text("abstract"), row.text("publication_number")
    if row.faults or filed_on is None or granted_on is None:
        return RowErrors(tuple(row.faults))
    first = (main or ipc)[:1]
    ipc = tuple(dict.fromkeys(first + ipc))
    return CleanPatent(
        number, kind, title, patentees, filed_on, granted_on, "".join(first), ipc, inventors, abstract, published
    )
