"""The letters of this package: written in the reader's language, links made from the settings alone."""

import secrets
from collections.abc import Mapping
from typing import Any

from flask import current_app
from flask_babel import force_locale

from marketplace.accounts.models import Organisation, User
from marketplace.accounts.queries.organisations import owners
from marketplace.accounts.rules.details import NAMES, masked
from marketplace.accounts.rules.roles import ROLE_NAMES
from marketplace.kit import clock
from marketplace.kit.i18n import N_, _
from marketplace.kit.mail import Letter, link, post
from marketplace.kit.pages import moment
from marketplace.workflows.parties import Role


def _link(endpoint: str, **values: Any) -> str:
    """An absolute address; never from the Host header, which the sender of a request chooses."""
    return link(current_app.url_map.bind("").build(endpoint, values))


GOOD, RETURNED = N_("Your organisation is verified"), N_("The office returned your organisation's papers")
CHANGED = N_("Contact or account of your organisation was changed")


def _post(to: str, language: str, subject: str, template: str, **values: Any) -> None:
    with force_locale(language):
        text = current_app.jinja_env.get_template(f"emails/accounts/{template}.txt").render(**values)
        post(Letter(to=to, subject=_(subject), text=text, key=f"accounts:{template}:{secrets.token_hex(16)}"))


def reset(user: User, token: str) -> None:
    _post(
        user.email,
        user.language,
        N_("Set a new password"),
        "password",
        name=user.name,
        link=_link("accounts.reset_password", token=token),
    )


def code(user: User, digits: str) -> None:
    _post(
        user.email,
        user.language,
        N_("Six digits to confirm your address"),
        "code",
        name=user.name,
        code=digits,
        link=_link("accounts.confirm"),
    )


def invitation(email: str, roles: list[Role], organisation: Organisation, by: User, token: str) -> None:
    """token: "" for somebody who has an account here already, and cannot have a second under the same address."""
    _post(
        email,
        by.language,
        N_("You are invited to join an organisation"),
        "invitation",
        organisation=organisation.name,
        inviter=by.name,
        roles=_(", ").join(_(ROLE_NAMES[role]) for role in roles),
        link=_link("accounts.join", token=token) if token else "",
    )


def details_changed(organisation: Organisation, by: Any, changes: Mapping[str, tuple[str, str]]) -> None:
    """To every owner: what contracts are made of was changed, by whom and when, and what to do if it was a stranger.

    changes: column → before, after; shown in part
    """
    at = clock.now()
    for owner in owners(organisation.id):
        with force_locale(owner.language):
            lines = [
                (_(NAMES[name]), *(masked(name, value) or "—" for value in values)) for name, values in changes.items()
            ]
            said_at = moment(at)
        _post(
            owner.email,
            owner.language,
            CHANGED,
            "details",
            name=owner.name,
            organisation=organisation.name,
            lines=lines,
            who=by.name,
            at=said_at,
            phone=current_app.config["SETTINGS"].help_phone,
            link=_link("accounts.organisation"),
        )


def judged(organisation: Organisation, *, is_verified: bool, reason: str = "") -> None:
    """To every owner: what the office said."""
    for owner in owners(organisation.id):
        _post(
            owner.email,
            owner.language,
            GOOD if is_verified else RETURNED,
            "verification",
            name=owner.name,
            organisation=organisation.name,
            is_verified=is_verified,
            reason=reason,
            link=_link("accounts.organisation"),
        )
