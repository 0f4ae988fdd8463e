"""Pages that belong to no room: health and the style guide."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from lms.web.access import open_to_all

bp = Blueprint("web", __name__)


@bp.get("/healthz")
@open_to_all
def healthz() -> ResponseReturnValue:
    """The process answers; nothing else is asked."""
    return {"status": "ok"}


@bp.get("/styleguide")
@open_to_all
def styleguide() -> ResponseReturnValue:
    """Every component in every state, for whoever builds a page."""
    return render_template("web/styleguide.html")
