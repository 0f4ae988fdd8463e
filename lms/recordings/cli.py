"""`recordings`: what has to be done from time to time, for whoever looks after the site."""

import click

from lms.i18n import Language, speaking
from lms.recordings import removing


@click.group("recordings")
def recordings() -> None:
    """Recordings of tries."""


def register(lms_group: click.Group) -> None:
    """Add `recordings …` to the product's command group."""
    lms_group.add_command(recordings)


@recordings.command("remove-old")
def remove_old_command() -> None:
    """Remove recordings whose time is over and uploads that nobody goes on with; try again what could not be deleted.

    Every start of the site and every upload does it too. Ends with 1 when a file is still there that should be gone.
    """
    with speaking(Language.EN):
        removed = 0
        while done := removing.remove_old():
            removed += done
        swept, left = removing.sweep(), removing.delete_again()
    click.echo(f"recordings removed: {removed}, uploads forgotten: {swept}, files still to delete: {left}")
    if left:
        raise SystemExit(1)
