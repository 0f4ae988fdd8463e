"""Administration of teams."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lms.errors import NotYours, Unusable
from lms.i18n import _
from lms.people import teams
from lms.people.forms import TeamForm
from lms.people.policy import Action
from lms.people.session import action, actor
from lms.people.views.choices import team_choices
from lms.people.views.room import bp
from lms.people.views.tabs import tabs


@bp.route("/admin/teams", methods=["GET", "POST"])
@action(Action.MANAGE_PEOPLE)
def teams_page() -> ResponseReturnValue:
    nodes = teams.all_teams(actor().id)
    form = TeamForm()
    form.parent.choices = team_choices(_("Under no other team"))
    if form.validate_on_submit():
        try:
            teams.add(actor().id, form.name.data, _id(form.parent.data), form.once_key)
            flash(_("Saved."))
            return redirect(url_for("people.teams_page"))
        except Unusable as refused:
            form.refuse(refused.fields)
    return render_template("people/teams.html", nodes=nodes, form=form, tabs=tabs()), 422 if form.errors else 200


@bp.route("/admin/teams/<int:team_id>", methods=["GET", "POST"])
@action(Action.MANAGE_PEOPLE)
def team(team_id: int) -> ResponseReturnValue:
    nodes = teams.all_teams(actor().id)
    node = next((node for node in nodes if node.id == team_id), None)
    if node is None:
        raise NotYours
    form = TeamForm(name=node.name, parent=str(node.parent_id or ""))
    form.parent.choices = team_choices(_("Under no other team"), without=teams.below(nodes, team_id))
    if form.validate_on_submit():
        try:
            teams.change(actor().id, team_id, form.name.data, _id(form.parent.data))
            flash(_("Saved."))
            return redirect(url_for("people.teams_page"))
        except Unusable as refused:
            form.refuse(refused.fields)
    return render_template("people/team.html", node=node, form=form, tabs=tabs()), 422 if form.errors else 200


def _id(text: str) -> int | None:
    return int(text) if text else None
