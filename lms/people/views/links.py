"""Making a link by which a person sets a password, and showing it once."""

from flask import current_app, render_template, url_for
from flask.typing import ResponseReturnValue

from lms.people import links
from lms.people.forms import BareForm
from lms.people.models import Role
from lms.people.policy import Action
from lms.people.session import action, actor
from lms.people.views.room import bp


@bp.route("/people/<int:person_id>/link", methods=["GET", "POST"])
@action(Action.INVITE)
def link(person_id: int) -> ResponseReturnValue:
    form = BareForm()
    subject = links.subject(actor().id, person_id)
    made = links.make(actor().id, person_id, form.once_key) if form.validate_on_submit() else None
    return render_template(
        "people/link.html", form=form, subject=subject, made=made, back=_back(person_id),
        opens_elsewhere=links.can_be_opened_elsewhere(),
    )  # fmt: skip


def _back(person_id: int) -> str:
    """The person's page among accounts, or their story, which is a room above this one."""
    if actor().has(Role.ADMIN):
        return url_for("people.person", person_id=person_id)
    known = "desk.story" in current_app.view_functions
    return url_for("desk.story", person_id=person_id) if known else "/"
