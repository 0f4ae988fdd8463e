"""“Watch me now”: asked on a page, waited for there, and taken by whoever comes first."""

from collections.abc import Mapping
from typing import Any

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms import clock
from lms.errors import Conflict, NotYours, Unusable
from lms.i18n import _, sentences, zone
from lms.people.directory import names
from lms.people.models import Role
from lms.people.policy import Action, Matter, require
from lms.people.session import action, actor
from lms.practice.loading import skill_named
from lms.practice.try_view import skill_name
from lms.raters import watching
from lms.raters.forms import PressForm, WatchForm
from lms.raters.views.room import bp
from lms.records.notices import WORDS, Said
from lms.web.forms import number


@bp.route("/practice/<skill>/watch", methods=["GET", "POST"])
@action(Action.ASK_TO_WATCH)
def ask_to_watch(skill: str) -> ResponseReturnValue:
    """without: whom not to ask, where it was somebody else’s eye that was missed."""
    require(actor().has(Role.TRAINEE))
    try:
        matter = Matter(actor().id, clock.today(zone()), skill_named(skill).id)
    except Unusable as unknown:
        raise NotYours from unknown
    standing = watching.open_of(actor().id, skill)
    if standing is not None:
        return redirect(url_for("raters.watch", request_id=standing.id))
    form = WatchForm(not_by=request.args.get("without", ""))
    not_by = number(form.not_by.data)
    if form.validate_on_submit():
        try:
            made = watching.ask(actor().id, skill, form.place.data or "", form.once_key, not_by)
            return redirect(url_for("raters.watch", request_id=made))
        except (Unusable, Conflict) as refused:
            form.tell(refused)
    called = names(watching.asked_about(matter, not_by))
    values = {"skill": skill, "skill_name": skill_name(skill), "asked": list(called.values())}
    return render_template("raters/ask_to_watch.html", form=form, **values), 422 if form.errors else 200


@bp.get("/watch/<int:request_id>")
@action(Action.START_TRY)
def watch(request_id: int) -> ResponseReturnValue:
    """Its trainee waits here; whoever may come reads it, and both are led to the try once it has begun."""
    asked = watching.request_for(actor().id, request_id)
    if asked.try_id is not None:
        endpoint = "practice.try_page" if asked.own else "practice.review"
        return redirect(url_for(endpoint, try_id=asked.try_id))
    values = {
        "skill_name": skill_name(asked.skill),
        "minutes": int((clock.now() - asked.asked_at).total_seconds() // 60),
    }
    return render_template("raters/watch.html", v=asked, form=PressForm(), stamp=_stamp(asked), **values)


@bp.get("/watch/<int:request_id>/stamp")
@action(Action.START_TRY)
def watch_stamp(request_id: int) -> ResponseReturnValue:
    """For the page that waits: something that differs once somebody has come."""
    return jsonify(stamp=_stamp(watching.request_for(actor().id, request_id)))


def _stamp(asked: watching.Asked) -> str:
    return f"{asked.standing}-{asked.try_id or ''}"


@bp.post("/watch/<int:request_id>/take")
@action(Action.RATE)
def take_watch(request_id: int) -> ResponseReturnValue:
    try:
        made = watching.take(actor().id, request_id, PressForm().once_key)
        return redirect(url_for("practice.review", try_id=made))
    except Conflict as refused:
        flash(str(refused), "error")
        return redirect(url_for("raters.watch", request_id=request_id))


@bp.post("/watch/<int:request_id>/withdrawn")
@action(Action.ASK_TO_WATCH)
def withdraw_watch(request_id: int) -> ResponseReturnValue:
    asked = watching.request_for(actor().id, request_id)
    try:
        watching.withdraw(actor().id, request_id)
        flash(_("Withdrawn. Nobody is asked any more."))
    except Conflict as refused:
        flash(str(refused), "error")
    return redirect(url_for("practice.skill", skill=asked.skill))


def _asked(body: Mapping[str, Any]) -> Said:
    said = _("%(name)s asks you to watch now: %(skill)s", name=body["name"], skill=skill_name(body["skill"]))
    href = url_for("raters.watch", request_id=body["watch"])
    return Said(said, href, sentences([body["place"]]))


def _coming(body: Mapping[str, Any]) -> Said:
    said = _("%(name)s is coming to watch you: %(skill)s", name=body["name"], skill=skill_name(body["skill"]))
    return Said(said, url_for("practice.try_page", try_id=body["try"]))


WORDS[watching.ASKED] = _asked
WORDS[watching.COMING] = _coming
