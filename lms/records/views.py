"""Opening a notice. Whatever page shows them includes `templates/records/_news.html`."""

from flask import Blueprint, redirect, request
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue

from lms.people.policy import Action
from lms.people.session import action, actor
from lms.records import notices

bp = Blueprint("records", __name__)


@bp.record_once
def _give_templates(state: BlueprintSetupState) -> None:
    """Only a page that shows notices asks for them, so no other page pays for the query."""
    state.app.jinja_env.globals["news"] = lambda: notices.news_of(actor().id)


@bp.post("/notices/<int:notice_id>")
@action(Action.READ_NOTICE)
def open_notice(notice_id: int) -> ResponseReturnValue:
    """Mark it read and go where it leads, or with `stay` back to one's first page. A link would be read by a browser
    that fetches ahead, so it is a form."""
    row = notices.mark_read(actor().id, notice_id)
    words = notices.WORDS.get(row.kind)
    if words is None or "stay" in request.form:
        return redirect("/")
    return redirect(words(row.body).href)
