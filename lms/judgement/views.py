"""Recording a decision beside a state that was found, and the trainee's reply to it."""

from collections.abc import Callable
from itertools import chain
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms import clock
from lms.db import session
from lms.errors import AlreadyClosed, NotYours
from lms.i18n import _, zone
from lms.judgement.cases.opening import against_opening
from lms.judgement.cases.waiting import waiting_of, waiting_words
from lms.judgement.decisions.forms import CorrectDecisionForm, DecisionForm, ReplyForm, TakeBackForm, WithdrawForm
from lms.judgement.decisions.mending import correct, decision_under_care, withdraw
from lms.judgement.decisions.seen import open_reply
from lms.judgement.decisions.service import (
    SHORTEST_REASON,
    days_to_observe,
    decide,
    decision_for_reply,
    decisions_of,
    open_case_on,
    reply,
    require_standing,
)
from lms.judgement.method.page import method_page
from lms.judgement.models import Decision
from lms.judgement.service import PersonJudgement, judgement_of
from lms.judgement.why.offers import offer_page
from lms.judgement.why.panel import why_of
from lms.judgement.wording import skill_name
from lms.people.directory import names
from lms.people.models import Person, Role
from lms.people.policy import Action, Matter, can, for_anybody, require
from lms.people.session import action, actor
from lms.plan.arrangements import take_back
from lms.practice.seats import keep_unbiased
from lms.web.acts import acted
from lms.web.forms import PageForm

bp = Blueprint("judgement", __name__)


@bp.route("/people/<int:person_id>/decisions/new", methods=["GET", "POST"], endpoint="decide")
@action(Action.DECIDE)
def decide_on(person_id: int) -> ResponseReturnValue:
    person, judged, skill = _subject(person_id)
    case_id = open_case_on(person_id, skill)
    if case_id is not None:
        return redirect(url_for("cases.case", case_id=case_id))
    form = DecisionForm()
    form.offer_kinds()

    def do() -> str:
        decide(actor().id, person_id, skill, form.deciding, form.once_key)
        return _("Recorded. %(name)s can read it and reply.", name=person.name)

    if acted(form, do):
        return _to_decisions(person_id, skill)
    may_ask = not against_opening(judged, skill)
    values = {
        "person": person,
        "judged": judged,
        "skill": skill,
        "name": skill_name(skill),
        "why": why_of(judged, skill),
        "days": days_to_observe(),
        "shortest": SHORTEST_REASON,
        "may_ask": may_ask,
        "waits": waiting_words(waiting_of(judged, skill, actor().id)) if may_ask else [],
    }
    values |= _before(person_id, skill)
    return render_template("judgement/decide.html", form=form, **values), 422 if form.errors else 200


def _subject(person_id: int) -> tuple[Person, PersonJudgement, str]:
    """The person to decide about, with the skill of the address. Raises NotYours."""
    skill = request.args.get("skill", "")
    require(can(actor().id, Action.DECIDE, Matter(person_id, clock.today(zone()), skill)))
    keep_unbiased(actor().id, person_id)
    judged = judgement_of(person_id, clock.now(), actor().id)
    person = session().get(Person, person_id)
    if judged is None or person is None or skill not in judged.by_skill:
        raise NotYours
    return person, judged, skill


def _before(person_id: int, skill: str) -> dict[str, Any]:
    """Earlier decisions on the skill, and the names of who wrote something there."""
    before = [one for one in decisions_of([person_id]).get(person_id, []) if one.decision.skill == skill]
    return {"before": before, "names": names([person_id, *chain.from_iterable(one.mentioned for one in before)])}


@bp.route("/decisions/<int:decision_id>/reply", methods=["GET", "POST"], endpoint="reply")
@action(Action.REPLY)
def reply_to(decision_id: int) -> ResponseReturnValue:
    decision = decision_for_reply(actor().id, decision_id)
    form = ReplyForm()

    def do() -> str:
        reply(actor().id, decision_id, form.text.data, form.once_key)
        return _("Sent. It stands beside the decision.")

    if _acted_on(decision_id, form, do):
        return _to_decisions(decision.person_id, decision.skill)
    by = session().get_one(Person, decision.by_id).name
    values = {"decision": decision, "by": by, "name": skill_name(decision.skill)}
    return render_template("judgement/reply.html", form=form, **values), 422 if form.errors else 200


@bp.post("/replies/<int:reply_id>/open")
@action(Action.DECIDE)
def open_answer(reply_id: int) -> ResponseReturnValue:
    """From a manager's team to what a trainee replied, which from then on has been read."""
    decision = open_reply(actor().id, reply_id)
    return _to_decisions(decision.person_id, decision.skill)


def _acted_on(decision_id: int, form: PageForm, do: Callable[[], str]) -> bool:
    """As `acted`; of a decision that stands no more it is said before anything is typed."""
    try:
        require_standing(decision_id)
    except AlreadyClosed as gone:
        flash(str(gone), "error")
        return True
    return acted(form, do)


def _to_decisions(person_id: int, skill: str) -> ResponseReturnValue:
    """To where the decisions on the skill stand."""
    return redirect(url_for("desk.story", person_id=person_id, skill=skill) + "#decisions")


@bp.route("/decisions/<int:decision_id>/correct", methods=["GET", "POST"], endpoint="correct")
@action(Action.DECIDE)
def correct_decision(decision_id: int) -> ResponseReturnValue:
    """What was recorded was wrong: other words, another day or kind take its place."""
    wrong = decision_under_care(actor().id, decision_id)
    if wrong.case_id is not None:
        return redirect(url_for("judgement.withdraw", decision_id=decision_id))
    form = CorrectDecisionForm(kind=wrong.kind, until_on=wrong.until_on, reason=wrong.reason, said=wrong.said)
    form.offer_kinds()

    def do() -> str:
        correct(actor().id, decision_id, form.deciding, form.why.data or "", form.once_key)
        return _("Corrected. Both versions stay readable.")

    if _acted_on(decision_id, form, do):
        return _to_decisions(wrong.person_id, wrong.skill)
    values = {"days": days_to_observe(), "shortest": SHORTEST_REASON, **_about(wrong)}
    return render_template("judgement/correct.html", form=form, **values), 422 if form.errors else 200


@bp.route("/decisions/<int:decision_id>/withdraw", methods=["GET", "POST"], endpoint="withdraw")
@action(Action.DECIDE)
def withdraw_decision(decision_id: int) -> ResponseReturnValue:
    """What was recorded does not stand, and nothing takes its place."""
    wrong = decision_under_care(actor().id, decision_id)
    form = WithdrawForm()

    def do() -> str:
        withdraw(actor().id, decision_id, form.why.data or "", form.once_key)
        return _("Withdrawn. It stays readable with your reason.")

    if _acted_on(decision_id, form, do):
        return _to_decisions(wrong.person_id, wrong.skill)
    return render_template("judgement/withdraw.html", form=form, **_about(wrong)), 422 if form.errors else 200


def _about(decision: Decision) -> dict[str, Any]:
    """The decision that is corrected, with whom and what it is about."""
    called = names([decision.person_id, decision.by_id])
    return {
        "decision": decision,
        "person": called[decision.person_id],
        "by": called[decision.by_id],
        "name": skill_name(decision.skill),
    }


@bp.get("/offers/<int:arrangement_id>")
@action(Action.SEE_STORY)
def offer(arrangement_id: int) -> ResponseReturnValue:
    return render_template("judgement/offer.html", v=offer_page(actor().id, arrangement_id), form=TakeBackForm())


@bp.post("/offers/<int:arrangement_id>", endpoint="offer_back")
@action(Action.CORRECT_FACT)
def take_offer_back(arrangement_id: int) -> ResponseReturnValue:
    """It does not stand that the trainee did not come."""
    page = offer_page(actor().id, arrangement_id)
    form = TakeBackForm()

    def do() -> str:
        take_back(actor().id, arrangement_id, form.why.data or "", form.once_key)
        return _("Corrected. Both versions stay readable.")

    if acted(form, do):
        return redirect(url_for("judgement.offer", arrangement_id=arrangement_id))
    return render_template("judgement/offer.html", v=page, form=form), 422


@bp.get("/judgement")
@action(Action.LEARN)
def method() -> ResponseReturnValue:
    """How a state is found, for everybody about whom one is."""
    sees = for_anybody(actor().id, Action.SEE_THRESHOLDS, clock.today(zone()))
    to = "trainee" if actor().roles == {Role.TRAINEE} else "staff"
    return render_template("judgement/method.html", v=method_page(), to=to, sees_thresholds=sees)
