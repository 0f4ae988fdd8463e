"""Practice alone with a scripted customer: played step by step, logged, and read again."""

from collections.abc import Sequence
from datetime import timedelta

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms import clock
from lms.errors import NotYours, Unusable
from lms.i18n import _
from lms.people.policy import Action, require
from lms.people.session import action, actor
from lms.practice import tries
from lms.practice.customer_view import customer_page, module_of, parted, played_page
from lms.practice.forms import PlayForm
from lms.practice.plays import Play, script_of
from lms.practice.views.room import bp
from lms.web.forms import json_object

LONGEST_WAIT = timedelta(days=60)  # what a phone kept for longer has lost its day


@bp.get("/practice/<skill>/customers/<customer_id>")
@action(Action.LOG_SOLO)
def customer(skill: str, customer_id: str) -> ResponseReturnValue:
    """The address holds all that was said, so the page works by links alone, and keeps its place."""
    script = module_of(skill).customer(customer_id)
    if script is None:
        raise NotYours
    try:
        page = customer_page(script, parted(request.args.get("said", "")))
    except ValueError:
        flash(_("This script has changed since. It begins anew here."), "error")
        return redirect(url_for("practice.customer", skill=skill, customer_id=customer_id))
    return render_template("practice/customer.html", v=page, skill=skill, form=PlayForm(hash=page.hash, said=page.said))


@bp.post("/practice/<skill>/customers/<customer_id>")
@action(Action.LOG_SOLO)
def log_play(skill: str, customer_id: str) -> ResponseReturnValue:
    """By a form, or by a script, which may have kept it for a while."""
    if request.is_json:
        body = json_object()
        key, said, ago = body.get("key"), body.get("said"), body.get("ago")
        if body.get("person") != actor().id or not isinstance(key, str) or not isinstance(said, list):
            raise Unusable("a play has a person, a key and what was said")
        if type(ago) is not int or ago < 0:
            raise Unusable("ago must be a whole number of seconds")
        _log(
            skill, customer_id, str(body.get("hash", "")), [str(one) for one in said], key[:64], timedelta(seconds=ago)
        )
        return jsonify(key=key, back=url_for("practice.skill", skill=skill))
    form = PlayForm()
    _log(skill, customer_id, form.hash.data or "", parted(form.said.data or ""), form.once_key)
    return redirect(url_for("practice.skill", skill=skill))


def _log(
    skill: str, customer_id: str, content_hash: str, said: Sequence[str], key: str, ago: timedelta = timedelta()
) -> None:
    """Log a play that was over so long ago, and tell it on the next page."""
    script = script_of(module_of(skill), content_hash)
    require(script is None or script.id == customer_id)
    play = None if script is None else Play(script, said)
    made = tries.log_solo(actor().id, skill, key, clock.now() - min(ago, LONGEST_WAIT) if ago else None, play)
    logged = _("Logged: practised alone.")
    words = (
        logged if play else _("Logged: practised alone. The script has changed since, so what you said is not kept.")
    )
    told = {"words": words, "undo": url_for("practice.undo_solo", try_id=made)}
    flash(told)  # type: ignore[arg-type]  # the layout makes a toast with an undo of it


@bp.get("/practice/alone/<int:try_id>")
@action(Action.SEE_TRY)
def played(try_id: int) -> ResponseReturnValue:
    return render_template("practice/played.html", v=played_page(actor().id, try_id))
