"""`flask demo`: sets the stage, plays the acts, and says how it went."""

import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from flask import Flask

from marketplace.demo import entrance, platform, statutory
from marketplace.demo.forms import Broken
from marketplace.demo.play import Play
from marketplace.demo.server import Place, started


@contextmanager
def _place(url: str, office_email: str, office_password: str, letters: Path, folder: Path) -> Iterator[Place]:
    """The market at `url`, or one of our own that is gone afterwards."""
    if url:
        yield Place(url.rstrip("/"), office_email, office_password, letters)
        return
    with (
        tempfile.TemporaryDirectory(prefix="jingzhe-demo-") as instance,
        started(Path(instance), folder / "server.log") as place,
    ):
        yield place


def demo(folder: Path, url: str, office_email: str, office_password: str, letters: Path) -> None:
    """Play the main job in both channels through the web pages; every document is left in the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    begun = time.monotonic()
    try:
        with _place(url, office_email, office_password, letters, folder) as place:
            click.echo(f"server · 服务器  {place.url}  {round((time.monotonic() - begun) * 1000)} ms")
            play = Play(place, folder, click.echo)
            first, second = entrance.enter(play)
            platform.run(play, first)
            statutory.run(play, second)
    except Broken as broken:
        raise click.ClickException(str(broken)) from broken
    click.echo(f"\n{play.steps} steps in {time.monotonic() - begun:.1f} s · {play.steps} 步都走通了")
    for paper in play.papers:
        click.echo(f"  {folder / paper}")


OPTIONS = (
    click.option(
        "--out", "folder", type=click.Path(file_okay=False, path_type=Path), default=Path("demo-out"), show_default=True
    ),
    click.option("--url", default="", help="a running market; without it the demo starts one of its own"),
    click.option("--office-email", default="office@jingzhe.test", show_default=True, help="with --url"),
    click.option("--office-password", default="", envvar="SAMPLE_PASSWORD", help="with --url"),
    click.option(
        "--letters",
        type=click.Path(file_okay=False, path_type=Path),
        default=Path("instance/mail"),
        show_default=True,
        help="with --url: the folder its letters are laid into",
    ),
)


def init_app(app: Flask) -> None:
    command = demo
    for option in OPTIONS:
        command = option(command)
    app.cli.command("demo", help=demo.__doc__)(command)
