"""Pages of a quiz: one question a page, then what holds and what doesn't."""

from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, flash, jsonify, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lms.asking.places import know_met
from lms.curriculum import edition
from lms.curriculum.catalog import Module, ModuleId
from lms.errors import Conflict, NotYours, Unusable
from lms.i18n import language
from lms.people.policy import Action
from lms.people.session import action, actor
from lms.quizzes import service
from lms.quizzes.asked import met
from lms.quizzes.forms import AnswerForm, FinishForm, StartForm
from lms.quizzes.rules import Standing
from lms.quizzes.service import AttemptView, ItemView
from lms.quizzes.standings import NEVER_ASKED, OutcomeStanding, standings_of
from lms.web.forms import json_object

bp = Blueprint("quizzes", __name__)
know_met(met)


@dataclass(frozen=True, slots=True)
class OutcomeLine:
    """An outcome on the result page. asked and right: in this attempt; the rest over the attempts up to this one.

    lacks: how many right answers make it hold; before: how often it was asked in earlier attempts; missed_before:
    whether one of those answers was not right; anchor: the part of the lesson that teaches what was asked.
    """

    text: str
    asked: int
    right: int
    standing: Standing
    lacks: int
    before: int
    missed_before: bool
    anchor: str


@bp.route("/quizzes/<module_id>", methods=["GET", "POST"])
@action(Action.ANSWER_QUIZ)
def start(module_id: str) -> ResponseReturnValue:
    module = _module(module_id)
    form = StartForm()
    if form.validate_on_submit():
        attempt_id = service.start(actor().id, module_id, form.once_key)
        view = service.attempt_view(actor().id, attempt_id)
        if view.first_open is None:  # all was confirmed before answers ended their attempt
            service.finish(actor().id, attempt_id, f"end {attempt_id}")
            return redirect(url_for("quizzes.result", attempt_id=attempt_id))
        return redirect(url_for("quizzes.item", attempt_id=attempt_id, position=view.first_open))
    attempts = service.attempts_at(actor().id, actor().id, module_id)
    return render_template("quizzes/start.html", form=form, module=module, attempts=attempts)


@bp.route("/attempts/<int:attempt_id>/<int:position>", methods=["GET", "POST"])
@action(Action.SEE_ATTEMPT)
def item(attempt_id: int, position: int) -> ResponseReturnValue:
    form = AnswerForm()
    status = 200
    if form.validate_on_submit():
        try:
            service.confirm(actor().id, attempt_id, position, form.seq, form.chosen)
            return redirect(url_for("quizzes.item", attempt_id=attempt_id, position=position, _anchor="answered"))
        except (Unusable, Conflict) as refused:
            flash(str(refused), "error")
            status = refused.status
    view = service.attempt_view(actor().id, attempt_id)
    shown = _item_at(view, position)
    page = "quizzes/answered.html" if shown.confirmed else "quizzes/item.html"
    if not shown.confirmed and view.person_id != actor().id:
        raise NotYours
    chosen = frozenset(form.chosen) if status != 200 else shown.chosen
    values = {"attempt": view, "item": shown, "chosen": chosen, "form": form, "finish": FinishForm()}
    return render_template(page, module=_module(view.module), **values), status


@bp.post("/attempts/<int:attempt_id>/<int:position>/answer")
@action(Action.ANSWER_QUIZ)
def save(attempt_id: int, position: int) -> ResponseReturnValue:
    """A script keeps the answer as it stands. Body: {"seq": 3, "chosen": ["option-id"]}; the echo acknowledges it."""
    body = json_object()
    seq, chosen = body.get("seq"), body.get("chosen")
    if type(seq) is not int or seq < 0:  # true is an int too
        raise Unusable("seq must be a whole number, 0 or more")
    if not isinstance(chosen, list) or not all(isinstance(one, str) for one in chosen):
        raise Unusable("chosen must be a list of option ids")
    saved = service.save(actor().id, attempt_id, position, seq, chosen)
    return jsonify(position=saved.position, seq=saved.seq, chosen=saved.chosen)


@bp.post("/attempts/<int:attempt_id>/finish")
@action(Action.ANSWER_QUIZ)
def finish(attempt_id: int) -> ResponseReturnValue:
    form = FinishForm()
    if form.validate_on_submit():
        try:
            service.finish(actor().id, attempt_id, form.once_key)
        except Conflict as refused:
            flash(str(refused), "error")
            view = service.attempt_view(actor().id, attempt_id)
            return redirect(url_for("quizzes.item", attempt_id=attempt_id, position=view.first_open or 1))
    return redirect(url_for("quizzes.result", attempt_id=attempt_id))


@bp.get("/attempts/<int:attempt_id>/result")
@action(Action.SEE_ATTEMPT)
def result(attempt_id: int) -> ResponseReturnValue:
    view = service.attempt_view(actor().id, attempt_id)
    if view.closed_at is None:
        return redirect(url_for("quizzes.item", attempt_id=attempt_id, position=view.first_open or 1))
    module = _module(view.module)
    attempts = service.attempts_at(actor().id, view.person_id, view.module)
    before = next((a for a in attempts if a.number == view.number - 1), None)
    earlier = service.attempt_view(actor().id, before.id) if before else None
    lines = _outcomes(view, module, until=(view.closed_at, view.id))
    values = {"attempt": view, "outcomes": lines, "attempts": attempts, "earlier": earlier, "form": StartForm()}
    return render_template("quizzes/result.html", module=module, skill=_practised_skill(view.module), **values)


def _outcomes(view: AttemptView, module: Module, until: tuple[datetime, int]) -> list[OutcomeLine]:
    """Each outcome as it stood when the attempt had ended, what doesn't hold first."""
    asked: dict[str, list[str]] = {module.id: [outcome.id for outcome in module.outcomes]}
    standings: dict[str, OutcomeStanding] = (
        standings_of([view.person_id], asked, until).get(view.person_id, {}).get(module.id, {})
    )
    lines = []
    for outcome in module.outcomes:
        mine = [one for one in view.items if one.question.outcome == outcome.id]
        right = sum(one.right is True for one in mine)
        found = standings.get(outcome.id, NEVER_ASKED)
        lines.append(
            OutcomeLine(
                text=outcome.text.in_(language()),
                asked=len(mine),
                right=right,
                standing=found.standing,
                lacks=found.lacks,
                before=found.asked - len(mine),
                missed_before=found.asked - found.right > len(mine) - right,
                anchor=_taught_in(module, outcome.id, mine),
            )
        )
    order = [Standing.NOT_YET, Standing.SHAKY, Standing.HOLDS]
    return sorted(lines, key=lambda line: order.index(line.standing))


def _taught_in(module: Module, outcome: str, asked: list[ItemView]) -> str:
    """Where the lesson teaches an outcome: by what was missed, else what was asked last, else the pool."""
    questions = [
        one.question for one in sorted(asked, key=lambda one: (one.right is not True, one.position), reverse=True)
    ]
    pool = (question for question in module.pool.questions if question.outcome == outcome)
    return next((question.section for question in (*questions, *pool)), "")


def _practised_skill(module_id: str) -> str | None:
    skills = edition.catalog().skills.values()
    return next((skill.id for skill in skills if skill.checklist == module_id), None)


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
