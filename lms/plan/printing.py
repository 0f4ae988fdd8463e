"""What is taken away on paper: the takeaway of a module on one sheet, and the whole module. Neither counts as read."""

from flask import render_template
from flask.typing import ResponseReturnValue

from lms.curriculum.catalog import Module
from lms.errors import NotYours
from lms.people.policy import Action
from lms.people.session import action
from lms.plan import on_paper
from lms.plan.lesson_view import module_or_none
from lms.plan.views import bp


@bp.get("/courses/<module_id>/sheet")
@action(Action.LEARN)
def sheet(module_id: str) -> ResponseReturnValue:
    """The takeaway; it fits one sheet of A4, which a test in a browser measures."""
    return render_template("plan/sheet.html", paper=on_paper.takeaway(_module(module_id)))


@bp.get("/courses/<module_id>/print")
@action(Action.LEARN)
def whole(module_id: str) -> ResponseReturnValue:
    return render_template("plan/print.html", paper=on_paper.whole(_module(module_id)))


def _module(module_id: str) -> Module:
    found = module_or_none(module_id)
    if found is None:
        raise NotYours
    return found
