"""The command line: flask lms …"""

import click
from flask import Flask
from flask.cli import AppGroup

from lms.curriculum import cli as curriculum
from lms.ops.schema import upgrade

group = AppGroup("lms", help="Install, check and look after this site.")
curriculum.register(group)


def init_app(app: Flask) -> None:
    app.cli.add_command(group)


@group.command("upgrade")
def upgrade_command() -> None:
    """Bring the database to the newest migration."""
    upgrade()
    click.echo("the database is up to date")


def serve(app: Flask) -> int:
    app.run(host="127.0.0.1", port=8000)
    return 0
