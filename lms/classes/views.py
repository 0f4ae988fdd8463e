"""Pages of classes: the register, its code on a screen, what was recorded, and the trainee's sign-in."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import segno
from flask import Blueprint, current_app, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from lms import clock
from lms.classes import opening, saving, signing, taught_view
from lms.classes.forms import CodeForm, CorrectTaughtForm, OpenForm, RegisterForm, marks_sent, people_sent
from lms.classes.register_view import Class, class_page, classes_of, registers_with
from lms.classes.rules import Mark, Standing, Taught
from lms.classes.wording import mark_words, module_title, not_come, on_leave, record_for, what
from lms.config import Settings
from lms.curriculum import edition
from lms.db import session
from lms.errors import AlreadyClosed, Conflict, Unusable
from lms.i18n import _, language
from lms.i18n import clock as on_clock
from lms.people.brakes import TooManyTries
from lms.people.policy import Action, require
from lms.people.session import action, actor
from lms.practice.forms import SHOWN, now_here
from lms.practice.index_view import colleagues_of, trainees_of
from lms.records import notices
from lms.records.notices import Said

bp = Blueprint("classes", __name__)
bp.add_app_template_filter(what, "class_words")
bp.add_app_template_filter(mark_words, "mark_words")


@bp.get("/classes")
@action(Action.TEACH_CLASS)
def index() -> ResponseReturnValue:
    _require_teaching()
    is_open, saved = classes_of(actor().id)
    return render_template("classes/index.html", is_open=is_open, saved=saved)


def _require_teaching() -> None:
    require(session().scalar(trainees_of(actor().id).limit(1)) is not None)


@bp.route("/classes/new", methods=["GET", "POST"])
@action(Action.TEACH_CLASS)
def new() -> ResponseReturnValue:
    _require_teaching()
    form = _open_form()
    if form.validate_on_submit():
        try:
            happened_at = form.happened.moment
            assert happened_at is not None
            place, by = form.place.data or "", form.by.data
            made = opening.open_class(actor().id, form.taught, happened_at, place, form.once_key, by)
            return redirect(url_for("classes.page", session_id=made))
        except SHOWN as refused:
            form.tell(refused)
    return render_template("classes/new.html", form=form), 422 if form.errors else 200


def _open_form() -> OpenForm:
    """The form with who can be chosen; the address may choose what is taught beforehand."""
    skill, module = request.args.get("skill", ""), request.args.get("module", "")
    form = OpenForm(happened=now_here(), by=actor().id, what=f"show:{skill}" if skill else f"module:{module}")
    catalog = edition.catalog()
    form.what.choices = {
        _("Modules"): [(f"module:{one.id}", one.title.in_(language())) for one in catalog.modules.values()],
        _("Shows"): [(f"show:{one.id}", what(Taught(skill=one.id))) for one in catalog.skills.values()],
    }
    colleagues = session().execute(colleagues_of(actor().id))
    form.by.choices = [(actor().id, actor().name), *((row.id, row.name) for row in colleagues)]
    return form


@bp.get("/classes/<int:session_id>")
@action(Action.TEACH_CLASS)
def page(session_id: int) -> ResponseReturnValue:
    v = class_page(actor().id, session_id)
    return _recorded(v) if v.saved_at is not None else _register(v, RegisterForm(formdata=None), {})


def _recorded(v: Class) -> str:
    return render_template("classes/recorded.html", v=v, draft=_draft(v))


def _draft(v: Class) -> str:
    """Under what name a browser keeps the marks that were not saved yet. A number may come again after a discard."""
    return f"register:{actor().id}:{v.id}:{v.opened_at.timestamp():.0f}"


def _register(v: Class, form: RegisterForm, marks: Mapping[int, Mark]) -> str:
    """marks: as they were sent, where they come back with what was wrong."""
    chosen = {line.person_id: marks.get(line.person_id, line.mark) for line in v.lines}
    many = range(len(v.lines) + 1)
    words = {
        "labels": json.dumps([record_for(v.taught, count) for count in many], ensure_ascii=False),
        "not_come": json.dumps([not_come(count) for count in many], ensure_ascii=False),
        "on_leave": json.dumps([on_leave(count) for count in many], ensure_ascii=False),
    }
    signed = {line.person_id: _signed(line.signed_in_at) for line in v.lines}
    values = {"form": form, "chosen": chosen, "words": words, "signed": signed, "draft": _draft(v)}
    return render_template("classes/register.html", v=v, all_marks=list(Mark), **values)


def _signed(at: datetime | None) -> str:
    return _("signed in %(time)s", time=on_clock(at)) if at is not None else ""


@bp.post("/classes/<int:session_id>/save")
@action(Action.TEACH_CLASS)
def save(session_id: int) -> ResponseReturnValue:
    form, marks = RegisterForm(), marks_sent()
    try:
        saving.save(actor().id, session_id, marks, form.once_key)
        return redirect(url_for("classes.page", session_id=session_id))
    except AlreadyClosed as refused:
        flash(str(refused), "error")
        return redirect(url_for("classes.page", session_id=session_id))
    except (Unusable, Conflict) as refused:
        form.tell(refused)
        return _register(class_page(actor().id, session_id), form, marks), refused.status


@bp.post("/classes/<int:session_id>/list")
@action(Action.TEACH_CLASS)
def change_list(session_id: int) -> ResponseReturnValue:
    try:
        opening.set_list(actor().id, session_id, people_sent(), marks_sent())
    except (Unusable, Conflict) as refused:
        flash(str(refused), "error")
    return redirect(url_for("classes.page", session_id=session_id))


@bp.post("/classes/<int:session_id>/code")
@action(Action.TEACH_CLASS)
def code(session_id: int) -> ResponseReturnValue:
    try:
        signing.new_code(actor().id, session_id)
    except AlreadyClosed as refused:
        flash(str(refused), "error")
        return redirect(url_for("classes.page", session_id=session_id))
    to = "classes.screen" if request.form.get("to") == "screen" else "classes.page"
    return redirect(url_for(to, session_id=session_id))


@bp.post("/classes/<int:session_id>/discard")
@action(Action.TEACH_CLASS)
def discard(session_id: int) -> ResponseReturnValue:
    try:
        opening.discard(actor().id, session_id)
        flash(_("Discarded. Nothing was recorded."))
        return redirect(url_for("classes.index"))
    except AlreadyClosed as refused:
        flash(str(refused), "error")
        return redirect(url_for("classes.page", session_id=session_id))


@bp.get("/classes/<int:session_id>/screen")
@action(Action.TEACH_CLASS)
def screen(session_id: int) -> ResponseReturnValue:
    """For the projector: the code as large as it goes, and the same to scan."""
    v = class_page(actor().id, session_id)
    if v.saved_at is not None:
        return redirect(url_for("classes.page", session_id=session_id))
    settings: Settings = current_app.extensions["settings"]
    address = settings.public_url + url_for("classes.sign_in")
    return render_template(
        "classes/screen.html", v=v, address=address.partition("://")[2], form=RegisterForm(formdata=None),
        drawn=_drawn(f"{address}?code={v.code}") if v.code else None,
    )  # fmt: skip


def _drawn(address: str) -> Markup:
    """A QR code as SVG; its colours stand in the stylesheet, and it stays dark on light in every theme."""
    made = segno.make(address, error="m", micro=False)
    drawn = made.svg_inline(border=4, omitsize=True, svgclass="qr", lineclass="dots")
    return Markup(drawn.replace("<svg ", '<svg aria-hidden="true" ', 1))  # noqa: S704  made of an address of ours


@bp.get("/classes/<int:session_id>/stamp")
@action(Action.TEACH_CLASS)
def stamp(session_id: int) -> ResponseReturnValue:
    """For the pages that wait for sign-ins."""
    v = class_page(actor().id, session_id)
    people = [{"id": one.person_id, "mark": one.mark, "words": _signed(one.signed_in_at)} for one in v.lines]
    return jsonify(stamp=v.stamp, people=people, signed=v.signed_in)


@bp.route("/class", methods=["GET", "POST"])
@action(Action.JOIN_CLASS)
def sign_in() -> ResponseReturnValue:
    """For those in the room: give the code of the screen."""
    form, status, signed = CodeForm(code=request.args.get("code", "")[:12]), 200, None
    if form.validate_on_submit():
        try:
            signed = signing.sign_in(actor().id, form.code.data or "")
        except TooManyTries as braked:
            seconds = max(int((braked.until - clock.now()).total_seconds()) + 1, 1)
            form.refuse({"code": _("Too many tries. Wait %(count)s seconds, then type it again.", count=seconds)})
            status = braked.status
        except Unusable as refused:
            form.tell(refused)
            status = refused.status
    return render_template("classes/sign_in.html", form=form, signed=signed, today=registers_with(actor().id)), status


@bp.get("/classes/taught/<int:taught_id>")
@action(Action.SEE_STORY)
def taught(taught_id: int) -> ResponseReturnValue:
    return render_template("classes/taught.html", v=taught_view.taught_page(actor().id, taught_id))


@bp.route("/classes/taught/<int:taught_id>/correct", methods=["GET", "POST"])
@action(Action.CORRECT_FACT)
def correct_taught(taught_id: int) -> ResponseReturnValue:
    v = taught_view.taught_page(actor().id, taught_id)
    require(v.corrects)
    form = CorrectTaughtForm()
    if form.validate_on_submit():
        try:
            instead = None if form.what.data == "never" else Standing(form.what.data)
            saving.correct_taught(actor().id, taught_id, instead, form.why.data or "", form.once_key)
            flash(_("Corrected. Both versions stay readable."))
            return redirect(url_for("classes.taught", taught_id=taught_id))
        except SHOWN as refused:
            form.tell(refused)
    return render_template("classes/correct.html", v=v, form=form), 422 if form.errors else 200


def _told(body: Mapping[str, Any]) -> Said:
    title = module_title(body["module"])
    href = url_for("classes.taught", taught_id=body["taught"])
    if body["standing"] == Standing.OFFERED:
        return Said(_("Recorded: you were invited to the class on “%(title)s” and did not come", title=title), href)
    return Said(_("Recorded: you were in the class on “%(title)s”", title=title), href)


notices.WORDS[saving.TAUGHT] = _told
