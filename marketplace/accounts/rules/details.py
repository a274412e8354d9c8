"""The details of an organisation that contracts are made of: what they are called, and how they are shown in part."""

from collections.abc import Mapping

from marketplace.kit.i18n import N_

CONTACT = ("contact_name", "contact_phone", "contact_email", "bank_name", "bank_account")
WEIGHTY = frozenset({"address", *CONTACT})  # they tell where to write and where to pay
NAMES: Mapping[str, str] = {
    "name": N_("Registered name"),
    "short_name": N_("Short name"),
    "kind": N_("Kind of organisation"),
    "area_code": N_("City"),
    "industry": N_("Industry"),
    "legal_representative": N_("Legal representative"),
    "address": N_("Address"),
    "contact_name": N_("Contact person"),
    "contact_phone": N_("Contact phone"),
    "contact_email": N_("Contact e-mail"),
    "bank_name": N_("Bank"),
    "bank_account": N_("Account number"),
}
SHOWN_DIGITS = 4


def masked(name: str, value: str) -> str:
    """A detail as letters and the history show it: accounts and phones by their last digits, an address of mail by its
    first letter; empty stays empty."""
    if name == "contact_email" and "@" in value:
        person, _, domain = value.partition("@")
        return f"{person[:1]}***@{domain}"
    if name in {"bank_account", "contact_phone"} and value:
        return f"**** {value[-SHOWN_DIGITS:]}" if len(value) > 2 * SHOWN_DIGITS else "****"
    return value
