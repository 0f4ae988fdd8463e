"""The phone of who plays the customer: the card with its hidden facts, ticked while they are uncovered."""

from flask import jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.errors import Unusable
from lms.i18n import clock
from lms.people.policy import Action
from lms.people.session import action, actor
from lms.practice import uncovering
from lms.practice.card_view import customer_page, ticked_now
from lms.practice.forms import PressForm, taps_sent
from lms.practice.reviews import Tap
from lms.practice.views.offline import kept_on_phone
from lms.practice.views.room import bp
from lms.web.forms import json_object


@bp.route("/tries/<int:try_id>/customer", methods=["GET", "POST"])
@action(Action.JOIN_TRY)
def customers_card(try_id: int) -> ResponseReturnValue:
    """Without a script the form sends all ticks at once."""
    page, form = customer_page(actor().id, try_id), PressForm()
    if form.validate_on_submit():
        uncovering.keep_ticks(actor().id, try_id, request.form.getlist("fact"))
        return redirect(url_for("practice.customers_card", try_id=try_id))
    return kept_on_phone(render_template("practice/customers_card.html", v=page, form=form))


@bp.route("/tries/<int:try_id>/uncovered", methods=["GET", "POST"])
@action(Action.JOIN_TRY)
def uncovered(try_id: int) -> ResponseReturnValue:
    """For scripts: how the facts stand, and ticks to keep. Only the sequences that come back are on disk."""
    if request.method == "GET":
        now = ticked_now(actor().id, try_id)
        return jsonify(heard=now.heard, played=now.played, over=now.over)
    taps = taps_sent(json_object(), actor().id)
    ticks = [tap for tap in taps if isinstance(tap, Tap)]
    if len(ticks) < len(taps):
        raise Unusable("a fact takes no note")
    kept = uncovering.tick(actor().id, try_id, ticks)
    return jsonify(of=try_id, saved=kept.saved, taken=kept.taken, last_seq=kept.last_seq, at=clock(kept.saved_at))
