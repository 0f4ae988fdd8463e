"""A colleague joins a try by its code, and who began it sees who is in it."""

from flask import current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms.fields import SelectChoice

from lms import clock
from lms.config import Settings
from lms.errors import Conflict, NotYours
from lms.i18n import _, ngettext
from lms.people.brakes import TooManyTries
from lms.people.policy import Action
from lms.people.session import action, actor
from lms.practice import joining, reviews, tries
from lms.practice.forms import CodeForm, PartForm, PressForm
from lms.practice.seats import Part
from lms.practice.try_view import head_of, live_try, stamp_of
from lms.practice.views.room import bp
from lms.web.qr import qr


@bp.post("/practice/<skill>/peer")
@action(Action.START_PEER)
def start_peer(skill: str) -> ResponseReturnValue:
    """Practice with a colleague begins with letting them in."""
    made = tries.start_peer(actor().id, skill, PressForm().once_key)
    joining.invite(actor().id, made)
    return redirect(url_for("practice.colleagues", try_id=made))


@bp.route("/tries/<int:try_id>/colleagues", methods=["GET", "POST"])
@action(Action.START_TRY)
def colleagues(try_id: int) -> ResponseReturnValue:
    """The code by which colleagues join, and who has."""
    loaded = live_try(actor().id, Action.START_TRY, try_id)
    if not loaded.stands or loaded.row.closed_at is not None:
        return redirect(url_for("practice.try_page", try_id=try_id))
    form = PressForm()
    if form.validate_on_submit():
        joining.invite(actor().id, try_id)
        return redirect(url_for("practice.colleagues", try_id=try_id))
    code = joining.code_of(try_id)
    settings: Settings = current_app.extensions["settings"]
    link = settings.public_url + url_for("practice.join", code=code.code) if code else ""
    place = settings.public_url.partition("://")[2] + url_for("practice.join_by_code")
    return render_template(
        "practice/colleagues.html", head=head_of(loaded, actor().id), form=form, code=code, link=link, place=place,
        picture=qr(link) if link else None, seated=joining.seated_in(actor().id, try_id),
        stamp=stamp_of(loaded, actor().id),
    )  # fmt: skip


@bp.post("/tries/<int:try_id>/colleagues/<int:person_id>/take-back")
@action(Action.START_TRY)
def take_back_seat(try_id: int, person_id: int) -> ResponseReturnValue:
    joining.take_back(actor().id, try_id, person_id)
    flash(_("Taken back. The code that was shown opens nothing any more."))
    return redirect(url_for("practice.colleagues", try_id=try_id))


@bp.post("/tries/<int:try_id>/leave")
@action(Action.JOIN_TRY)
def leave_try(try_id: int) -> ResponseReturnValue:
    joining.leave(actor().id, try_id)
    flash(_("You have left. What you ticked and rated stays."))
    return redirect(url_for("practice.join_by_code"))


@bp.route("/join", methods=["GET", "POST"])
@action(Action.JOIN_TRY)
def join_by_code() -> ResponseReturnValue:
    form = CodeForm()
    if form.validate_on_submit() and joining.folded(form.code.data or ""):
        return redirect(url_for("practice.join", code=joining.folded(form.code.data)))
    return _code_page(form, 422 if form.is_submitted() else 200)


@bp.route("/join/<code>", methods=["GET", "POST"])
@action(Action.JOIN_TRY)
def join(code: str) -> ResponseReturnValue:
    """Choose what to do in the try that the code opens."""
    try:
        loaded = joining.look(actor().id, code)
        form = PartForm()
        form.part.choices = [SelectChoice(_name(parts), _words(parts)) for parts in joining.parts_for(loaded)]
        if form.validate_on_submit():
            parts = frozenset(Part(part) for part in str(form.part.data).split("-"))
            joining.join(actor().id, code, parts)
            return _seated(loaded.row.id, parts)
    except TooManyTries as braked:
        seconds = max(int((braked.until - clock.now()).total_seconds()), 1)
        words = ngettext("Too many codes that open nothing. Wait %(num)s second, then try again.",
                         "Too many codes that open nothing. Wait %(num)s seconds, then try again.",
                         seconds) % {"num": seconds}  # fmt: skip
        return *_refused(code, words, 429), {"Retry-After": str(seconds)}
    except NotYours:
        words = _("This code opens nothing: it is mistyped, or the play is over. Ask for it again.")
        return _refused(code, words, 404)
    except Conflict as own:
        return _refused(code, str(own), 409)
    values = {"head": head_of(loaded, actor().id), "code": code, "form": form}
    return render_template("practice/join.html", **values), 422 if form.errors else 200


def _seated(try_id: int, parts: frozenset[Part]) -> ResponseReturnValue:
    if Part.PEER in parts:
        reviews.open_review(actor().id, try_id)
    page = "practice.customers_card" if Part.CUSTOMER in parts else "practice.review"
    return redirect(url_for(page, try_id=try_id))


def _name(parts: frozenset[Part]) -> str:
    return "-".join(sorted(parts))


def _words(parts: frozenset[Part]) -> str:
    if len(parts) > 1:
        return _("Both, on this phone")
    return _("I play the customer") if Part.CUSTOMER in parts else _("I rate")


def _code_page(form: CodeForm, status: int) -> tuple[str, int]:
    return render_template("practice/join_by_code.html", form=form), status


def _refused(code: str, words: str, status: int) -> tuple[str, int]:
    form = CodeForm(formdata=None, code=joining.folded(code))
    form.refuse({"code": words})
    return _code_page(form, status)
