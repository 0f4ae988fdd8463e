"""Pages that open again without network: which a phone may keep, the worker that does, what stands in for others."""

from flask import Response, current_app, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lms.people.policy import Action
from lms.people.session import action, actor
from lms.practice.views.room import bp
from lms.web.access import open_to_all

KEEP = "Shifu-Keep"


def kept_on_phone(page: str) -> Response:
    """A page that its reader's phone may keep for a day: `static/js/worker.js` reads whose it is."""
    response = make_response(page)
    response.headers[KEEP] = str(actor().id)
    return response


@bp.get("/tries/")
@action(Action.LOG_SOLO)
def tries_home() -> ResponseReturnValue:
    """Where the installed page opens; without network the worker shows what is kept in its place."""
    return redirect(url_for("practice.index"))


@bp.get("/tries/offline")
@action(Action.LOG_SOLO)
def offline() -> ResponseReturnValue:
    """What the worker shows in the place of a page that isn't kept."""
    return kept_on_phone(render_template("practice/offline.html"))


@bp.get("/tries/worker.js")
@open_to_all
def worker() -> ResponseReturnValue:
    """The script under an address of the pages that it may look after, and no others."""
    serve = current_app.ensure_sync(current_app.view_functions["static"])
    return serve(filename="js/worker.js")  # type: ignore[no-any-return]  # the framework doesn't say what views return
