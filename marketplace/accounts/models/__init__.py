"""Organisations, their members and what each member may do; sessions, invitations, throttles, keys."""

from marketplace.accounts.models.entering import EmailCode, Invitation, KnownDevice, SignInAttempt, UserSession
from marketplace.accounts.models.keys import Authority, SigningIdentity
from marketplace.accounts.models.organisations import Organisation, OrganisationSize, User
from marketplace.accounts.rules.kinds import OrganisationKind, SizeClass

__all__ = [
    "Authority",
    "EmailCode",
    "Invitation",
    "KnownDevice",
    "Organisation",
    "OrganisationKind",
    "OrganisationSize",
    "SignInAttempt",
    "SigningIdentity",
    "SizeClass",
    "User",
    "UserSession",
]
