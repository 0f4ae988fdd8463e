"""A second look: asked for at a review, taken, handed back, and both reviews side by side."""

from collections.abc import Mapping
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lms.errors import Conflict, Refusal, Unusable
from lms.i18n import _
from lms.people.directory import names
from lms.people.policy import Action
from lms.people.session import action, actor
from lms.practice.evidence import kept_of
from lms.practice.loading import load_try
from lms.practice.seats import LookingAgain
from lms.practice.try_view import head_of, skill_name
from lms.raters import second
from lms.raters.forms import AgainForm, HandBackForm, PressForm
from lms.raters.second_view import second_page
from lms.raters.views.room import bp
from lms.records.notices import WORDS, Said
from lms.web.errors import on_refusal, wants_json


@bp.route("/reviews/<int:review_id>/second", methods=["GET", "POST"])
@action(Action.ASK_AGAIN)
def ask_again(review_id: int) -> ResponseReturnValue:
    review, loaded = second.review_to_ask_at(actor().id, review_id)
    form = AgainForm()
    if form.validate_on_submit():
        try:
            made = second.ask(actor().id, review_id, form.why.data or "", form.once_key)
            flash(_("Asked. You will be told once somebody has looked."))
            return redirect(url_for("raters.second_look", look_id=made))
        except (Unusable, Conflict) as refused:
            form.tell(refused)
    before = second.look_at(review_id)
    if before is not None:
        return redirect(url_for("raters.second_look", look_id=before.id))
    able = second.able_to_look(loaded)
    values = {
        "head": head_of(loaded, actor().id),
        "review_id": review_id,
        "rater_id": review.rater_id,
        "rater": names([review.rater_id])[review.rater_id],
        "evidence": kept_of(actor().id, loaded),
        "able": list(names(able).values()),
        "problem": second.why_not(review, loaded),
        "until": second.until(review),
    }
    return render_template("raters/ask_again.html", form=form, **values), 422 if form.errors else 200


@bp.get("/second/<int:look_id>")
@action(Action.SEE_TRY)
def second_look(look_id: int) -> ResponseReturnValue:
    return _page(look_id, HandBackForm(formdata=None))


def _page(look_id: int, form: HandBackForm, status: int = 200) -> ResponseReturnValue:
    page = second_page(actor().id, look_id)
    return render_template("raters/second.html", v=page, form=form, press=PressForm(formdata=None)), status


@bp.post("/second/<int:look_id>/take")
@action(Action.RATE)
def take_second(look_id: int) -> ResponseReturnValue:
    try:
        made = second.take(actor().id, look_id, PressForm().once_key)
        return redirect(url_for("practice.review", try_id=made))
    except Conflict as refused:
        flash(str(refused), "error")
        return redirect(url_for("raters.second_look", look_id=look_id))


@bp.post("/second/<int:look_id>/hand-back")
@action(Action.RATE)
def hand_back(look_id: int) -> ResponseReturnValue:
    form = HandBackForm()
    try:
        second.hand_back(actor().id, look_id, form.why.data or "", form.once_key)
        flash(_("Handed back. Somebody else can look now."))
        return redirect(url_for("desk.todo"))
    except Unusable as refused:
        form.tell(refused)
    return _page(look_id, form, 422)


@bp.post("/second/<int:look_id>/withdrawn")
@action(Action.ASK_AGAIN)
def withdraw_second(look_id: int) -> ResponseReturnValue:
    try:
        second.withdraw(actor().id, look_id)
        flash(_("Withdrawn. Nobody is asked any more."))
    except Conflict as refused:
        flash(str(refused), "error")
    return redirect(url_for("raters.second_look", look_id=look_id))


@bp.app_errorhandler(LookingAgain)
def looking_again(error: Exception) -> ResponseReturnValue:
    """The page is closed to who looks a second time; they can go on with it, or hand it back."""
    assert isinstance(error, LookingAgain)
    assert isinstance(error, Refusal)
    if wants_json():
        return on_refusal(error)
    head = head_of(load_try(error.try_id), actor().id)
    look = second.under_way(error.try_id, actor().id)
    return render_template("raters/looking_again.html", head=head, look_id=look.id if look else None), error.status


def _looked(body: Mapping[str, Any]) -> Said:
    if body["own"]:
        said = _("%(name)s has looked at your try a second time", name=body["by"])
    else:
        said = _(
            "%(name)s has looked a second time at what you reviewed: %(person)s", name=body["by"], person=body["person"]
        )
    try_words = _("%(skill)s, try %(number)s", skill=skill_name(body["skill"]), number=body["number"])
    return Said(said, url_for("raters.second_look", look_id=body["look"]), try_words)


def _handed_back(body: Mapping[str, Any]) -> Said:
    said = _("Your second look was handed back; others can take it: %(skill)s", skill=skill_name(body["skill"]))
    return Said(said, url_for("raters.second_look", look_id=body["look"]), body["why"])


WORDS[second.LOOKED] = _looked
WORDS[second.HANDED_BACK] = _handed_back
