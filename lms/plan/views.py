"""Courses, lessons, small checks, the standard of day one, and enrolment."""

from dataclasses import replace

from flask import Blueprint, abort, flash, jsonify, redirect, render_template, request, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf
from sqlalchemy import select

from lms import clock
from lms.curriculum import edition
from lms.curriculum.world import Kind
from lms.db import session
from lms.errors import NotYours, Unusable
from lms.i18n import _, language, zone
from lms.people import learning
from lms.people.models import Person, Role
from lms.people.policy import Action, Matter, can, require
from lms.people.session import Actor, action, actor
from lms.plan import lesson_view, progress, service
from lms.plan.course_map import map_of, map_without_plan
from lms.plan.forms import AcknowledgeForm, CheckForm, EnrolForm, FinishSectionForm, StartForm
from lms.web import frames, nav
from lms.web.errors import wants_json
from lms.web.forms import json_object, number

bp = Blueprint("plan", __name__)
nav.register(
    nav.NavItem(
        "plan.courses", "Courses", "book", frozenset({Role.TRAINEE, Role.TRAINER, Role.MANAGER, Role.ADMIN}), 20
    )
)


@bp.app_template_filter("hours")
def hours(minutes: int) -> str:
    """How long something takes: 45分钟, 1小时, 1小时10分 / 45 min, 1 h, 1 h 10 min."""
    whole, rest = divmod(minutes, 60)
    if not whole:
        return _("%(minutes)s min", minutes=rest)
    return _("%(hours)s h %(minutes)s min", hours=whole, minutes=rest) if rest else _("%(hours)s h", hours=whole)


@bp.get("/courses")
@action(Action.LEARN)
def courses() -> ResponseReturnValue:
    """path: whose days to show, for who has no path of their own."""
    plan, read = service.plan_of(actor().id), progress.all_progress(actor().id)
    meets = any(edition.catalog().world.of_kind(Kind.PROSPECT))
    paths = () if plan is not None else tuple(edition.catalog().paths.values())
    shown = map_of(plan, read) if plan else map_without_plan(request.args.get("path"), read, clock.today(zone()))
    return render_template("plan/courses.html", plan=plan, map=shown, paths=paths, meets_customers=meets)


@bp.get("/courses/<module_id>")
@action(Action.LEARN)
def module(module_id: str) -> ResponseReturnValue:
    found = lesson_view.module_named(module_id)
    read = progress.section_progress(actor().id, module_id)
    following = lesson_view.next_section(found, read)
    finished = {anchor for anchor, one in read.items() if one.finished_at is not None}
    skill = next((s for s in edition.catalog().skills.values() if s.checklist == found.id), None)
    customers = [firm for firm in edition.catalog().world.met_in(found.id) if firm.kind is Kind.PROSPECT]
    values = {"following": following, "finished": finished, "skill": skill, "read": read, "customers": customers}
    return render_template("plan/module.html", module=found, lesson=found.lessons[language()], **values)


@bp.get("/courses/<module_id>/<section>")
@action(Action.LEARN)
def lesson(module_id: str, section: str) -> ResponseReturnValue:
    found = lesson_view.module_named(module_id)
    place = lesson_view.place_in(found, section, progress.section_progress(actor().id, module_id))
    if place is None:
        raise NotYours
    return _lesson_page(place, _came_from())


def _lesson_page(place: lesson_view.Place, came_from: tuple[int, int] | None) -> str:
    """The page from its frame, which all readers with the same roles and the same sections finished share."""
    reader = actor()

    def render(reader: Actor, place: lesson_view.Place) -> str:
        parts = lesson_view.parts_of(place.module, place.section)
        return render_template("plan/lesson.html", actor=reader, place=place, parts=parts, came_from=came_from)

    if came_from is not None or "_flashes" in cookie:
        return render(reader, place)
    resumes = place.resume_at is not None
    key = (
        edition.catalog().hash, place.module.id, place.section.anchor, language(), place.finished, resumes,
        reader.roles, reader.theme, reader.single_keys,
    )  # fmt: skip
    return frames.filled(
        key,
        lambda: render(replace(reader, name=frames.NAME), replace(place, resume_at=frames.NUMBER if resumes else None)),
        generate_csrf(),
        {frames.NAME: reader.name, frames.NUMBER: str(place.resume_at)},
    )


def _came_from() -> tuple[int, int] | None:
    """The attempt and position of the quiz question from which somebody came to read, to lead them back."""
    attempt, position = map(number, request.args.get("from", "").partition(".")[::2])
    return None if attempt is None or position is None else (attempt, position)


@bp.post("/courses/<module_id>/<section>/paragraph")
@action(Action.LEARN)
def paragraph(module_id: str, section: str) -> ResponseReturnValue:
    """A script says how far somebody has read. Body: {"paragraph": 7}."""
    read_to = json_object().get("paragraph")
    if type(read_to) is not int:
        raise Unusable("paragraph must be a number")
    progress.note_paragraph(actor().id, module_id, section, read_to)
    return jsonify(paragraph=read_to)


@bp.post("/courses/<module_id>/<section>/finish")
@action(Action.LEARN)
def finish(module_id: str, section: str) -> ResponseReturnValue:
    found = lesson_view.module_named(module_id)
    form = FinishSectionForm()
    if not form.validate_on_submit():
        abort(400)
    whole = progress.finish_section(actor().id, module_id, section)
    place = lesson_view.place_in(found, section, {})
    if place is not None and place.following is not None:
        return redirect(url_for("plan.lesson", module_id=module_id, section=place.following.anchor))
    if whole:
        flash(_("Read to the end. It is in your record."))
    return redirect(url_for("plan.module", module_id=module_id))


@bp.post("/courses/<module_id>/checks/<check_id>")
@action(Action.LEARN)
def check(module_id: str, check_id: str) -> ResponseReturnValue:
    """Answer a small check; its key leaves the server only here. Scripts get JSON, others a page that leads back."""
    found = lesson_view.module_named(module_id)
    asked = found.checks.get(check_id)
    if asked is None:
        raise NotYours
    form = CheckForm()
    if not form.validate_on_submit():
        abort(400)
    section = next(s for s in found.lessons[language()].sections if check_id in s.checks)
    chosen = asked.body.option(request.form.get("chosen", ""))
    if chosen is None:
        if wants_json():
            raise Unusable(_("Choose an answer first."))
        return render_template("plan/check.html", module=found, section=section, asked=asked), Unusable.status
    right = chosen.id == asked.body.answer
    words, because = _verdict(right), chosen.feedback.in_(language())
    if wants_json():
        return jsonify(right=right, words=words, because=because)
    values = {"asked": asked, "chosen": chosen, "right": right, "words": words, "because": because}
    return render_template("plan/check.html", module=found, section=section, **values)


def _verdict(right: bool) -> str:
    return _("Yes.") if right else _("Set it aside.")


@bp.route("/standard", methods=["GET", "POST"])
@action(Action.ACKNOWLEDGE)
def standard() -> ResponseReturnValue:
    plan = service.plan_of(actor().id)
    if plan is None:
        raise NotYours
    form = AcknowledgeForm()
    if form.validate_on_submit():
        service.acknowledge(actor().id, plan.enrolment_id, form.once_key)
        flash(_("Noted. You can read it again at any time."))
        return redirect("/")
    return render_template("plan/standard.html", plan=plan, skills=plan.standard["skills"], form=form, **_owed(plan))


def _owed(plan: service.Plan) -> dict[str, object]:
    """How many shows and tries the path owes for each skill, and within how many days a try is reviewed."""
    return {"owed": {skill.skill: skill for skill in plan.path.skills}}


@bp.route("/enrol/<int:person_id>", methods=["GET", "POST"])
@action(Action.ENROL)
def enrol(person_id: int) -> ResponseReturnValue:
    person = _to_enrol(person_id)
    sees_story = can(actor().id, Action.SEE_STORY, Matter(person_id, clock.today(zone())))
    after = url_for("desk.story" if sees_story else "people.person", person_id=person_id)
    form = EnrolForm(start_on=clock.today(zone()))
    form.path.choices = [(path.id, path.name.in_(language())) for path in edition.catalog().paths.values()]
    status = 422 if form.is_submitted() else 200
    if form.validate_on_submit():
        try:
            service.enrol(actor().id, person_id, form.path.data, form.start_on.data, form.once_key)
            flash(_("Enrolled. The path and its standard are frozen for this person from here on."))
            return redirect(after)
        except Unusable as refused:
            form.refuse(refused.fields)
            status = 422
    plan = service.plan_of(person_id)
    before = service.start_before(plan.enrolment_id) if plan else None
    refusal = "" if plan else service.refusal(person_id)
    values = {"person": person, "plan": plan, "sees_story": sees_story, "after": after}
    return render_template("plan/enrol.html", form=form, before=before, refusal=refusal, **values), status


@bp.route("/enrol/<int:person_id>/start", methods=["GET", "POST"])
@action(Action.ENROL)
def correct_start(person_id: int) -> ResponseReturnValue:
    """The first day was wrong: another takes its place, and says why."""
    person, plan = _to_enrol(person_id), service.plan_of(person_id)
    if plan is None:
        raise NotYours
    form = StartForm(start_on=plan.start_on)
    if form.validate_on_submit():
        try:
            service.correct_start(actor().id, person_id, form.start_on.data, form.why.data or "", form.once_key)
            flash(_("Corrected. Both versions stay readable."))
            return redirect(url_for("plan.enrol", person_id=person_id))
        except Unusable as refused:
            form.refuse(refused.fields)
    return render_template("plan/start.html", person=person, form=form, plan=plan), 422 if form.errors else 200


def _to_enrol(person_id: int) -> Person:
    """Whose enrolment the actor may see to. Raises NotYours."""
    person = session().scalars(select(Person).where(Person.id == person_id)).one_or_none()
    require(person is not None and can(actor().id, Action.ENROL, Matter(person_id, clock.today(zone()))))
    assert person is not None
    return person


def _on_path(person_id: int) -> learning.OnPath | None:
    """For the page of a person among accounts."""
    plan = service.plan_of(person_id)
    if plan is None:
        return None
    correct = url_for("plan.correct_start", person_id=person_id)
    absences = url_for("absences.listed", person_id=person_id)
    return learning.OnPath(plan.path.name.in_(language()), plan.start_on, correct, absences)


learning.know_paths(_on_path, service.anybody_enrolled)
