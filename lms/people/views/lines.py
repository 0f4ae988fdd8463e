"""Pasting lines of people: a look at each line's fate, then saving."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from lms import clock
from lms.errors import Conflict, Unusable
from lms.i18n import _, lazy, zone
from lms.people import links, paste, teams
from lms.people.forms import LinesForm
from lms.people.paste import Fate
from lms.people.policy import Action
from lms.people.session import action, actor
from lms.people.views.choices import ROLE_WORDS, enrol_address
from lms.people.views.room import bp
from lms.people.views.tabs import tabs

FATE_WORDS = {
    Fate.ADDED: lazy("Will be added"),
    Fate.ROLE_ADDED: lazy("Already here, role will be added"),
    Fate.UNCHANGED: lazy("Already here, unchanged"),
    Fate.REFUSED: lazy("Refused"),
}


@bp.route("/admin/lines", methods=["GET", "POST"])
@action(Action.MANAGE_PEOPLE)
def lines() -> ResponseReturnValue:
    form = LinesForm(from_on=clock.today(zone()))
    values: dict[str, object] = {"tabs": tabs(), "fate_words": FATE_WORDS, "role_words": ROLE_WORDS, "Fate": Fate}
    teams.all_teams(actor().id)
    if form.validate_on_submit():
        try:
            if request.form.get("step") == "save":
                return _saved(form, values)
            told = paste.look(actor().id, form.lines.data, form.from_on.data)
            return render_template("people/lines_preview.html", form=form, told=told, **values)
        except Unusable as refused:
            form.refuse(refused.fields)
        except Conflict as refused:
            form.refuse({"": str(refused)})
    return render_template("people/lines.html", form=form, outcome=None, **values), 422 if form.errors else 200


def _saved(form: LinesForm, values: dict[str, object]) -> ResponseReturnValue:
    outcome = paste.save(actor().id, form.lines.data, form.from_on.data, form.once_key, actor().language.value)
    left = LinesForm(formdata=None, lines=outcome.left, from_on=form.from_on.data)
    made = [one.invitation for one in outcome.added if one.invitation is not None]
    block = "\n".join(_("%(name)s: %(address)s", name=link.name, address=link.address) for link in made)
    values |= {"outcome": outcome, "invitations": block, "opens_elsewhere": links.can_be_opened_elsewhere()}
    values |= {"enrol": enrol_address}
    return render_template("people/lines.html", form=left, **values)
