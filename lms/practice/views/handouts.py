"""Role cards and show scripts for who teaches, to print or to open on the phone."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from lms.people.policy import Action
from lms.people.session import action, actor
from lms.practice.handouts import all_handouts, cards_page
from lms.practice.views.room import bp


@bp.get("/practice/handouts")
@action(Action.GIVE_SHOW)
def handouts() -> ResponseReturnValue:
    return render_template("practice/handouts.html", skills=all_handouts(actor().id))


@bp.get("/practice/<skill>/cards")
@action(Action.GIVE_SHOW)
def cards(skill: str) -> ResponseReturnValue:
    """card: one of them alone; side: customer or trainee, for one half."""
    page = cards_page(actor().id, skill, request.args.get("card", ""), request.args.get("side", ""))
    return render_template("practice/cards.html", v=page)
