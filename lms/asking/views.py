"""Asking at a place, what stands there of one's own, and the page on which a question is answered."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.asking import reading, service
from lms.asking.excerpts import clipped, paragraphs
from lms.asking.forms import AnswerForm, AskForm, ItemForm, PlainForm
from lms.asking.places import Kind, Place, excerpt_at, met, section_at, section_in, spot_now, words_of
from lms.asking.reading import AskedView
from lms.errors import Conflict, NotYours, Refusal
from lms.i18n import _, language, moment
from lms.people.models import Role
from lms.people.policy import Action
from lms.people.session import action, actor
from lms.records.notices import WORDS, Said
from lms.web.errors import wants_json

bp = Blueprint("asking", __name__)
IN_LIST = 60  # characters of a paragraph in a list to choose from


@bp.route("/ask/<module_id>/<section>", methods=["GET", "POST"])
@action(Action.ASK)
def section(module_id: str, section: str) -> ResponseReturnValue:
    form, found = AskForm(), section_at(module_id, section)
    texts = paragraphs(found.html)
    whole = ("", _("The section as a whole"))
    form.spot.choices = [whole, *((spot, clipped(text, IN_LIST)) for spot, text in texts.items() if text)]
    if not form.is_submitted():
        form.spot.data = request.args.get("at", "")
    return _ask_page(form, Place(Kind.PARAGRAPH, module_id, section, form.spot.data or ""))


@bp.route("/items/<module_id>/<item>/ask", methods=["GET", "POST"])
@action(Action.ASK)
def item(module_id: str, item: str) -> ResponseReturnValue:
    return _ask_page(ItemForm(), Place(Kind.ITEM, module_id, "", item))


def _ask_page(form: AskForm | ItemForm, place: Place) -> ResponseReturnValue:
    """The page that asks without scripts; what was sent by one is answered as JSON."""
    _require_trainee()
    if form.validate_on_submit() or (form.is_submitted() and wants_json()):
        try:
            service.ask(actor().id, place, form.text.data or "", form.once_key)
            if wants_json():
                return _own(place)
            flash(_("Sent. The answer will stand here, and you will be told."))
            return redirect(_here(place))
        except Refusal as refused:
            if wants_json() or isinstance(refused, NotYours):
                raise
            form.tell(refused)
    excerpt = excerpt_at(actor().id, place) if place.kind is Kind.ITEM else ""
    values = {"place": place, "words": words_of(place), "excerpt": excerpt, "back": _here(place)}
    own = reading.own_at(actor().id, place)
    called = dict(form.spot.choices) if isinstance(form, AskForm) else {}
    values |= {"own": own, "marked": [(spot, called.get(spot, spot)) for spot in own.unclear]}
    page = render_template("asking/ask.html", form=form, plain=PlainForm(formdata=None), **values)
    return page, 422 if form.errors else 200


@bp.get("/ask/<module_id>/<section>.json", endpoint="section_own")
@action(Action.ASK)
def of_section(module_id: str, section: str) -> ResponseReturnValue:
    section_at(module_id, section)
    return _own(Place(Kind.PARAGRAPH, module_id, section, ""))


@bp.get("/items/<module_id>/<item>/ask.json", endpoint="item_own")
@action(Action.ASK)
def of_item(module_id: str, item: str) -> ResponseReturnValue:
    place = Place(Kind.ITEM, module_id, "", item)
    excerpt_at(actor().id, place)
    return _own(place)


def _own(place: Place) -> ResponseReturnValue:
    """The reader's questions and marks here, in words."""
    own = reading.own_at(actor().id, place)
    return jsonify(questions=[_as_json(one) for one in own.questions], unclear=own.unclear)


def _as_json(question: AskedView) -> Mapping[str, Any]:
    answered = question.answered_at
    return {
        "spot": question.spot,
        "text": question.text,
        "asked": moment(question.asked_at),
        "head": _("%(name)s has answered", name=question.by) if answered else _("Your question waits for an answer"),
        "answer": question.answer,
        "by": question.by,
        "answered": moment(answered) if answered else "",
        "seen": question.seen_at is not None,
        "page": url_for("asking.asked", asked_id=question.id),
        "act": url_for("asking.seen" if answered else "asking.withdraw", asked_id=question.id),
    }


@bp.post("/ask/<module_id>/<section>/unclear", endpoint="section_unclear")
@action(Action.ASK)
def unclear_section(module_id: str, section: str) -> ResponseReturnValue:
    return _unclear(Place(Kind.PARAGRAPH, module_id, section, request.form.get("spot", "")))


@bp.post("/items/<module_id>/<item>/unclear", endpoint="item_unclear")
@action(Action.ASK)
def unclear_item(module_id: str, item: str) -> ResponseReturnValue:
    return _unclear(Place(Kind.ITEM, module_id, "", item))


def _unclear(place: Place) -> ResponseReturnValue:
    """One tap on, one tap off: `on` says which."""
    service.set_unclear(actor().id, place, request.form.get("on") == "1")
    return _own(place) if wants_json() else redirect(_here(place))


@bp.get("/asked/<int:asked_id>")
@action(Action.SEE_ASKED)
def asked(asked_id: int) -> ResponseReturnValue:
    question = reading.question_for(actor().id, asked_id)
    return _asked_page(question, AnswerForm(formdata=None, text=question.answer))


def _asked_page(question: AskedView, form: AnswerForm, status: int = 200) -> ResponseReturnValue:
    teaches = question.person_id != actor().id
    values = {
        "teaches": teaches,
        "may_answer": teaches and question.withdrawn_at is None and question.answered_by in (None, actor().id),
        "words": words_of(question.place),
        "here": _address(question),
        "unclear": reading.unclear_at(question) if teaches else 0,
        "plain": PlainForm(formdata=None),
    }
    return render_template("asking/asked.html", question=question, form=form, **values), status


@bp.post("/asked/<int:asked_id>", endpoint="answer")
@action(Action.ANSWER_QUESTION)
def answer_it(asked_id: int) -> ResponseReturnValue:
    form, status = AnswerForm(), 422
    if form.validate_on_submit():
        try:
            service.answer(actor().id, asked_id, form.text.data or "", form.once_key)
            question = reading.question_for(actor().id, asked_id)
            flash(_("Sent. %(name)s finds it at the place where it was asked.", name=question.who))
            return redirect(url_for("desk.todo"))
        except NotYours:
            raise
        except Refusal as refused:
            status = refused.status
            form.tell(refused)
    return _asked_page(reading.question_for(actor().id, asked_id), form, status)


@bp.post("/asked/<int:asked_id>/withdrawn", endpoint="withdraw")
@action(Action.ASK)
def take_back(asked_id: int) -> ResponseReturnValue:
    try:
        service.withdraw(actor().id, asked_id)
    except Conflict as refused:
        if wants_json():
            raise
        flash(str(refused), "error")
        return redirect(url_for("asking.asked", asked_id=asked_id))
    question = reading.question_for(actor().id, asked_id)
    if wants_json():
        return _own(question.place)
    flash(_("Withdrawn. Nobody is asked any more."))
    return redirect(_address(question) or "/")


@bp.post("/asked/<int:asked_id>/seen", endpoint="seen")
@action(Action.ASK)
def note_seen(asked_id: int) -> ResponseReturnValue:
    service.note_seen(actor().id, asked_id)
    return jsonify(seen=True)


def _require_trainee() -> None:
    """Who is taught by nobody has nobody to ask; the service asks the same of a write."""
    if not actor().has(Role.TRAINEE):
        raise NotYours


def _here(place: Place) -> str:
    """Where a reader stands when they ask."""
    if place.kind is Kind.ITEM:
        found = met(actor().id, place.module, place.spot)
        return url_for(found.endpoint, _anchor="asking", **found.values) if found else "/"
    at = place.spot or "asking"
    return url_for("plan.lesson", module_id=place.module, section=place.section, _anchor=at)


def _address(question: AskedView) -> str | None:
    """Where a question was asked; None when that is gone."""
    place = question.place
    if place.kind is Kind.ITEM:
        found = met(question.person_id, place.module, place.spot)
        return url_for(found.endpoint, _anchor="asking", **found.values) if found else None
    return _of_lesson(place, question.excerpt, question.language)


def _of_lesson(place: Place, excerpt: str, spoken: str) -> str | None:
    if section_in(place.module, place.section, language()) is None:
        return None
    at = spot_now(place, excerpt, spoken) or "asking"
    return url_for("plan.lesson", module_id=place.module, section=place.section, _anchor=at)


def _told(body: Mapping[str, Any]) -> Said:
    kind, module, section, spot = body["at"]
    place = Place(Kind(kind), module, section, spot)
    endpoint, values = body["item_at"] or ("asking.asked", {"asked_id": body["asked"]})
    lesson = _of_lesson(place, body["excerpt"], body["language"]) if section else None
    href = lesson or url_for(endpoint, _anchor="asking" if body["item_at"] else None, **values)
    said = _("%(name)s has answered your question", name=body["by"])
    return Said(said, href, _("%(place)s: %(question)s", place=words_of(place)[-1], question=body["question"]))


WORDS[service.ANSWERED] = _told
