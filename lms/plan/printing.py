"""What is taken away on paper: the takeaway of a module on one sheet, and the whole module. Neither counts as read."""

from flask import render_template
from flask.typing import ResponseReturnValue

from lms.people.policy import Action
from lms.people.session import action
from lms.plan import on_paper
from lms.plan.lesson_view import module_named
from lms.plan.views import bp


@bp.get("/courses/<module_id>/sheet")
@action(Action.LEARN)
def sheet(module_id: str) -> ResponseReturnValue:
    """The takeaway; it fits one sheet of A4, which a test in a browser measures."""
    return render_template("plan/sheet.html", paper=on_paper.takeaway(module_named(module_id)))


@bp.get("/courses/<module_id>/print")
@action(Action.LEARN)
def whole(module_id: str) -> ResponseReturnValue:
    return render_template("plan/print.html", paper=on_paper.whole(module_named(module_id)))
