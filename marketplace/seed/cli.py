"""The command itself: what it asks, what it refuses, what it prints."""

import os
import secrets

import click
from flask import Flask, current_app
from flask.cli import with_appcontext

from marketplace.kit import passwords
from marketplace.seed import bulk, market, people

PASSWORD = "jing-zhe-sample-2026"  # noqa: S105 - printed on purpose: everything behind it is invented
SHOWN = (
    ("workshop", "a workshop that buys · 想用专利的小厂"),
    ("university", "a university that licenses · 有专利的大学"),
    ("beilan", "a state-owned group that licenses · 有专利的国企"),
    ("office", "the city office of Shenyang · 沈阳市局"),
    ("dalian", "the city office of Dalian · 大连市局"),
    ("province", "the provincial office · 省局"),
)


def sample_password() -> str:
    """SAMPLE_PASSWORD; without it the well-known one, in production one that is made up and printed."""
    given = os.environ.get("SAMPLE_PASSWORD", "")
    if not given:
        return secrets.token_urlsafe(18) if current_app.config["SETTINGS"].in_production else PASSWORD
    fault = passwords.fault_in(given)
    if fault:
        raise click.ClickException(f"SAMPLE_PASSWORD: {fault.en} · {fault.zh}")
    return given


def _print_sign_ins(password: str) -> None:
    click.echo(f"password for all · 密码都是  {password}")
    for key, who in SHOWN:
        click.echo(f"  {people.email_of(key):<26} {who}")


@click.command()
@click.option("--scale", type=click.IntRange(1, 5_000_000), default=None, metavar="N", help="listings to add, fast")
@click.option("--random-seed", default=1, show_default=True, metavar="S", help="the same gives the same market")
@click.option("--if-empty", is_flag=True, help="do nothing, and do not complain, where somebody is registered")
@with_appcontext
def seed(scale: int | None, random_seed: int, if_empty: bool) -> None:
    """Fill an empty database with the sample market; with --scale, add that many published sample listings."""
    is_empty = market.is_empty()
    if scale is not None:
        if not is_empty and not people.known():
            raise click.ClickException("this is no sample market; nothing was written · 这里不是样例市场，什么都没有写")
        password = sample_password() if is_empty else ""
        bulk.grow(scale, random_seed, password, click.echo)
    elif is_empty:
        password = sample_password()
        market.build(random_seed, password, click.echo)
    elif if_empty:
        click.echo("the market is not empty; nothing was written · 市场里已经有东西，什么都没有写")
        return
    else:
        raise click.ClickException("the market is not empty; nothing was written · 市场里已经有东西，什么都没有写")
    if password:
        _print_sign_ins(password)


def init_app(app: Flask) -> None:
    app.cli.add_command(seed)
