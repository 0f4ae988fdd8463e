"""Pages of reviews: what is due today, the pause, and what a trainer reads of it."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lms import clock
from lms.errors import Conflict, NotYours, Unusable
from lms.i18n import _, day, zone
from lms.people.directory import names
from lms.people.policy import Action, Matter, can, require
from lms.people.session import action, actor
from lms.quizzes import recall as reviews
from lms.quizzes import service
from lms.quizzes.forms import EndPauseForm, PauseForm, StartForm
from lms.quizzes.recall_view import RecallPage, recall_page
from lms.quizzes.views import bp


@bp.route("/recall", methods=["GET", "POST"])
@action(Action.SEE_RECALL)
def recall() -> ResponseReturnValue:
    """One's own: what is due, why, and when the next come; sending it begins the review."""
    form = StartForm()
    if form.validate_on_submit():
        try:
            attempt_id = reviews.begin_review(actor().id, form.once_key)
        except Conflict as refused:
            flash(str(refused), "error")
            return redirect(url_for("quizzes.recall"))
        view = service.attempt_view(actor().id, attempt_id)
        return redirect(url_for("quizzes.item", attempt_id=attempt_id, position=view.first_open or 1))
    return _page(actor().id, None)


@bp.get("/recall/<int:person_id>")
@action(Action.SEE_RECALL)
def recall_of(person_id: int) -> ResponseReturnValue:
    if person_id == actor().id:
        return redirect(url_for("quizzes.recall"))
    return _page(person_id, None)


@bp.post("/recall/<int:person_id>/pause")
@action(Action.PAUSE_RECALL)
def pause_recall(person_id: int) -> ResponseReturnValue:
    form = PauseForm()
    require(can(actor().id, Action.PAUSE_RECALL, Matter(person_id, clock.today(zone()))))
    if not form.validate_on_submit():
        return _page(person_id, form), 422
    try:
        reviews.pause(actor().id, person_id, form.from_on.data, form.to_on.data, form.once_key)
    except Unusable as refused:
        form.tell(refused)
        return _page(person_id, form), 422
    days = {"first": day(form.from_on.data), "last": day(form.to_on.data)}
    words = _("Nothing comes to be reviewed from %(first)s to %(last)s.", **days)
    undo = url_for("quizzes.end_recall_pause", person_id=person_id)
    flash({"words": words, "undo": undo})  # type: ignore[arg-type]  # the layout reads it
    return redirect(_back(person_id))


@bp.post("/recall/<int:person_id>/pause/end")
@action(Action.PAUSE_RECALL)
def end_recall_pause(person_id: int) -> ResponseReturnValue:
    if EndPauseForm().validate_on_submit():
        reviews.end_pause(actor().id, person_id)
        flash(_("The pause is over."))
    return redirect(_back(person_id))


def _back(person_id: int) -> str:
    return url_for("quizzes.recall") if person_id == actor().id else url_for("quizzes.recall_of", person_id=person_id)


def _page(person_id: int, form: PauseForm | None) -> str:
    """form: of the pause, as it came back with what was wrong."""
    mine = person_id == actor().id
    require(can(actor().id, Action.SEE_RECALL, Matter(person_id, clock.today(zone()))))
    v = recall_page(person_id, clock.now())
    name = names([person_id]).get(person_id)
    if name is None:
        raise NotYours
    values = {"start": StartForm(formdata=None), "end": EndPauseForm(formdata=None), "form": form or _pause_form(v)}
    template = "quizzes/recall.html" if mine else "quizzes/recall_of.html"
    return render_template(template, v=v, name=name, person_id=person_id, **values)


def _pause_form(v: RecallPage | None) -> PauseForm:
    """The form with the days of the pause that stands, else from today on."""
    days = {"from_on": v.pause.from_on, "to_on": v.pause.to_on} if v and v.pause else {"from_on": v.day} if v else {}
    return PauseForm(formdata=None, data=days)
