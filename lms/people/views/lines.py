"""Pasting lines of people: a look at each line's fate, then saving.

What a saving did is a page with an address of its own, so that one can go on from it and come back: invitations are
made from the key of the sending, which the address carries, and are shown to whoever made them alone.
"""

from flask import redirect, render_template, request, url_for
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
    if request.args.get("of"):
        return _outcome(request.args.getlist("of"), values)
    if form.validate_on_submit():
        try:
            if request.form.get("step") == "save":
                return _saved(form)
            told = paste.look(actor().id, form.lines.data, form.from_on.data)
            return render_template("people/lines_preview.html", form=form, told=told, **values)
        except Unusable as refused:
            form.refuse(refused.fields)
        except Conflict as refused:
            form.refuse({"": str(refused)})
    return render_template("people/lines.html", form=form, outcome=None, **values), 422 if form.errors else 200


def _saved(form: LinesForm) -> ResponseReturnValue:
    key, mends = form.once_key, form.mended_keys
    paste.save(actor().id, form.lines.data, form.from_on.data, key, actor().language.value, mends)
    return redirect(url_for("people.lines", of=[*mends, key]))


def _outcome(keys: list[str], values: dict[str, object]) -> ResponseReturnValue:
    outcome = paste.done(actor().id, keys)
    left = LinesForm(formdata=None, lines=outcome.left, from_on=outcome.from_on, mends=" ".join(keys))
    made = [one.invitation for one in outcome.added if one.invitation is not None]
    block = "\n".join(_("%(name)s: %(address)s", name=link.name, address=link.address) for link in made)
    values |= {"outcome": outcome, "invitations": block, "opens_elsewhere": links.can_be_opened_elsewhere()}
    values |= {"enrol": enrol_address}
    return render_template("people/lines.html", form=left, **values)
