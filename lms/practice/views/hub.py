"""Practice at a glance, one skill of a person, and practice alone."""

import secrets

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.errors import NotYours, Refusal, Unusable
from lms.i18n import _
from lms.people.models import Role
from lms.people.policy import Action, require
from lms.people.session import action, actor
from lms.practice import tries
from lms.practice.forms import AnswerShowForm, PressForm, StartForm
from lms.practice.history_view import history_page
from lms.practice.index_view import own_page, teaching_page, trainers_for
from lms.practice.offers import beside_skill
from lms.practice.show_view import script_of
from lms.practice.views.room import bp
from lms.web.forms import number


@bp.get("/practice")
@action(Action.LOG_SOLO)
def index() -> ResponseReturnValue:
    person, teaches = actor(), _teaches()
    return render_template(
        "practice/index.html",
        own=own_page(person.id) if person.has(Role.TRAINEE) or not teaches else None,
        teaching=teaching_page(person.id, number(request.args.get("page")) or 1) if teaches else None,
        press=PressForm(),
        answer=AnswerShowForm(),
    )


def _teaches() -> bool:
    return actor().has(Role.TRAINER) or actor().has(Role.MANAGER)


@bp.get("/practice/<skill>")
@action(Action.SEE_STORY)
def skill(skill: str) -> ResponseReturnValue:
    """One's own, or with `person` that of somebody else; who learns nothing here has no page of their own."""
    person_id = number(request.args.get("person")) or actor().id
    if person_id == actor().id and not actor().has(Role.TRAINEE) and _teaches():
        require("person" not in request.args)
        return redirect(url_for("practice.index"))
    return skill_page(skill, person_id, start_form(skill, person_id))


def skill_page(skill: str, person_id: int, form: StartForm, status: int = 200) -> ResponseReturnValue:
    """The page of a skill, also when what was sent from it was refused."""
    try:
        page = history_page(actor().id, skill, person_id)
    except Unusable as unknown:
        raise NotYours from unknown
    offers = beside_skill(actor().id, person_id, skill)
    values = {"v": page, "start": form, "press": PressForm(), "answer": AnswerShowForm(), "offers": offers}
    return render_template("practice/skill.html", **values), status


def start_form(skill: str, person_id: int) -> StartForm:
    """The form by which a try of this person begins, with those who can review it."""
    form = StartForm()
    form.client_id.data = form.client_id.data or secrets.token_urlsafe(18)
    form.person.data = str(person_id)
    form.trainer.choices = [(choice.id, choice.name) for choice in trainers_for(person_id, skill)]
    return form


@bp.get("/practice/<skill>/script")
@action(Action.SEE_LEARNING)
def script(skill: str) -> ResponseReturnValue:
    """person: whose page of the skill it was opened from; who teaches and names nobody came from the list."""
    script, person = script_of(actor().id, skill), number(request.args.get("person"))
    listed = person is None and not actor().has(Role.TRAINEE) and _teaches()
    back = url_for("practice.handouts") if listed else url_for("practice.skill", skill=skill, person=person)
    return render_template("practice/script.html", script=script, back=back)


@bp.post("/practice/<skill>/alone")
@action(Action.LOG_SOLO)
def solo(skill: str) -> ResponseReturnValue:
    form = PressForm()
    made = tries.log_solo(actor().id, skill, form.once_key)
    told = {"words": _("Logged: practised alone."), "undo": url_for("practice.undo_solo", try_id=made)}
    flash(told)  # type: ignore[arg-type]  # the layout makes a toast with an undo of it
    return redirect(url_for("practice.index"))


@bp.post("/practice/alone/<int:try_id>/undo")
@action(Action.LOG_SOLO)
def undo_solo(try_id: int) -> ResponseReturnValue:
    try:
        tries.undo_solo(actor().id, try_id, PressForm().once_key)
        flash(_("Taken back."))
    except NotYours:
        raise
    except Refusal as refused:
        flash(str(refused), "error")
    return redirect(url_for("practice.index"))
