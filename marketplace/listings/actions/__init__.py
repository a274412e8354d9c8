"""Everything that changes listings."""

from marketplace.listings.actions.declarations import (
    announce_declaration,
    announce_withdrawal,
    ask_withdrawal,
    correct,
    end,
    keep,
    refuse,
    submit,
)
from marketplace.listings.actions.drafting import draft
from marketplace.listings.actions.editing import (
    add_consent,
    drop_consent,
    set_conditions,
    set_fee,
    set_statement,
    set_term,
)
from marketplace.listings.actions.entries import entry_of, rebuild_index, refresh_entry
from marketplace.listings.actions.offers import (
    approve,
    close,
    discard,
    pass_on,
    pause,
    publish,
    reprice,
    resume,
    return_offer,
    send,
)
from marketplace.listings.actions.publishing import keep_declaration_form
from marketplace.listings.actions.watching import recheck, recheck_patent, recheck_some, watch_tomorrow

__all__ = [
    "add_consent",
    "announce_declaration",
    "announce_withdrawal",
    "approve",
    "ask_withdrawal",
    "close",
    "correct",
    "discard",
    "draft",
    "drop_consent",
    "end",
    "entry_of",
    "keep",
    "keep_declaration_form",
    "pass_on",
    "pause",
    "publish",
    "rebuild_index",
    "recheck",
    "recheck_patent",
    "recheck_some",
    "refresh_entry",
    "refuse",
    "reprice",
    "resume",
    "return_offer",
    "send",
    "set_conditions",
    "set_fee",
    "set_statement",
    "set_term",
    "submit",
    "watch_tomorrow",
]
