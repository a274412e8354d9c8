"""What a dictionary of a PDF may make a reader's program do: turn to a page, and open an address that is clicked on."""

from collections.abc import Iterable, Iterator
from typing import Any

import pikepdf

TURNING = frozenset({"/GoTo", "/Named"})
NAMED = frozenset({"/NextPage", "/PrevPage", "/FirstPage", "/LastPage"})
WEB = ("http://", "https://")
SCHEMES = (*WEB, "mailto:")
# Kinds of annotation; an attached file is judged by its name.
MARKS = frozenset(("/Text", "/Link", "/FreeText", "/Line", "/Square", "/Circle", "/Polygon", "/PolyLine", "/Highlight",
    "/Underline", "/Squiggly", "/StrikeOut", "/Caret", "/Stamp", "/Ink", "/Popup", "/FileAttachment", "/Widget",
    "/PrinterMark", "/TrapNet", "/Watermark", "/Redact"))  # fmt: skip
# Everything an action can be beyond TURNING and /URI, wherever it stands; the code says what it would do.
ACTIONS = {
    "/JavaScript": "PDF_HAS_SCRIPT",
    "/Rendition": "PDF_HAS_SCRIPT",
    "/RichMediaExecute": "PDF_HAS_SCRIPT",
    "/Launch": "PDF_STARTS_PROGRAM",
    "/ImportData": "PDF_STARTS_PROGRAM",
    "/GoToE": "PDF_STARTS_PROGRAM",
    "/SubmitForm": "PDF_SENDS_FORM",
    "/GoToR": "PDF_OPENS_ADDRESS",
    "/Thread": "PDF_OPENS_ADDRESS",
    "/Movie": "PDF_HAS_MEDIA",
    "/Sound": "PDF_HAS_MEDIA",
    "/GoTo3DView": "PDF_HAS_MEDIA",
}
KEYS = {
    "/JS": "PDF_HAS_SCRIPT",
    "/JavaScript": "PDF_HAS_SCRIPT",
    "/XFA": "PDF_HAS_XFA",
    "/RichMediaContent": "PDF_HAS_MEDIA",
    "/3DD": "PDF_HAS_MEDIA",
    "/Collection": "PDF_HAS_ATTACHMENT",
    "/Navigator": "PDF_HAS_MEDIA",
}
_WITH_KEYS = (pikepdf.Dictionary, pikepdf.Stream)  # a reader's program may take either for an action


def complaint_about(entry: Any, attachments: frozenset[str]) -> str:
    """The code of what one dictionary (or the dictionary of a stream) does that a document need not do, "" if nothing.

    attachments: names of files that it may carry
    """
    keys = set(entry.keys())
    for found in (
        _by_key(keys),
        _as_action(entry, keys),
        _as_annotation(entry, keys),
        _of_its_actions(entry, keys),
        _of_files(entry, keys, attachments),
        _of_addresses(entry, keys),
    ):
        if found:
            return found
    return ""


def _by_key(keys: set[str]) -> str:
    return next((KEYS[key] for key in KEYS.keys() & keys), "")


def _as_action(entry: Any, keys: set[str]) -> str:
    """Known by its kind even where nothing leads to it. In a structure tree, /S is the name of a paragraph's style."""
    if "/S" not in keys or str(entry.get("/Type", "")) == "/StructElem":
        return ""
    return ACTIONS.get(str(entry["/S"]), "")


def _as_annotation(entry: Any, keys: set[str]) -> str:
    is_mark = "/Subtype" in keys and ("/Rect" in keys or str(entry.get("/Type", "")) == "/Annot")
    return "PDF_HAS_MEDIA" if is_mark and str(entry["/Subtype"]) not in MARKS else ""


def _of_its_actions(entry: Any, keys: set[str]) -> str:
    """What happens by itself may turn pages; a click on a link may open an address as well."""
    by_itself: list[Any] = []
    if "/OpenAction" in keys and isinstance(entry["/OpenAction"], _WITH_KEYS):
        by_itself.append(entry["/OpenAction"])
    if "/AA" in keys and isinstance(entry["/AA"], _WITH_KEYS):
        by_itself += entry["/AA"].values()
    if "/Next" in keys:  # of an outline too: its next line is no action
        by_itself += _each(entry["/Next"])
    clicked = [action for key in ("/A", "/PA") if key in keys for action in _each(entry[key])]
    is_link = str(entry.get("/Subtype", "")) == "/Link"
    return _first(map(_wrong_turn, by_itself)) or _first(_wrong_click(action, is_link) for action in clicked)


def _each(value: Any) -> Iterator[Any]:
    yield from value if isinstance(value, pikepdf.Array) else (value,)


def _first(codes: Iterable[str]) -> str:
    return next((code for code in codes if code), "")


def _kind(action: Any) -> str:
    return str(action.get("/S", "")) if isinstance(action, _WITH_KEYS) else ""


def _wrong_turn(action: Any) -> str:
    """The code of an action that does more than turn to a page; one of no kind does nothing, a list in a list hides."""
    if isinstance(action, pikepdf.Array):
        return "PDF_HAS_ACTION"
    kind = _kind(action)
    if not kind or (kind in TURNING and (kind != "/Named" or str(action.get("/N", "")) in NAMED)):
        return ""
    return "PDF_OPENS_ADDRESS" if kind == "/URI" else ACTIONS.get(kind, "PDF_HAS_ACTION")


def _wrong_click(action: Any, is_link: bool) -> str:
    if _kind(action) != "/URI" or not is_link:
        return _wrong_turn(action)
    address = str(action.get("/URI", "")).strip().lower()
    return "" if address.startswith(SCHEMES) else "PDF_OPENS_ADDRESS"


def _of_files(entry: Any, keys: set[str], attachments: frozenset[str]) -> str:
    if "/EF" in keys and str(entry.get("/UF") or entry.get("/F") or "") not in attachments:
        return "PDF_HAS_ATTACHMENT"
    if str(entry.get("/Type", "")) == "/EmbeddedFile" and not attachments:
        return "PDF_HAS_ATTACHMENT"
    if isinstance(entry, pikepdf.Stream) and "/F" in keys:  # its content lies elsewhere
        return "PDF_OPENS_ADDRESS"
    return ""


def _of_addresses(entry: Any, keys: set[str]) -> str:
    """Addresses that a program may ask without a click, or that change where a click leads."""
    is_from_elsewhere = isinstance(entry, pikepdf.Stream) and "/Ref" in keys  # drawn from another document
    is_address = str(entry.get("/FS", "")) == "/URL"
    found = is_from_elsewhere or is_address or _moves_links(entry.get("/URI")) or _asks_for_seal(entry.get("/SV"))
    return "PDF_OPENS_ADDRESS" if found else ""


def _moves_links(start: Any) -> bool:
    """The document's own start of relative addresses, when it does not lead to the web."""
    if not isinstance(start, _WITH_KEYS) or "/Base" not in start:
        return False
    return not str(start["/Base"]).strip().lower().startswith(WEB)


def _asks_for_seal(wanted: Any) -> bool:
    """What a place for a signature wants names a server for certificates or time stamps."""
    if not isinstance(wanted, _WITH_KEYS):
        return False
    parts = (wanted.get("/Cert"), wanted.get("/TimeStamp"))
    return any(isinstance(part, _WITH_KEYS) and "/URL" in part for part in parts)
