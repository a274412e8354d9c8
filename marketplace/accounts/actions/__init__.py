"""Everything that changes accounts."""

from marketplace.accounts.actions.claims import claim
from marketplace.accounts.actions.confirming import confirm_address, correct_address, send_code
from marketplace.accounts.actions.details import edit, record_size
from marketplace.accounts.actions.identities import prepare_platform_keys, signing_identity
from marketplace.accounts.actions.members import change_roles, invite, join, remove_member, withdraw_invitation
from marketplace.accounts.actions.organisations import add_member, register
from marketplace.accounts.actions.passwords import ask_reset_letter, change, reset
from marketplace.accounts.actions.sessions import (
    close_session,
    close_sessions,
    confirm_password,
    judge,
    open_session,
    reauthenticate,
)
from marketplace.accounts.actions.verification import return_organisation, submit, verify

__all__ = [
    "add_member",
    "ask_reset_letter",
    "change",
    "change_roles",
    "claim",
    "close_session",
    "close_sessions",
    "confirm_address",
    "confirm_password",
    "correct_address",
    "edit",
    "invite",
    "join",
    "judge",
    "open_session",
    "prepare_platform_keys",
    "reauthenticate",
    "record_size",
    "register",
    "remove_member",
    "reset",
    "return_organisation",
    "send_code",
    "signing_identity",
    "submit",
    "verify",
    "withdraw_invitation",
]
