"""The command line: flask lms …"""

from contextlib import nullcontext
from pathlib import Path

import click
from flask import Flask, current_app
from flask.cli import AppGroup

from lms.config import Settings
from lms.curriculum import cli as curriculum
from lms.desk.file import cli as file
from lms.i18n import Language, speaking
from lms.judgement import cli as judgement
from lms.ops import demo
from lms.ops.aside import new_database
from lms.ops.schema import standing, upgrade
from lms.ops.serve import serve
from lms.people import cli as people
from lms.quizzes import cli as quizzes
from lms.recordings import cli as recordings

__all__ = ["init_app", "serve"]

NONE_YET = "there is no company yet; `flask lms init` makes it"

group = AppGroup("lms", help="Install, check and look after this site.")
demo_group = AppGroup("demo", help="The demo company, in a database of its own.")
group.add_command(demo_group)
curriculum.register(group)
quizzes.register(group)
recordings.register(group)
judgement.register(group)


def init_app(app: Flask) -> None:
    app.cli.add_command(group)


def _settings() -> Settings:
    settings: Settings = current_app.extensions["settings"]
    return settings


@group.command("upgrade")
def upgrade_command() -> None:
    """Bring the database to the newest migration."""
    upgrade()
    click.echo("the database is up to date")


@group.command("init")
@click.option("--name", help="Your name; asked for when left out.")
@click.option("--email", help="To sign in with.")
@click.option("--mobile", help="To sign in with, beside or instead of an e-mail address.")
@click.option("--company", help="Name of the company, which becomes the top team.")
@click.option("--manages", is_flag=True, help="The first admin also manages the top team.")
def init_command(name: str | None, email: str | None, mobile: str | None, company: str | None, manages: bool) -> None:
    """Make the real company: its database and its first admin, whose entry link is printed."""
    settings = _settings()
    if settings.real_database.exists() and not settings.database_url:
        raise click.ClickException("there is a company already; `flask lms link` lets its admin in again")
    aside = nullcontext() if settings.database_url else new_database(settings, settings.real_database)
    with aside, speaking(Language.EN):  # refusals are worded for whoever reads a terminal, like all that is printed
        upgrade()
        link = people.init(name, email, mobile, company, manages=manages)
    click.echo("The company is made. First start the site anew, as one that runs still serves the demo: make run\n")
    click.echo(f"Then open this link to set your password; it works once, for seven days:\n\n  {link}\n")
    click.echo("It leads to the site if this command was given the same PORT or LMS_PUBLIC_URL as the site.")


@group.command("link")
@click.argument("address")
def link_command(address: str) -> None:
    """A link to set a password, for the person with this e-mail or mobile number: for an admin who is locked out."""
    _need_company()
    with speaking(Language.EN):
        click.echo(people.link(address))


def _need_company() -> None:
    settings = _settings()
    served_file = settings.demo_database if settings.serves_demo else settings.real_database
    # Asking a database that is not there would make an empty one.
    if (not settings.database_url and not served_file.exists()) or standing() is None:
        raise click.ClickException(NONE_YET)


@group.command("verify")
@click.argument("person", required=False)
@click.option(
    "--file", "path", type=click.Path(path_type=Path, exists=True, dir_okay=False), metavar="FILE.json",
    help="A training file that was taken away. With PERSON it is compared with the database too.",
)  # fmt: skip
def verify_command(person: str | None, path: Path | None) -> None:
    """Tell whether any line of anybody's file was changed or is missing; ends with 1 if so.

    PERSON: an e-mail address, mobile number, name or id; all files when left out.
    """
    if person is not None or path is None:
        _need_company()
    file.verify(person, path)


@demo_group.command("load")
@click.option("--again", is_flag=True, help="Make it anew, as of today, in place of the one that is there.")
def demo_load(again: bool) -> None:
    """Make the demo company."""
    settings = _settings()
    if demo.is_made(settings) and not again:
        raise click.ClickException("there is a demo company already; --again makes it anew, as of today")
    demo.load(settings)
    click.echo(demo.announcement())


@demo_group.command("clear")
def demo_clear() -> None:
    """Delete the demo company and all that was tried in it."""
    click.echo("the demo company is deleted" if demo.clear(_settings()) else "there is no demo company")
