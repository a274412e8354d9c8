"""`flask users`: make people and organisations that cannot register themselves, such as offices."""

import click
from flask import Flask
from flask.cli import AppGroup

from marketplace.accounts import actions
from marketplace.accounts.queries.organisations import organisation_by_uscc
from marketplace.accounts.rules.kinds import OrganisationKind
from marketplace.kit import passwords
from marketplace.kit.errors import Refusal, RuleBroken
from marketplace.kit.transactions import transaction
from marketplace.workflows.parties import Role
from marketplace.workflows.verification import VerificationState

users = AppGroup("users", help="People and what they may do. 用户与权限。")


def _new_organisation(details: dict[str, object], email: str, name: str, password: str, roles: list[Role]) -> None:
    user = actions.register(
        details, email=email, name=name, password=password, roles=roles, state=VerificationState.VERIFIED
    )
    actions.signing_identity(user.organisation)


def _further_member(uscc: str, email: str, name: str, password: str, roles: list[Role]) -> None:
    organisation = organisation_by_uscc(uscc)
    if organisation is None:
        raise click.ClickException("no such organisation; give --organisation and --kind · 没有这个单位")
    fault = passwords.fault_in(password, about=(name, email, organisation.name))
    if fault:
        raise RuleBroken(fault)
    hashed = passwords.hash_password(password)
    actions.add_member(organisation, email=email, name=name, password_hash=hashed, roles=roles)


@users.command()
@click.option("--email", required=True)
@click.option("--name", required=True, help="the person's name")
@click.option("--uscc", required=True, help="credit code of the organisation")
@click.option("--organisation", default="", help="its registered name, when it is new")
@click.option("--kind", type=click.Choice([kind.value for kind in OrganisationKind]), default=None)
@click.option("--area", default="210000", show_default=True, help="its area code")
@click.option("--role", "roles", type=click.Choice([role.value for role in Role]), multiple=True, default=("owner",))
@click.option("--password", prompt=True, hide_input=True, confirmation_prompt=True, envvar="NEW_USER_PASSWORD")
def create(
    email: str,
    name: str,
    uscc: str,
    organisation: str,
    kind: str | None,
    area: str,
    roles: tuple[str, ...],
    password: str,
) -> None:
    """Create a member; with --organisation and --kind, the organisation too, verified at once."""
    chosen = [Role(role) for role in roles]
    try:
        with transaction():
            if organisation:
                if kind is None:
                    raise click.UsageError("--organisation needs --kind")
                details: dict[str, object] = {
                    "name": organisation,
                    "kind": OrganisationKind(kind),
                    "uscc": uscc,
                    "area_code": area,
                    "legal_representative": name,
                }
                _new_organisation(details, email, name, password, chosen)
            else:
                _further_member(uscc, email, name, password, chosen)
    except Refusal as refusal:
        raise click.ClickException(f"{refusal.message.en} · {refusal.message.zh}") from refusal
    click.echo(f"{email}: {', '.join(roles)}")


def init_app(app: Flask) -> None:
    app.cli.add_command(users)
