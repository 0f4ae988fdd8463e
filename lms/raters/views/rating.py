"""How one rates, for oneself; how one's trainers rate, for who manages them."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.i18n import _
from lms.people.models import Role
from lms.people.policy import Action, require
from lms.people.session import action, actor
from lms.practice.forms import PressForm
from lms.raters import telling
from lms.raters.own_view import own_page
from lms.raters.team_view import team_page
from lms.raters.views.room import bp
from lms.raters.words import agreement_words
from lms.records.notices import WORDS, Said
from lms.web import nav
from lms.web.forms import number

nav.register_place("own_rating", "raters.me")
nav.register_place("raters", "raters.team")


@bp.get("/raters/me")
@action(Action.SEE_OWN_RATING)
def me() -> ResponseReturnValue:
    return render_template("raters/me.html", v=own_page(actor().id), form=PressForm(), in_words=agreement_words)


@bp.post("/raters/me/read")
@action(Action.SEE_OWN_RATING)
def read() -> ResponseReturnValue:
    telling.mark_read(actor().id)
    flash(_("Noted that you have read it."))
    return redirect(url_for("raters.me"))


@bp.get("/raters")
@action(Action.SEE_RATERS)
def team() -> ResponseReturnValue:
    require(actor().has(Role.MANAGER))
    page = team_page(actor().id, number(request.args.get("page")) or 1)
    return render_template("raters/team.html", v=page, in_words=agreement_words)


def _told(_body: Any) -> Said:
    return Said(
        _("Something stands out in how you rate. You read it first."),
        url_for("raters.me"),
        _("Your manager sees it two weeks later, or three working days after you have read it."),
    )


WORDS[telling.NOTICE] = _told
