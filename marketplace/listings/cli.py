"""`flask listings`: look at the listings again now."""

import click
from flask import Flask
from flask.cli import AppGroup

from marketplace.kit.transactions import transaction
from marketplace.listings import actions

listings = AppGroup("listings", help="Declarations and offers. 声明与报价。")


@listings.command()
def recheck() -> None:
    """Judge every listing that is out by the rules of today; suspend, release and expire as they say."""
    after: int | None = 0
    pieces = 0
    while after is not None:
        with transaction():
            after = actions.recheck_some(after)
            actions.watch_tomorrow()
        pieces += 1
    click.echo(f"done in {pieces} pieces · 已全部重核")


@listings.command()
@click.option("--if-outdated", is_flag=True, help="only when this code writes it otherwise · 只在索引格式已变时")
def reindex(if_outdated: bool) -> None:
    """Make the search index anew from the listings. 重建搜索索引。"""
    with transaction():
        written = actions.rebuild_index(only_if_outdated=if_outdated)
    click.echo("the index is current · 索引是新的" if written is None else f"{written} listings · 已重建索引")


def init_app(app: Flask) -> None:
    app.cli.add_command(listings)
