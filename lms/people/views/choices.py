"""Choices and ways on that several pages of administration offer."""

from flask import current_app, url_for
from wtforms.fields import SelectChoice

from lms.i18n import Later, lazy, pgettext
from lms.people import teams
from lms.people.models import Role

ROLE_WORDS = {
    Role.TRAINEE: lazy("Trainee"),
    Role.TRAINER: lazy("Trainer"),
    Role.MANAGER: lazy("Manager"),
    Role.ADMIN: Later(lambda: pgettext("role", "Admin")),
}
INDENT = "\u2003"


def enrol_address(person_id: int) -> str | None:
    """Where a person is enrolled in a path, which is a room above this one."""
    known = "plan.enrol" in current_app.view_functions
    return url_for("plan.enrol", person_id=person_id) if known else None


def team_choices(none: str | None = None, *, without: set[int] | None = None) -> list[SelectChoice]:
    """Teams as a tree; `none` words the choice of none. without: teams that aren't offered."""
    nodes = [node for node in teams.tree() if node.id not in (without or set())]
    choices = [SelectChoice(str(node.id), INDENT * node.depth + node.name) for node in nodes]
    return choices if none is None else [SelectChoice("", none), *choices]
