"""Pages of a quiz: how to take it, one question a page, or a check on one page."""

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms import clock
from lms.asking.places import know_met
from lms.curriculum import edition
from lms.curriculum.catalog import Module, ModuleId
from lms.errors import AlreadyClosed, Conflict, NotYours, Refusal, Unusable
from lms.i18n import _, language
from lms.people.policy import Action
from lms.people.session import action, actor
from lms.questions.kinds import kind_of
from lms.quizzes import service
from lms.quizzes.answering import Given
from lms.quizzes.asked import met
from lms.quizzes.forms import AnswerForm, FinishForm, StartForm, sent_by_script
from lms.quizzes.marking import may_mark
from lms.quizzes.marks import marks_of
from lms.quizzes.result_view import late_words, result_of
from lms.quizzes.rules import ITEMS_PER_ATTEMPT, Mode
from lms.quizzes.service import AttemptView, ItemView
from lms.quizzes.timing import extra_percent

bp = Blueprint("quizzes", __name__)
know_met(met)


@bp.route("/quizzes/<module_id>", methods=["GET", "POST"])
@action(Action.ANSWER_QUIZ)
def start(module_id: str) -> ResponseReturnValue:
    module = _module(module_id)
    form = StartForm()
    if form.validate_on_submit():
        attempt_id = service.start(actor().id, module_id, form.once_key, form.mode)
        view = service.attempt_view(actor().id, attempt_id)
        if view.closed_at is None and view.mode is not Mode.CHECK and view.first_open is None:
            service.finish(actor().id, attempt_id, f"end {attempt_id}")  # confirmed before answers ended an attempt
        return redirect(_page_of(service.attempt_view(actor().id, attempt_id)))
    open_ones = {one.mode: one for one in service.open_attempts(actor().id) if one.module == module_id}
    return render_template(
        "quizzes/start.html", form=form, module=module, under_way=open_ones,
        attempts=service.attempts_at(actor().id, actor().id, module_id),
        count=min(ITEMS_PER_ATTEMPT, len(module.pool.questions)),
        minutes=module.pool.check_minutes, extra=extra_percent(actor().id),
    )  # fmt: skip


@bp.route("/attempts/<int:attempt_id>", methods=["GET", "POST"])
@action(Action.SEE_ATTEMPT)
def check(attempt_id: int) -> ResponseReturnValue:
    """A check on one page, so that it goes on without network. Without scripts its form saves and ends all at once."""
    view = service.attempt_view(actor().id, attempt_id)
    form = AnswerForm()
    if view.mode is not Mode.CHECK or (view.closed_at is not None and request.method == "GET"):
        return redirect(_page_of(view))
    if view.person_id != actor().id:
        raise NotYours
    if form.validate_on_submit():
        refused = _keep_all(view, form)
        if view.closed_at is not None:  # what came after the time is kept, and the result says so
            return redirect(_page_of(view))
        if refused is None and request.form.get("do") == "end":
            service.finish(actor().id, attempt_id, form.once_key)
            return redirect(url_for("quizzes.result", attempt_id=attempt_id))
        flash(str(refused) if refused else _("Saved."), "error" if refused else "message")
        return redirect(url_for("quizzes.check", attempt_id=attempt_id))
    left = None if view.ends_at is None else max(0, int((view.ends_at - clock.now()).total_seconds()))
    return render_template("quizzes/check.html", attempt=view, name=_name(view), form=form, left=left)


def _keep_all(view: AttemptView, form: AnswerForm) -> Refusal | None:
    """Save what the form holds of every item; what was refused last, if anything."""
    refused: Refusal | None = None
    for item in view.items:
        given = form.given(item)
        if not form.scripted:
            given = Given(form.moved(item) or given.answer, item.seq + 1, unsure=given.unsure)
            if (given.answer, given.unsure) == (item.answer, item.unsure):
                continue
        try:
            service.save(actor().id, view.id, item.position, given)
        except (Unusable, AlreadyClosed) as problem:
            refused = problem
    return refused


@bp.route("/attempts/<int:attempt_id>/<int:position>", methods=["GET", "POST"])
@action(Action.SEE_ATTEMPT)
def item(attempt_id: int, position: int) -> ResponseReturnValue:
    form = AnswerForm()
    view = service.attempt_view(actor().id, attempt_id)
    shown = _item_at(view, position)
    if view.mode is Mode.CHECK and view.closed_at is None:
        return redirect(url_for("quizzes.check", attempt_id=attempt_id, _anchor=f"q-{position}"))
    status, given = 200, None
    if form.validate_on_submit():
        try:
            return redirect(_answered(view, shown, form))
        except (Unusable, Conflict) as refused:
            flash(str(refused), "error")
            status, given = refused.status, form.given(shown).answer
            view = service.attempt_view(actor().id, attempt_id)
            shown = _item_at(view, position)
    page = "quizzes/answered.html" if shown.confirmed else "quizzes/item.html"
    if not shown.confirmed and view.person_id != actor().id:
        raise NotYours
    values = {"attempt": view, "item": shown, "given": given, "form": form, "finish": FinishForm()}
    module = edition.catalog().modules.get(ModuleId(shown.module))
    marks = marks_of(attempt_id, position) if shown.confirmed else []
    values["late"] = late_words(attempt_id, shown) if shown.confirmed else []
    marks_it = bool(marks or shown.waits) and _may_mark(view, shown)
    values |= {"marks": marks, "marks_it": marks_it}
    return render_template(page, module=module, name=_name(view), **values), status


def _may_mark(view: AttemptView, shown: ItemView) -> bool:
    return kind_of(shown.question).by_trainer and may_mark(actor().id, view.person_id, shown.module)


def _answered(view: AttemptView, shown: ItemView, form: AnswerForm) -> str:
    """Confirm what the form holds, or keep an order of which one line was moved. Returns where that leads."""
    given = form.given(shown)
    moved = form.moved(shown)
    if moved is not None:
        service.save(actor().id, view.id, shown.position, Given(moved, max(given.seq, shown.seq) + 1, "", given.unsure))
        return url_for("quizzes.item", attempt_id=view.id, position=shown.position)
    service.confirm(actor().id, view.id, shown.position, given)
    return url_for("quizzes.item", attempt_id=view.id, position=shown.position, _anchor="answered")


@bp.post("/attempts/<int:attempt_id>/<int:position>/answer")
@action(Action.ANSWER_QUIZ)
def save(attempt_id: int, position: int) -> ResponseReturnValue:
    """A script keeps an answer as it stands; only the echo acknowledges it."""
    saved = service.save(actor().id, attempt_id, position, sent_by_script())
    return jsonify(
        position=saved.position, seq=saved.seq, device=saved.device, answer=saved.answer, unsure=saved.unsure,
        late=saved.late, lacks=saved.lacks,
    )  # fmt: skip


@bp.get("/attempts/<int:attempt_id>/answers")
@action(Action.ANSWER_QUIZ)
def answers(attempt_id: int) -> ResponseReturnValue:
    """What the server holds of an open attempt, for a page that may be behind another tab or device."""
    view = service.attempt_view(actor().id, attempt_id)
    if view.person_id != actor().id:
        raise NotYours
    held = [
        {"position": one.position, "seq": one.seq, "device": one.device, "answer": one.answer, "unsure": one.unsure}
        for one in view.items
        if one.seq
    ]
    left = None if view.ends_at is None else int((view.ends_at - clock.now()).total_seconds())
    return jsonify(person=view.person_id, ended=view.closed_at is not None, left=left, answers=held)


@bp.post("/attempts/<int:attempt_id>/finish")
@action(Action.ANSWER_QUIZ)
def finish(attempt_id: int) -> ResponseReturnValue:
    form = FinishForm()
    if form.validate_on_submit():
        try:
            service.finish(actor().id, attempt_id, form.once_key)
        except Conflict as refused:
            flash(str(refused), "error")
            return redirect(_page_of(service.attempt_view(actor().id, attempt_id)))
    return redirect(url_for("quizzes.result", attempt_id=attempt_id))


@bp.get("/attempts/<int:attempt_id>/result")
@action(Action.SEE_ATTEMPT)
def result(attempt_id: int) -> ResponseReturnValue:
    view = service.attempt_view(actor().id, attempt_id)
    if view.closed_at is None:
        return redirect(_page_of(view))
    module = edition.catalog().modules.get(ModuleId(view.module)) if view.module else None
    values = {"attempt": view, "module": module, "name": _name(view), "form": StartForm()}
    return render_template("quizzes/result.html", **values, **result_of(view, actor().id))


def _page_of(view: AttemptView) -> str:
    """Where an attempt goes on."""
    if view.closed_at is not None:
        return url_for("quizzes.result", attempt_id=view.id)
    if view.mode is Mode.CHECK:
        return url_for("quizzes.check", attempt_id=view.id)
    return url_for("quizzes.item", attempt_id=view.id, position=view.first_open or 1)


def _name(view: AttemptView) -> str:
    if not view.module:
        return _("Review of what is due")
    module = edition.catalog().modules.get(ModuleId(view.module))
    return module.title.in_(language()) if module else view.module  # taken out of the content since


def _item_at(view: AttemptView, position: int) -> ItemView:
    found = next((one for one in view.items if one.position == position), None)
    if found is None:
        raise NotYours
    return found


def _module(module_id: str) -> Module:
    module = edition.catalog().modules.get(ModuleId(module_id))
    if module is None:
        raise NotYours
    return module
