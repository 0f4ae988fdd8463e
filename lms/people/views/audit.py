"""The list of changes to accounts, teams and coaching."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from lms.people import audit, directory
from lms.people.policy import Action
from lms.people.session import action, actor
from lms.people.views.changes import said
from lms.people.views.room import bp
from lms.people.views.tabs import tabs
from lms.web.forms import number


@bp.get("/admin/audit")
@action(Action.MANAGE_PEOPLE)
def audit_page() -> ResponseReturnValue:
    person_id = number(request.args.get("person"))
    page = audit.entries(actor().id, number(request.args.get("before")), person_id)
    person = directory.person(actor().id, person_id) if person_id else None
    return render_template("people/changes.html", page=page, person=person, said=said, tabs=tabs())
