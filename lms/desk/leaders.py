"""Pages for who answers for teaching: what we owe this week, and what is ours to mend before anybody is judged."""

from urllib.parse import quote

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms import clock
from lms.desk.export import note_taken
from lms.desk.findings_view import finding_page, findings_page
from lms.desk.owed import Asked, OwedPage, address, kind_words, owed_of
from lms.desk.owed_export import owed_file_words, owed_table
from lms.i18n import _, zone
from lms.people.models import Role
from lms.people.policy import Action, require
from lms.people.session import action, actor
from lms.web import nav
from lms.web.forms import number

bp = Blueprint("leaders", __name__)
nav.register(nav.NavItem("leaders.owed", "Teaching", "hourglass", frozenset({Role.MANAGER}), 13, "o"))


@bp.get("/owed")
@action(Action.SEE_TEAM)
def owed() -> ResponseReturnValue:
    return render_template("desk/owed.html", v=_owed(), address=address, kind_words=kind_words)


@bp.get("/owed.csv")
@action(Action.SEE_TEAM)
def owed_csv() -> ResponseReturnValue:
    page = _owed()
    body = owed_table(page, actor().id)
    note_taken(actor().id, "owed", len(page.shown))
    name = "-".join([clock.today(zone()).isoformat(), *owed_file_words(page)]) + ".csv"
    headers = {"Content-Disposition": f"attachment; filename=owed.csv; filename*=UTF-8''{quote(name)}"}
    return Response(body, content_type="text/csv; charset=utf-8", headers=headers)


def _owed() -> OwedPage:
    require(actor().has(Role.MANAGER))
    words = {name: request.args.get(name, "") for name in ("owed_by", "skill", "kind", "when")}
    asked = Asked(**words, page=number(request.args.get("page")) or 1)
    return owed_of(actor().id, asked, clock.now())


@bp.get("/findings")
@action(Action.SEE_TEAM)
def findings() -> ResponseReturnValue:
    require(actor().has(Role.MANAGER))
    return render_template("desk/findings.html", v=findings_page(actor().id, clock.now()))


@bp.get("/findings/<key>")
@action(Action.SEE_TEAM)
def finding(key: str) -> ResponseReturnValue:
    """One thing to mend. What is found no longer, or was never open to the reader, leads back to the list alike."""
    require(actor().has(Role.MANAGER))
    page = finding_page(actor().id, key, clock.now())
    if page is None:
        flash(_("This is not found any more. Here is what is."))
        return redirect(url_for("leaders.findings"))
    return render_template("desk/finding.html", v=page)
