"""What is wrong with the content on disk, for who can mend it; and what administration must know of skills."""

from collections.abc import Sequence

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from lms.curriculum import edition
from lms.i18n import language, lazy
from lms.people import coaching
from lms.people.policy import Action, looks_after_accounts, require
from lms.people.session import action, actor
from lms.people.views.tabs import AdminPage, offer, tabs

bp = Blueprint("curriculum", __name__)


@bp.get("/admin/content")
@action(Action.SEE_CONTENT_FAULTS)
def faults() -> ResponseReturnValue:
    require(looks_after_accounts(actor().id))
    return render_template("curriculum/faults.html", faults=edition.faults(), catalog=edition.catalog(), tabs=tabs())


def _skills() -> Sequence[tuple[str, str]]:
    return [(skill.id, skill.name.in_(language())) for skill in edition.catalog().skills.values()]


def _note() -> str | None:
    count = len(edition.faults())
    return str(count) if count else None


coaching.know_skills(_skills)
offer(AdminPage("curriculum.faults", lazy("Content"), _note))
