"""Everything that changes accounts."""

from marketplace.accounts.actions.details import edit, record_size
from marketplace.accounts.actions.identities import prepare_platform_keys, signing_identity
from marketplace.accounts.actions.members import change_roles, invite, join, remove_member, withdraw_invitation
from marketplace.accounts.actions.organisations import add_member, register
from marketplace.accounts.actions.passwords import change, reset, send_reset_letter
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
    "change",
    "change_roles",
    "close_session",
    "close_sessions",
    "confirm_password",
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
    "send_reset_letter",
    "signing_identity",
    "submit",
    "verify",
    "withdraw_invitation",
]
