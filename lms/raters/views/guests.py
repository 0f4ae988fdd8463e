"""What a guest sees: the link, one live review, and its end. Everything else answers them as it answers a stranger.

A guest is not signed in: their browser holds a token of its own, and each view here asks whose it is.
"""

from datetime import datetime

from flask import Blueprint, Response, current_app, jsonify, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_wtf.csrf import generate_csrf

from lms import clock
from lms.db import session
from lms.errors import AlreadyClosed, NotAllowed, Unusable
from lms.i18n import _
from lms.i18n import clock as on_the_clock
from lms.people.directory import names
from lms.practice import reviews
from lms.practice.forms import SHOWN, PressForm, taps_sent
from lms.practice.loading import load_try
from lms.practice.models import Review
from lms.practice.try_view import LivePage, head_of, live_page
from lms.raters import guests
from lms.raters.guests import Guest, GuestLinkOver
from lms.web.access import open_to_all
from lms.web.errors import answer, wants_json
from lms.web.forms import json_object, number

bp = Blueprint("guest", __name__, url_prefix="/guest")


@bp.route("/link/<token>", methods=["GET", "POST"])
@open_to_all
def link(token: str) -> ResponseReturnValue:
    """Opening it uses nothing up: chats do that to show what is behind. Only “Begin” binds it to the browser."""
    guest = guests.look(token, _browser())
    if guest.review_id is not None and not current_user.is_authenticated:
        return redirect(url_for("guest.review"))
    if request.method == "POST":
        _require_signed_out()
        browser, until = guests.begin(token)
        return _keeping(browser, until, make_response(redirect(url_for("guest.review"))))
    values = {**_about(guest), "token": token, "signed_in": current_user.is_authenticated}
    return render_template("guest/link.html", form=PressForm(), **values)


@bp.get("")
@open_to_all
def start() -> ResponseReturnValue:
    """Who asked, for what, and the way to the review: what stands above it."""
    guest = _guest()
    if guest.ended_at is not None:
        return redirect(url_for("guest.done"))
    return render_template("guest/start.html", **_about(guest))


def _about(guest: Guest) -> dict[str, object]:
    head = head_of(load_try(guest.try_id), guest.person_id)
    return {"guest": guest, "head": head, "asks": names([guest.made_by])[guest.made_by]}


@bp.get("/review")
@open_to_all
def review() -> ResponseReturnValue:
    guest = _guest()
    if guest.ended_at is not None:
        return redirect(url_for("guest.done"))
    assert guest.review_id is not None
    page = live_page(guest.person_id, load_try(guest.try_id), session().get_one(Review, guest.review_id))
    return _live(page, "")


def _live(page: LivePage, refused: str) -> str:
    form = PressForm(formdata=None)
    return render_template("guest/review.html", v=page, form=form, offers=(), calls_off=False, refused=refused)


@bp.get("/csrf")
@open_to_all
def csrf() -> ResponseReturnValue:
    """A fresh token, and which guest it is: what was tapped is sent only under the guest who tapped it."""
    guest = guests.guest_of(_browser())
    if guest is None:
        return answer(401, "", "signed_out")
    return jsonify(token=generate_csrf(), person=guest.person_id)


@bp.post("/reviews/<int:review_id>/taps")
@open_to_all
def rate(review_id: int) -> ResponseReturnValue:
    guest = _guest()
    ack = reviews.rate(guest.person_id, review_id, taps_sent(json_object(), guest.person_id))
    return jsonify(
        review=ack.review, saved=ack.saved, taken=ack.taken, late=ack.late, last_seq=ack.last_seq,
        at=on_the_clock(ack.saved_at),
    )  # fmt: skip


@bp.post("/reviews/<int:review_id>/end")
@open_to_all
def end(review_id: int) -> ResponseReturnValue:
    """A script ends at the sequence that it saw; a form without one sends the levels and ends."""
    guest = _guest()
    if request.is_json:
        body = json_object()
        end_seq, second = body.get("end_seq"), body.get("second")
        if type(end_seq) is not int or type(second) is not int:
            raise Unusable("end_seq and second must be whole numbers")
        ended = reviews.end_review(guest.person_id, review_id, end_seq, second)
        return jsonify(review=review_id, end_seq=ended.end_seq, back=url_for("guest.done"))
    try:
        end_seq = reviews.keep_levels(guest.person_id, review_id, request.form, number(request.form.get("seen")))
        reviews.end_review(guest.person_id, review_id, end_seq)
    except AlreadyClosed:
        pass  # it was ended before: the page that says so comes next
    except SHOWN as refused:
        page = live_page(guest.person_id, load_try(guest.try_id), session().get_one(Review, review_id))
        return _live(page, str(refused)), 422
    return redirect(url_for("guest.done"))


@bp.get("/done")
@open_to_all
def done() -> ResponseReturnValue:
    guest = _guest()
    if guest.ended_at is None:
        return redirect(url_for("guest.review"))
    return render_template("guest/done.html", **_about(guest))


@bp.app_errorhandler(GuestLinkOver)
def over(error: Exception) -> ResponseReturnValue:
    assert isinstance(error, GuestLinkOver)
    if wants_json():
        return answer(error.status, str(error), "GuestLinkOver")
    return render_template("guest/over.html", why=str(error)), error.status


def _guest() -> Guest:
    """Who rates by a link in this browser. Raises NotYours; GuestLinkOver; NotAllowed where somebody is signed in."""
    found = guests.require_rating(guests.guest_of(_browser()))
    _require_signed_out()
    return found


def _require_signed_out() -> None:
    if current_user.is_authenticated:
        words = _(
            "Somebody is signed in in this browser. A guest rates in a browser of their own: open the link there."
        )
        raise NotAllowed(words)


def _cookie_name() -> str:
    return "__Host-guest" if current_app.config["SESSION_COOKIE_SECURE"] else "guest"


def _browser() -> str | None:
    return request.cookies.get(_cookie_name())


def _keeping(browser: str, until: datetime, response: Response) -> Response:
    """The answer, with the browser's token for as long as the link holds."""
    seconds, secure = int((until - clock.now()).total_seconds()), bool(current_app.config["SESSION_COOKIE_SECURE"])
    response.set_cookie(_cookie_name(), browser, max_age=seconds, secure=secure, httponly=True, samesite="Lax")
    return response
