"""Pages on others' answers: marking an open one, scoring a question anew, and giving more time."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lms import clock
from lms.curriculum import edition
from lms.curriculum.catalog import ModuleId
from lms.errors import Conflict, NotYours, Unusable
from lms.i18n import _, language, ngettext, zone
from lms.people.directory import names
from lms.people.policy import Action, Matter, can, looks_after_accounts, require
from lms.people.session import action, actor
from lms.quizzes import marking, regrading, told
from lms.quizzes.marking import ToMark
from lms.quizzes.marking_forms import MarkForm, RegradeForm, TimeForm
from lms.quizzes.marks import marks_of
from lms.quizzes.timing import PERCENTS, give_more_time, more_time
from lms.quizzes.waiting import WaitingAnswer, next_to_mark
from lms.records.notices import WORDS

bp = Blueprint("marking", __name__)
WORDS.update(told.TOLD)


@bp.route("/answers/<int:attempt_id>/<int:position>", methods=["GET", "POST"])
@action(Action.MARK_ANSWER)
def answer(attempt_id: int, position: int) -> ResponseReturnValue:
    """Mark an answer, then the next that waits for the actor."""
    asked = marking.to_mark(actor().id, attempt_id, position)
    form = MarkForm(asked.question.body.criteria, asked.criteria, asked.comment, asked.last)
    following = next_to_mark(actor().id, clock.today(zone()), (attempt_id, position)) if not asked.last else None
    status = 200
    if form.validate_on_submit():
        given = (actor().id, attempt_id, position, form.degrees, form.comment.data or "", form.once_key)
        try:
            marking.mark(*given, form.last_seen)
        except (Unusable, Conflict) as refused:
            status = refused.status
            form.tell_of(refused)
            form.seen.data = str(asked.last)  # sent again with open eyes it stands
        else:
            return _marked(asked, form, following)
    marks = marks_of(attempt_id, position) if asked.last else []
    values = {"asked": asked, "form": form, "name": _title(asked.module), "marks": marks, "following": following}
    return render_template("quizzes/mark.html", **values), status


def _marked(asked: ToMark, form: MarkForm, following: WaitingAnswer | None) -> ResponseReturnValue:
    flash(_("Marked. %(name)s is told.", name=asked.name))
    if following is not None:
        return redirect(url_for("marking.answer", attempt_id=following.attempt_id, position=following.position))
    if form.last_seen:
        return redirect(url_for("quizzes.item", attempt_id=asked.attempt_id, position=asked.position))
    return redirect(url_for("desk.todo"))


@bp.route("/items/<module_id>/<item>/regrade", methods=["GET", "POST"])
@action(Action.REGRADE)
def regrade(module_id: str, item: str) -> ResponseReturnValue:
    """Whom the corrected key of an item touches, and the correction."""
    require(looks_after_accounts(actor().id))
    form, status = RegradeForm(), 200
    also_lower = bool(form.also_lower.data)
    if form.validate_on_submit():
        try:
            done = regrading.regrade(actor().id, module_id, item, form.why.data or "", also_lower=also_lower)
        except Unusable as refused:
            form.tell(refused)
            status = refused.status
        else:
            flash(ngettext("Corrected; %(num)s person is told", "Corrected; %(num)s people are told", done.people))
            return redirect(url_for("marking.regrade", module_id=module_id, item=item))
    plan = regrading.plan_of(module_id, item)
    return render_template("quizzes/regrade.html", plan=plan, form=form, item=item, name=_title(module_id)), status


@bp.route("/people/<int:person_id>/time", methods=["GET", "POST"])
@action(Action.GIVE_TIME)
def more(person_id: int) -> ResponseReturnValue:
    """More time in checks, and taking it back."""
    require(can(actor().id, Action.GIVE_TIME, Matter(person_id, clock.today(zone()))))
    stands = more_time(person_id)
    form = TimeForm(data={"percent": stands.percent if stands else None})
    form.offer({one: f"+{one}%" if one else _("No more time than everybody") for one in PERCENTS})
    if form.validate_on_submit():
        try:
            give_more_time(actor().id, person_id, form.percent.data, form.why.data or "", form.once_key)
        except Unusable as refused:
            form.tell(refused)
        else:
            flash(_("Kept. It holds from now on, in a check under way too."))
            return redirect(url_for("desk.story", person_id=person_id))
    called = names([person_id, *([stands.given_by] if stands else [])])
    values = {"person_id": person_id, "name": called[person_id], "stands": stands, "names": called, "form": form}
    return render_template("quizzes/more_time.html", **values), 422 if form.errors else 200


def _title(module_id: str) -> str:
    module = edition.catalog().modules.get(ModuleId(module_id))
    if module is None:
        raise NotYours
    return module.title.in_(language())
