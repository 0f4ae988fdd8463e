"""The training file of a person, to read, to print and to take away."""

from urllib.parse import quote

from flask import Blueprint, Response, render_template
from flask.typing import ResponseReturnValue

from lms import clock
from lms.db import transaction
from lms.desk.file.as_json import document_of, text_of
from lms.desk.file.loading import File, file_for
from lms.desk.file.page import page_of
from lms.i18n import _, zone
from lms.people import audit
from lms.people.policy import Action
from lms.people.session import action, actor

bp = Blueprint("file", __name__)


@bp.get("/people/<int:person_id>/file")
@action(Action.SEE_FILE)
def page(person_id: int) -> ResponseReturnValue:
    file = file_for(actor().id, person_id)
    body = render_template("desk/file.html", v=page_of(file, clock.now()))
    _note_taken(file)
    return body


@bp.get("/people/<int:person_id>/file.json")
@action(Action.SEE_FILE)
def as_json(person_id: int) -> ResponseReturnValue:
    """The same for programs, and for who verifies it without us."""
    file = file_for(actor().id, person_id)
    body = text_of(document_of(file, clock.now()))
    name = "-".join([clock.today(zone()).isoformat(), _("training file"), file.person.name]) + ".json"
    _note_taken(file)
    headers = {"Content-Disposition": f"attachment; filename=file.json; filename*=UTF-8''{quote(name)}"}
    return Response(body, content_type="application/json; charset=utf-8", headers=headers)


def _note_taken(file: File) -> None:
    """Write down that somebody else than the person took it; their own is theirs."""
    if file.mine:
        return
    with transaction():
        audit.note(file.reader_id, audit.Change.DATA_TAKEN, file.person.id, what="file", rows=len(file.lines))
