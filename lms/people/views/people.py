"""Administration of people: the list, one person, their places."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms import clock
from lms.errors import Conflict, NotAllowed, Unusable
from lms.i18n import _, day, zone
from lms.people import accounts, beginning, coaching, directory, learning, links, places, teams
from lms.people.accounts import Details, FirstPlace
from lms.people.directory import Filter, Row
from lms.people.forms import BareForm, EndForm, NewPersonForm, PersonForm, PlaceForm, also
from lms.people.models import Role
from lms.people.policy import Action, looks_after_accounts, require
from lms.people.session import action, actor
from lms.people.views.choices import ROLE_WORDS, enrol_address, team_choices
from lms.people.views.room import bp
from lms.people.views.tabs import tabs
from lms.web.forms import number


@bp.get("/admin")
@action(Action.MANAGE_PEOPLE)
def admin() -> ResponseReturnValue:
    require(looks_after_accounts(actor().id))
    return redirect(url_for("people.people"))


@bp.get("/admin/people")
@action(Action.MANAGE_PEOPLE)
def people() -> ResponseReturnValue:
    asked = _asked()
    page = directory.people(actor().id, asked)
    values = {"page": page, "asked": asked, "begun": beginning.begun(actor().id) if asked == Filter() else None}
    return render_template(
        "people/people.html", teams=teams.tree(), role_words=ROLE_WORDS, tabs=tabs(), link=_link, **values
    )


@bp.route("/admin/people/new", methods=["GET", "POST"])
@action(Action.MANAGE_PEOPLE)
def new_person() -> ResponseReturnValue:
    require(looks_after_accounts(actor().id))
    added = number(request.args.get("added"))
    if added is not None:
        return _added(added, request.args.get("of", ""))
    form = NewPersonForm(language=actor().language.value, zone=actor().zone, from_on=clock.today(zone()))
    also(form.zone, actor().zone)
    form.team.choices = team_choices(_("In no team yet"))
    if form.validate_on_submit():
        try:
            first = FirstPlace(int(form.team.data), Role(form.role.data), form.from_on.data) if form.team.data else None
            person_id = accounts.add(actor().id, _details(form), first, form.once_key)
            # An address of its own, so that one can go on from it and come back: see lms.people.views.lines.
            return redirect(url_for("people.new_person", added=person_id, of=form.once_key))
        except (Unusable, Conflict) as refused:
            form.tell(refused)
    elif form.errors:
        _refuse_all(form, None)
    return render_template("people/new_person.html", form=form, tabs=tabs()), 422 if form.errors else 200


@bp.route("/admin/people/<int:person_id>", methods=["GET", "POST"])
@action(Action.MANAGE_PEOPLE)
def person(person_id: int) -> ResponseReturnValue:
    form = PersonForm(obj=accounts.of(actor().id, person_id))
    also(form.zone, accounts.of(actor().id, person_id).zone)
    if form.validate_on_submit():
        try:
            accounts.change(actor().id, person_id, _details(form))
            flash(_("Saved."))
            return redirect(url_for("people.person", person_id=person_id))
        except (Unusable, NotAllowed, Conflict) as refused:
            form.tell(refused)
    elif form.errors:
        _refuse_all(form, person_id)
    return _person_page(person_id, form=form)


@bp.post("/admin/people/<int:person_id>/places")
@action(Action.PLACE_PEOPLE)
def add_place(person_id: int) -> ResponseReturnValue:
    form = PlaceForm()
    form.team.choices = team_choices()
    if form.validate_on_submit():
        try:
            days = (form.from_on.data, form.to_on.data)
            places.add(actor().id, person_id, (int(form.team.data), Role(form.role.data)), days, form.once_key)
            flash(_("Saved."))
            return redirect(url_for("people.person", person_id=person_id))
        except Unusable as refused:
            form.tell(refused)
    return _person_page(person_id, place_form=form)


@bp.post("/admin/people/<int:person_id>/places/<int:place_id>/end")
@action(Action.PLACE_PEOPLE)
def end_place(person_id: int, place_id: int) -> ResponseReturnValue:
    form = EndForm()
    if not form.validate_on_submit():
        raise Unusable(str(next(iter(form.to_on.errors), "")))
    places.end(actor().id, place_id, form.to_on.data)
    words = _("Saved. The last day is %(day)s.", day=day(form.to_on.data))
    undo = url_for("people.reopen_place", person_id=person_id, place_id=place_id)
    flash({"words": words, "undo": undo})  # type: ignore[arg-type]  # the layout reads it
    return redirect(url_for("people.person", person_id=person_id))


@bp.post("/admin/people/<int:person_id>/places/<int:place_id>/reopen")
@action(Action.PLACE_PEOPLE)
def reopen_place(person_id: int, place_id: int) -> ResponseReturnValue:
    places.reopen(actor().id, place_id)
    flash(_("Taken back: it has no last day."))
    return redirect(url_for("people.person", person_id=person_id))


@bp.get("/admin/people/<int:person_id>/suspension")
@action(Action.MANAGE_PEOPLE)
def suspension(person_id: int) -> ResponseReturnValue:
    """The question before a suspension, where scripts don't run."""
    values = {"person": directory.person(actor().id, person_id), "taught": coaching.taught_by(actor().id, person_id)}
    return render_template("people/suspension.html", bare=BareForm(formdata=None), tabs=tabs(), **values)


@bp.post("/admin/people/<int:person_id>/suspend")
@action(Action.MANAGE_PEOPLE)
def suspend(person_id: int) -> ResponseReturnValue:
    accounts.suspend(actor().id, person_id)
    undo = url_for("people.unsuspend", person_id=person_id)
    flash({"words": _("Suspended, and signed out everywhere."), "undo": undo})  # type: ignore[arg-type]  # the layout reads it
    return redirect(url_for("people.person", person_id=person_id))


@bp.post("/admin/people/<int:person_id>/unsuspend")
@action(Action.MANAGE_PEOPLE)
def unsuspend(person_id: int) -> ResponseReturnValue:
    accounts.unsuspend(actor().id, person_id)
    flash(_("The person can sign in again."))
    return redirect(url_for("people.person", person_id=person_id))


def _added(person_id: int, key: str) -> ResponseReturnValue:
    row = directory.person(actor().id, person_id)
    made = links.shown_again(actor().id, [person_id], key)
    return render_template(
        "people/added.html", person=row, made=made[0] if made else None,
        opens_elsewhere=links.can_be_opened_elsewhere(), enrol=_enrol(row), tabs=tabs(),
    )  # fmt: skip


def _person_page(
    person_id: int, *, form: PersonForm | None = None, place_form: PlaceForm | None = None
) -> ResponseReturnValue:  # fmt: skip
    row = directory.person(actor().id, person_id)
    if form is None:
        form = PersonForm(formdata=None, obj=accounts.of(actor().id, person_id))
        also(form.zone, accounts.of(actor().id, person_id).zone)
    today = clock.today(zone())
    if place_form is None:
        place_form = PlaceForm(formdata=None, from_on=today)
        place_form.team.choices = team_choices()
    refused = bool(form.errors or place_form.errors)
    values: dict[str, Any] = {
        "person": row, "form": form, "place_form": place_form, "end_form": EndForm(formdata=None, to_on=today),
        "bare": BareForm(formdata=None), "role_words": ROLE_WORDS, "today": today, "oneself": person_id == actor().id,
        "coached": coaching.pairs(actor().id, person_id=person_id).pairs, "skills": dict(coaching.skills()),
        "taught": coaching.taught_by(actor().id, person_id),
        "on_path": learning.path_of(person_id), "enrol": _enrol(row), "tabs": tabs(),
    }  # fmt: skip
    return render_template("people/person.html", **values), 422 if refused else 200


def _enrol(row: Row) -> str | None:
    """Where the person is enrolled in a path: somebody else, who is a trainee or will be, and can come in."""
    today = clock.today(zone())
    learns = any(one.role is Role.TRAINEE and (one.to_on is None or one.to_on >= today) for one in row.places)
    return enrol_address(row.id) if learns and row.suspended_at is None and row.id != actor().id else None


def _refuse_all(form: PersonForm, person_id: int | None) -> None:
    """Beside what the form itself refuses, tell what the service would, so that one sending tells every fault."""
    person = accounts.of(actor().id, person_id) if person_id is not None else None
    faults = accounts.faults(_details(form), person)
    form.refuse({name: words for name, words in faults.items() if not form[name].errors})


def _details(form: PersonForm) -> Details:
    return Details(
        form.name.data or "", form.email.data or "", form.mobile.data or "", form.language.data, form.zone.data,
        form.is_admin.data,
    )  # fmt: skip


def _asked() -> Filter:
    """What the address asks for; what can't be used is left out."""
    args = request.args
    role = args.get("role", "")
    return Filter(
        words=args.get("q", "")[:80],
        team=number(args.get("team")),
        role=Role(role) if role in set(Role) else None,
        state=args.get("state", "") if args.get("state") in ("active", "suspended", "not_in") else "",
        after=number(args.get("after")),
        before=number(args.get("before")),
    )


def _link(asked: Filter, **changed: object) -> str:
    """The address of the list with something changed; another filter starts at the first page."""
    values: dict[str, Any] = {"q": asked.words, "team": asked.team, "role": asked.role, "state": asked.state, **changed}
    return url_for("people.people", **{name: value for name, value in values.items() if value})
