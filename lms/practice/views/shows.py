"""Entering a show, the trainee's word on it, and mending one that was entered wrongly."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.curriculum import edition
from lms.db import session
from lms.errors import Unusable
from lms.i18n import _, language, ngettext, sentences, zone
from lms.people.policy import Action, require
from lms.people.session import action, actor
from lms.people.views.local import local_path
from lms.practice import corrections, shows
from lms.practice.forms import SHOWN, AnswerShowForm, CorrectShowForm, CorrectWordForm, ShowForm, now_here
from lms.practice.index_view import colleagues_of, trainees_of
from lms.practice.rules import ShowStanding
from lms.practice.show_view import ShowPage, show_page
from lms.practice.shows import Instead
from lms.practice.views.room import bp
from lms.web.forms import number


@bp.route("/shows/new", methods=["GET", "POST"])
@action(Action.GIVE_SHOW)
def show_form() -> ResponseReturnValue:
    form = _show_form()
    require(bool(form.people.choices))
    if form.validate_on_submit():
        try:
            return _give(form)
        except SHOWN as refused:
            form.tell(refused)
    return render_template("practice/show_form.html", form=form, back=_came_from()), 422 if form.errors else 200


def _came_from() -> str:
    """The page from which a show is entered, and to which it leads back."""
    return local_path(request.args.get("next"), url_for("practice.index"))


def _show_form() -> ShowForm:
    """The form with who can be chosen; the address may choose skill and person beforehand."""
    wanted = number(request.args.get("person"))
    chosen = {"skill": request.args.get("skill"), "people": [wanted] if wanted else []}
    form = ShowForm(happened=now_here(), by=actor().id, **chosen)
    form.skill.choices = [(one.id, one.name.in_(language())) for one in edition.catalog().skills.values()]
    everybody = [(row.id, row.name) for row in session().execute(trainees_of(actor().id))]
    form.people.choices = form.absent.choices = everybody
    colleagues = session().execute(colleagues_of(actor().id))
    form.by.choices = [(actor().id, actor().name), *((row.id, row.name) for row in colleagues)]
    return form


def _give(form: ShowForm) -> ResponseReturnValue:
    people, absent, happened_at = form.people.data or [], form.absent.data or [], form.happened.moment
    assert happened_at is not None
    key, by = form.once_key, form.by.data
    shows.give_show(actor().id, form.skill.data, people, form.mode.data, happened_at, key, absent, by)
    words = ngettext("Entered for %(num)s person.", "Entered for %(num)s people.", len(people)) % {"num": len(people)}
    absences = _("Entered as absent: %(names)s.", names=shows.names_of(absent))
    flash(sentences([words if people else "", absences if absent else ""]))
    return redirect(_came_from())


@bp.get("/shows/<int:attendance_id>")
@action(Action.SEE_STORY)
def show(attendance_id: int) -> ResponseReturnValue:
    page = show_page(actor().id, attendance_id)
    return render_template("practice/show.html", v=page, answer=AnswerShowForm())


@bp.post("/shows/<int:attendance_id>/answer")
@action(Action.ANSWER_SHOW)
def answer_show(attendance_id: int) -> ResponseReturnValue:
    form = AnswerShowForm()
    seen = form.seen.data == "yes"
    try:
        shows.answer_show(actor().id, attendance_id, seen, form.comment.data or "", form.once_key)
    except SHOWN as refused:
        form.tell(refused)
        return render_template("practice/show.html", v=show_page(actor().id, attendance_id), answer=form), 422
    flash(_("Thank you. Your word is in your file.") if seen else _("Noted as not seen. Your trainer shows it again."))
    return redirect(url_for("practice.index"))


@bp.route("/shows/<int:attendance_id>/word", methods=["GET", "POST"])
@action(Action.ANSWER_SHOW)
def correct_word(attendance_id: int) -> ResponseReturnValue:
    page = show_page(actor().id, attendance_id)
    require(page.own)
    form = CorrectWordForm()
    if form.validate_on_submit():
        try:
            seen, comment = form.seen.data == "yes", form.comment.data or ""
            corrections.correct_word(actor().id, attendance_id, seen, comment, form.why.data or "", form.once_key)
            flash(_("Corrected. Both versions stay readable."))
            return redirect(url_for("practice.show", attendance_id=attendance_id))
        except SHOWN as refused:
            form.tell(refused)
    elif page.answered_at is None or page.undone is not None:
        return redirect(url_for("practice.show", attendance_id=attendance_id))
    form.seen.data = "no" if page.standing is ShowStanding.CONFIRMED else "yes"
    return render_template("practice/word_correct.html", v=page, form=form), 422 if form.errors else 200


@bp.route("/shows/<int:attendance_id>/correct", methods=["GET", "POST"])
@action(Action.CORRECT_FACT)
def correct_show(attendance_id: int) -> ResponseReturnValue:
    page = show_page(actor().id, attendance_id)
    require(page.corrects)
    form = _correct_form(page)
    if form.validate_on_submit():
        try:
            instead = _instead(form)
            shows.correct_show(actor().id, attendance_id, form.why.data or "", form.once_key, instead)
            flash(_told_of(instead))
            return redirect(url_for("practice.show", attendance_id=attendance_id))
        except SHOWN as refused:
            form.tell(refused)
    return render_template("practice/show_correct.html", v=page, form=form), 422 if form.errors else 200


def _correct_form(page: ShowPage) -> CorrectShowForm:
    form = CorrectShowForm(happened=page.happened_at.astimezone(zone()).replace(tzinfo=None))
    others = session().execute(trainees_of(actor().id, page.skill))
    choices = [(row.id, row.name) for row in others if row.id != page.person_id]
    form.person.choices = [("", _("Choose…")), *choices] if choices else []
    return form


def _told_of(instead: Instead | None) -> str:
    if instead is None:
        return _("Struck. It counts no more and stays readable.")
    if instead.person_id is not None:
        return _(
            "Corrected: it stands for %(name)s now. Both versions stay readable.",
            name=shows.names_of([instead.person_id]),
        )
    return _("Corrected. Both versions stay readable.")


def _instead(form: CorrectShowForm) -> Instead | None:
    """Raises Unusable where somebody else was meant and nobody chosen."""
    if form.what.data == "person":
        if form.person.data is None:
            raise Unusable(fields={"person": _("Choose who it was.")})
        return Instead(person_id=form.person.data)
    if form.what.data == "time":
        return Instead(happened_at=form.happened.moment)
    return None
