"""Pages of leave: all of one person's, noting it, what a link of evidence opens, and mending it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms import clock
from lms.errors import Conflict, Unusable
from lms.i18n import _, within_quotes, zone
from lms.people.directory import names
from lms.people.policy import Action, Matter, can, require
from lms.people.session import action, actor
from lms.people.views.local import local_path
from lms.plan import absences
from lms.plan.absence_words import away_words, days_words, kind_words
from lms.plan.absences import AbsenceLine
from lms.plan.forms import AbsenceForm, CorrectAbsenceForm, DisputeAbsenceForm
from lms.records import notices
from lms.records.notices import Said

bp = Blueprint("absences", __name__)
bp.add_app_template_filter(away_words, "away_words")


@bp.get("/people/<int:person_id>/absences")
@action(Action.SEE_ABSENCES)
def listed(person_id: int) -> ResponseReturnValue:
    lines = absences.absences_of(actor().id, person_id)
    return render_template("plan/absences.html", lines=lines, notes=_notes(person_id), **_about(person_id))


def _about(person_id: int) -> Mapping[str, Any]:
    """Of whom a page is, and its words for days and kinds."""
    name = names([person_id])[person_id]
    mine, back = person_id == actor().id, _back(person_id)
    words = {"days_words": days_words, "kind_words": kind_words}
    return {"person_id": person_id, "name": name, "mine": mine, "back": back, **words}


def _notes(person_id: int) -> bool:
    return can(actor().id, Action.NOTE_ABSENCE, Matter(person_id, clock.today(zone())))


def _back(person_id: int) -> str:
    """An admin, who reads no story, comes from the page among accounts."""
    if can(actor().id, Action.SEE_STORY, Matter(person_id, clock.today(zone()))):
        return url_for("desk.story", person_id=person_id)
    return url_for("people.person", person_id=person_id)


@bp.route("/people/<int:person_id>/absences/new", methods=["GET", "POST"])
@action(Action.NOTE_ABSENCE)
def new(person_id: int) -> ResponseReturnValue:
    require(_notes(person_id))
    back = local_path(request.args.get("next"), url_for("absences.listed", person_id=person_id))
    form = AbsenceForm(from_on=_day_asked(), to_on=_day_asked())
    if form.validate_on_submit():
        try:
            absences.note_absence(actor().id, person_id, form.days, form.once_key)
            flash(_("Noted. What falls due meanwhile moves by the working days missed."))
            return redirect(back)
        except (Unusable, Conflict) as refused:
            form.tell(refused)
    values = {**_about(person_id), "back": back}
    return render_template("plan/absence_new.html", form=form, **values), 422 if form.errors else 200


def _day_asked() -> date | None:
    """The day for which the address asks, as from the register of a class."""
    try:
        return date.fromisoformat(request.args.get("on", ""))
    except ValueError:
        return None


@bp.get("/absences/<int:absence_id>")
@action(Action.SEE_ABSENCES)
def absence(absence_id: int) -> ResponseReturnValue:
    return _page(absences.absence_line(actor().id, absence_id), DisputeAbsenceForm(formdata=None))


def _page(line: AbsenceLine, form: DisputeAbsenceForm) -> str:
    values = {**_about(line.person_id), "back": url_for("absences.listed", person_id=line.person_id)}
    return render_template("plan/absence.html", v=line, form=form, **values)


@bp.post("/absences/<int:absence_id>/dispute")
@action(Action.DISPUTE_ABSENCE)
def dispute(absence_id: int) -> ResponseReturnValue:
    form = DisputeAbsenceForm()
    try:
        absences.dispute(actor().id, absence_id, form.words.data or "", form.once_key)
    except (Unusable, Conflict) as refused:
        form.tell(refused)
        return _page(absences.absence_line(actor().id, absence_id), form), refused.status
    line = absences.absence_line(actor().id, absence_id)
    flash(_("%(name)s is told, and can correct it.", name=line.entered_by))
    return redirect(url_for("absences.absence", absence_id=absence_id))


@bp.route("/absences/<int:absence_id>/correct", methods=["GET", "POST"])
@action(Action.NOTE_ABSENCE)
def correct(absence_id: int) -> ResponseReturnValue:
    line = absences.absence_line(actor().id, absence_id)
    require(line.corrects)
    days = line.days
    form = CorrectAbsenceForm(kind=days.kind, from_on=days.from_on, to_on=days.to_on, reason=days.why)
    if form.validate_on_submit():
        try:
            instead = None if form.strike.data else form.days
            absences.correct_absence(actor().id, absence_id, instead, form.why.data or "", form.once_key)
            flash(_("Corrected. Both versions stay readable."))
            return redirect(url_for("absences.listed", person_id=line.person_id))
        except (Unusable, Conflict) as refused:
            form.tell(refused)
    values = {**_about(line.person_id), "v": line}
    return render_template("plan/absence_correct.html", form=form, **values), 422 if form.errors else 200


def _told(body: Mapping[str, Any]) -> Said:
    last = date.fromisoformat(body["to"]) if body["to"] else None
    words = days_words(date.fromisoformat(body["from"]), last)
    href = url_for("absences.absence", absence_id=body["absence"])
    return Said(_("Noted for you: on leave %(days)s", days=words), href, _("If this is wrong, say so there."))


def _told_wrong(body: Mapping[str, Any]) -> Said:
    href = url_for("absences.absence", absence_id=body["absence"])
    words = _("“%(words)s”", words=within_quotes(body["words"]))
    return Said(_("%(name)s says that the leave noted is wrong", name=body["name"]), href, words)


notices.WORDS[absences.ENTERED] = _told
notices.WORDS[absences.WRONG] = _told_wrong
