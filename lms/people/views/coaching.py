"""Administration of who coaches whom."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms.fields import SelectChoice

from lms import clock
from lms.errors import Unusable
from lms.i18n import _, day, zone
from lms.people import accounts, coaching, directory
from lms.people.forms import BareForm, CoachingForm, EndForm
from lms.people.models import Role
from lms.people.policy import Action
from lms.people.session import action, actor
from lms.people.views.room import bp
from lms.people.views.tabs import tabs
from lms.web.forms import number


@bp.route("/admin/coaching", methods=["GET", "POST"])
@action(Action.PLACE_PEOPLE)
def coaching_page() -> ResponseReturnValue:
    form = CoachingForm(from_on=clock.today(zone()), trainee=_asked_trainee())
    skills = [("", _("All skills")), *coaching.skills()]
    form.skill.choices = [SelectChoice(value, words) for value, words in skills]
    if form.validate_on_submit():
        try:
            who, days = (form.trainer.data, form.trainee.data), (form.from_on.data, form.to_on.data)
            coaching.add(actor().id, who, form.skill.data or None, days, form.once_key)
            flash(_("Saved."))
            return redirect(url_for("people.coaching_page"))
        except Unusable as refused:
            form.refuse(refused.fields)
    person_id, ended = number(request.args.get("person")), "ended" in request.args
    page = coaching.pairs(actor().id, person_id=person_id, ended=ended, after=number(request.args.get("after")))
    values = {
        "page": page, "ended": ended, "person": directory.person(actor().id, person_id) if person_id else None,
        "trainers": directory.choices(actor().id, coaching.COACHES), "skills": dict(coaching.skills()),
        "trainees": directory.choices(actor().id, [Role.TRAINEE]),
        "end_form": EndForm(formdata=None, to_on=clock.today(zone())), "bare": BareForm(formdata=None),
    }  # fmt: skip
    return render_template("people/coaching.html", form=form, tabs=tabs(), **values), 422 if form.errors else 200


@bp.post("/admin/coaching/<int:coaching_id>/end")
@action(Action.PLACE_PEOPLE)
def end_coaching(coaching_id: int) -> ResponseReturnValue:
    form = EndForm()
    if not form.validate_on_submit():
        raise Unusable(str(next(iter(form.to_on.errors), "")))
    coaching.end(actor().id, coaching_id, form.to_on.data)
    words = _("Saved. The last day is %(day)s.", day=day(form.to_on.data))
    flash({"words": words, "undo": url_for("people.reopen_coaching", coaching_id=coaching_id)})  # type: ignore[arg-type]  # the layout reads it
    return redirect(url_for("people.coaching_page"))


@bp.post("/admin/coaching/<int:coaching_id>/reopen")
@action(Action.PLACE_PEOPLE)
def reopen_coaching(coaching_id: int) -> ResponseReturnValue:
    coaching.reopen(actor().id, coaching_id)
    flash(_("Taken back: it has no last day."))
    return redirect(url_for("people.coaching_page"))


def _asked_trainee() -> str:
    """The address of the person from whose page one comes."""
    person_id = number(request.args.get("trainee"))
    if person_id is None:
        return ""
    person = accounts.of(actor().id, person_id)
    return person.email or person.mobile or ""
