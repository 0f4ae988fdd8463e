"""Links for guests: made from a try's page, shown once, listed with how each stands, revoked."""

from collections.abc import Mapping
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lms import clock
from lms.errors import Conflict, Unusable
from lms.i18n import _
from lms.people.directory import names
from lms.people.links import can_be_opened_elsewhere
from lms.people.policy import Action, require
from lms.people.session import action, actor
from lms.practice.loading import load_try
from lms.practice.try_view import head_of, skill_name
from lms.raters import guests
from lms.raters.forms import GuestForm, PressForm
from lms.raters.rules import takes_guest
from lms.raters.views.room import bp
from lms.records.notices import WORDS, Said
from lms.web.qr import qr


@bp.route("/tries/<int:try_id>/guests", methods=["GET", "POST"])
@action(Action.INVITE_GUEST)
def guest_links(try_id: int) -> ResponseReturnValue:
    loaded = load_try(try_id)
    require(guests.may_invite(actor().id, loaded))
    form, made = GuestForm(), None
    if form.validate_on_submit():
        try:
            made = guests.invite(actor().id, try_id, form.name.data or "", form.once_key)
        except (Unusable, Conflict) as refused:
            form.tell(refused)
    asked = guests.guests_at(try_id)
    values = {
        "head": head_of(loaded, actor().id),
        "guests": asked,
        "called": names([one.made_by for one in asked]),
        "open": loaded.stands and takes_guest(loaded.row.started_at, loaded.row.ended_at, clock.now()),
        "made": made,
        "code": qr(made.address) if made else None,
        "opens_elsewhere": can_be_opened_elsewhere(),
    }
    press = PressForm(formdata=None)
    return render_template("raters/guests.html", form=form, press=press, **values), 422 if form.errors else 200


@bp.post("/guests/<int:link_id>/revoked")
@action(Action.INVITE_GUEST)
def revoke_guest(link_id: int) -> ResponseReturnValue:
    try_id = guests.revoke(actor().id, link_id)
    flash(_("Taken back. The link opens nothing any more."))
    return redirect(url_for("raters.guest_links", try_id=try_id))


def _ended(body: Mapping[str, Any]) -> Said:
    said = _("%(name)s, your guest, has ended the review", name=body["name"])
    words = _(
        "%(name)s, %(skill)s, try %(number)s",
        name=body["person"],
        skill=skill_name(body["skill"]),
        number=body["number"],
    )
    return Said(said, url_for("practice.back", try_id=body["try"]), words)


WORDS[guests.GUEST_ENDED] = _ended
