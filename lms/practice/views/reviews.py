"""Rating a try on a phone, looking back together, and correcting a review that was closed."""

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf

from lms.errors import Unusable
from lms.i18n import _, clock
from lms.people.policy import Action, require
from lms.people.session import action, actor
from lms.practice import changes, corrections, reviews, tries
from lms.practice.back_view import back_page, may_look_back
from lms.practice.card_view import customer_of
from lms.practice.evidence import evidence_of, kept_of
from lms.practice.forms import SHOWN, ChangeForm, CorrectChangeForm, PressForm, WhyForm, levels_sent, taps_sent
from lms.practice.loading import Loaded, allowed, is_open_to
from lms.practice.models import Review
from lms.practice.offers import beside_try
from lms.practice.rules import ReviewKind
from lms.practice.seats import keep_unbiased, looked_at_again
from lms.practice.show_view import version_page
from lms.practice.try_view import (
    head_of,
    live_page,
    live_try,
    own_open_review,
    rated_try,
    stamp_of,
    standing_reviews,
)
from lms.practice.views.offline import kept_on_phone
from lms.practice.views.room import bp
from lms.web.forms import json_object, number


@bp.get("/csrf")
@action(Action.RATE)
def csrf() -> ResponseReturnValue:
    """A fresh token and whose it is: a queue is sent only under the sign-in of who made it."""
    return jsonify(token=generate_csrf(), person=actor().id)


@bp.get("/tries/<int:try_id>/review")
@action(Action.RATE)
def review(try_id: int) -> ResponseReturnValue:
    """The rater's own review while it goes on; before it is opened, what it will be about."""
    loaded = rated_try(actor().id, try_id)
    made = standing_reviews(try_id)
    own = own_open_review(made, actor().id)
    again = loaded.row.person_id in looked_at_again(actor().id)
    calls_off = not again and tries.may_call_off(actor().id, loaded)
    offers = [*(kept_of(actor().id, loaded) if again else ()), *beside_try(actor().id, loaded)]
    if own is not None and loaded.stands:
        values = {"calls_off": calls_off, "offers": offers, "customer": customer_of(actor().id, loaded)}
        values |= {"after": _after(own), "invites": _invites(loaded), "as_colleague": own.kind == ReviewKind.PEER}
        page = live_page(actor().id, loaded, own)
        return kept_on_phone(render_template("practice/review.html", v=page, form=PressForm(), **values))
    if not loaded.stands:
        return redirect(url_for("practice.try_page", try_id=try_id))
    ended = reviews.own_review(try_id, actor().id, reviews.kind_of(actor().id, loaded))
    if ended is not None:
        return redirect(_after(ended))
    keep_unbiased(actor().id, loaded.row.person_id)
    values = {"head": head_of(loaded, actor().id), "calls_off": calls_off, "offers": offers}
    return render_template("practice/open.html", form=PressForm(), evidence=evidence_of(actor().id, loaded), **values)


def _invites(loaded: Loaded) -> bool:
    """Whether the rater may let colleagues into the play."""
    begins = is_open_to(actor().id, loaded.row) and allowed(actor().id, Action.START_TRY, loaded.matter, loaded.zone)
    return begins and loaded.row.closed_at is None


@bp.post("/tries/<int:try_id>/review")
@action(Action.RATE)
def open_review(try_id: int) -> ResponseReturnValue:
    reviews.open_review(actor().id, try_id)
    return redirect(url_for("practice.review", try_id=try_id))


@bp.post("/reviews/<int:review_id>/taps")
@action(Action.RATE)
def rate(review_id: int) -> ResponseReturnValue:
    """A script keeps taps and notes. Only the sequences that come back under `saved` are on disk."""
    ack = reviews.rate(actor().id, review_id, taps_sent(json_object(), actor().id))
    return jsonify(
        review=ack.review, saved=ack.saved, taken=ack.taken, late=ack.late, last_seq=ack.last_seq,
        at=clock(ack.saved_at),
    )  # fmt: skip


@bp.post("/reviews/<int:review_id>/end")
@action(Action.RATE)
def end_review(review_id: int) -> ResponseReturnValue:
    """A script ends at the sequence that it saw; a form without one sends the levels and ends."""
    if request.is_json:
        body = json_object()
        end_seq, second = body.get("end_seq"), body.get("second")
        if type(end_seq) is not int or type(second) is not int:
            raise Unusable("end_seq and second must be whole numbers")
        ended = reviews.end_review(actor().id, review_id, end_seq, second)
        return jsonify(review=review_id, end_seq=ended.end_seq, back=_after(ended))
    try:
        end_seq = reviews.keep_levels(actor().id, review_id, request.form, number(request.form.get("seen")))
        ended = reviews.end_review(actor().id, review_id, end_seq)
    except SHOWN as refused:
        flash(str(refused), "error")
        return redirect(url_for("practice.review", try_id=reviews.try_of(actor().id, review_id)))
    return redirect(_after(ended))


def _after(ended: Review) -> str:
    """Where a rater goes on: to look back together, a colleague to what they put themself."""
    if ended.kind == ReviewKind.PEER:
        return url_for("practice.version", review_id=ended.id)
    return url_for("practice.back", try_id=ended.try_id)


@bp.route("/tries/<int:try_id>/back", methods=["GET", "POST"])
@action(Action.SEE_TRY)
def back(try_id: int) -> ResponseReturnValue:
    loaded = live_try(actor().id, Action.SEE_TRY, try_id)
    if not loaded.stands or not may_look_back(standing_reviews(try_id), actor().id, loaded.row.person_id):
        return redirect(url_for("practice.try_page", try_id=try_id))
    form = ChangeForm()
    if form.validate_on_submit():
        try:
            changes.agree_change(actor().id, try_id, form.text.data or "", form.once_key, form.seen.data or "")
            return redirect(url_for("practice.back", try_id=try_id))
        except SHOWN as refused:
            form.tell(refused)
    page = back_page(actor().id, loaded, number(request.args.get("by")))
    stands = page.change.text if page.change else ""
    if not form.is_submitted():
        form.text.data = stands
    form.seen.data = stands
    beside = {"evidence": evidence_of(actor().id, loaded), "offers": beside_try(actor().id, loaded)}
    values = {"stamp": stamp_of(loaded, actor().id), "press": PressForm(), **beside}
    return render_template("practice/back.html", v=page, form=form, **values), 422 if form.errors else 200


@bp.route("/tries/<int:try_id>/change", methods=["GET", "POST"])
@action(Action.AGREE_CHANGE)
def correct_change(try_id: int) -> ResponseReturnValue:
    """Either of the two puts other words in the place of what was agreed on."""
    page = back_page(actor().id, live_try(actor().id, Action.AGREE_CHANGE, try_id))
    require(page.agrees)
    form = CorrectChangeForm(text=page.change.text if page.change else "")
    if form.validate_on_submit():
        try:
            words, why = form.text.data or "", form.why.data or ""
            changes.replace_change(actor().id, try_id, words, why, form.once_key)
            flash(_("Corrected. Both versions stay readable."))
            return redirect(url_for("practice.back", try_id=try_id))
        except SHOWN as refused:
            form.tell(refused)
    elif page.change is None or page.change.closed_at is None:
        return redirect(url_for("practice.back", try_id=try_id))
    return render_template("practice/change_correct.html", v=page, form=form), 422 if form.errors else 200


@bp.get("/reviews/<int:review_id>")
@action(Action.SEE_TRY)
def version(review_id: int) -> ResponseReturnValue:
    """One version of a closed review; a corrected one stays readable here."""
    return render_template("practice/version.html", v=version_page(actor().id, review_id))


@bp.route("/reviews/<int:review_id>/correct", methods=["GET", "POST"])
@action(Action.CORRECT_FACT)
def correct_review(review_id: int) -> ResponseReturnValue:
    page = version_page(actor().id, review_id)
    require(page.corrects)
    form, levels = WhyForm(), {row.id: row.value for row in page.rows}
    if form.validate_on_submit():
        levels = {**levels, **levels_sent(list(levels))}
        try:
            flash(_correct(review_id, form, {item: level for item, level in levels.items() if level is not None}))
            return redirect(url_for("practice.try_page", try_id=page.head.try_id))
        except SHOWN as refused:
            form.tell(refused)
    values = {"v": page, "form": form, "levels": levels}
    return render_template("practice/correct.html", **values), 422 if form.errors else 200


def _correct(review_id: int, form: WhyForm, levels: dict[str, int]) -> str:
    """Strike or correct. Returns what is then to be told."""
    if form.strike.data:
        corrections.strike_review(actor().id, review_id, form.why.data or "", form.once_key)
        return _("Struck. The try waits for a review again; what was there stays readable.")
    corrections.correct_rating(actor().id, review_id, levels, form.why.data or "", form.once_key)
    return _("Corrected. Both versions stay readable.")
