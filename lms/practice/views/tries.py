"""A try while it is played: begun, the trainee's page, its end, and the trainee's own rating."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.errors import KeyReused, Refusal, Unusable
from lms.i18n import _
from lms.people.policy import Action
from lms.people.session import action, actor
from lms.practice import corrections, joining, selfrating, tries
from lms.practice.forms import SHOWN, PressForm, StartForm, WhyForm, levels_sent, notes_sent
from lms.practice.loading import Loaded, allowed, is_open_to, load_try
from lms.practice.rules import OWN_RATING_DAYS, ReviewKind, self_rating_settled
from lms.practice.seats import Part, may_rate, seat_of
from lms.practice.try_view import (
    frozen_checklist,
    head_of,
    live_try,
    own_open_review,
    part_of,
    rows_of,
    stamp_of,
    standing_reviews,
)
from lms.practice.uncovering import Outcome, outcome_of
from lms.practice.views.hub import skill_page, start_form
from lms.practice.views.room import bp
from lms.records.undone import undone_of
from lms.web.forms import number

NOTHING_WRONG: Mapping[str, str] = MappingProxyType({})


@bp.post("/practice/<skill>/start")
@action(Action.START_TRY)
def start(skill: str) -> ResponseReturnValue:
    form = StartForm()
    person_id = number(form.person.data) or actor().id
    trainer = form.trainer.data if person_id == actor().id else None
    try:
        made = tries.start_try(actor().id, person_id, skill, form.client_id.data or "", trainer)
    except SHOWN as refused:
        if isinstance(refused, KeyReused):
            form.client_id.data = ""  # it belongs to a try begun otherwise; the form that comes back gets another
        form = start_form(skill, person_id)
        form.tell(refused)
        return skill_page(skill, person_id, form, 422)
    return redirect(url_for("practice.try_page", try_id=made))


@bp.get("/tries/<int:try_id>")
@action(Action.SEE_TRY)
def try_page(try_id: int) -> ResponseReturnValue:
    """The trainee's page while the play goes on; everybody else is led to where they can do something."""
    at_their_seat = _seat_page(try_id)
    if at_their_seat is not None:
        return redirect(at_their_seat)
    loaded = live_try(actor().id, Action.SEE_TRY, try_id)
    if not loaded.stands:
        undone = undone_of("try", try_id)
        return render_template("practice/called_off.html", head=head_of(loaded, actor().id), undone=undone)
    if loaded.row.person_id != actor().id:
        reviews = standing_reviews(try_id)
        own = own_open_review(reviews, actor().id)
        ended = any(r.kind == ReviewKind.TRAINER and r.closed_at is not None for r in reviews)
        return redirect(url_for("practice.review" if own is not None or not ended else "practice.back", try_id=try_id))
    if loaded.row.closed_at is None:
        values = {"head": head_of(loaded, actor().id), "part": part_of(loaded.row), "end": PressForm()}
        told = {"stamp": stamp_of(loaded, actor().id), "calls_off": tries.may_call_off(actor().id, loaded)}
        told["seated"] = joining.seated(try_id)
        return render_template("practice/play.html", **told, **values)
    settled = self_rating_settled(standing_reviews(try_id))
    return redirect(url_for("practice.back" if settled else "practice.self_rate", try_id=try_id))


def _seat_page(try_id: int) -> str | None:
    """Where somebody goes on who takes part from a seat alone: at the card, at their review, at what they put."""
    loaded = load_try(try_id)
    if allowed(actor().id, Action.SEE_TRY, loaded.matter, loaded.zone) and is_open_to(actor().id, loaded.row):
        return None
    if not loaded.stands and seat_of(actor().id, try_id, {Part.CUSTOMER, Part.PEER}) is not None:
        flash(_("This practice was called off."), "error")
        return url_for("practice.join_by_code")
    if seat_of(actor().id, try_id, {Part.CUSTOMER}) is not None:
        return url_for("practice.customers_card", try_id=try_id)
    own = next((r for r in standing_reviews(try_id) if r.rater_id == actor().id and r.closed_at is not None), None)
    if own is not None:
        return url_for("practice.version", review_id=own.id)
    return url_for("practice.review", try_id=try_id) if may_rate(actor().id, loaded) else None


@bp.get("/tries/<int:try_id>/stamp")
@action(Action.SEE_TRY)
def stamp(try_id: int) -> ResponseReturnValue:
    """For a page that waits for the other of the two: something that differs once there is something else to see."""
    return jsonify(stamp=stamp_of(live_try(actor().id, Action.SEE_TRY, try_id), actor().id))


@bp.post("/tries/<int:try_id>/end")
@action(Action.START_TRY)
def end_try(try_id: int) -> ResponseReturnValue:
    tries.end_try(actor().id, try_id, PressForm().once_key)
    return redirect(url_for("practice.try_page", try_id=try_id))


@bp.route("/tries/<int:try_id>/call-off", methods=["GET", "POST"])
@action(Action.START_TRY)
def call_off(try_id: int) -> ResponseReturnValue:
    loaded = live_try(actor().id, Action.START_TRY, try_id)
    form = WhyForm()
    if not (loaded.stands and tries.may_call_off(actor().id, loaded)):
        flash(_("This try is rated by now. Only who reviews it can still call it off."), "error")
        return redirect(url_for("practice.try_page", try_id=try_id))
    if form.validate_on_submit():
        try:
            tries.call_off(actor().id, try_id, form.why.data or "", form.once_key)
            flash(_("Called off. It stays in the file and doesn’t count."))
            return redirect(url_for("practice.skill", skill=loaded.row.skill, person=loaded.row.person_id))
        except SHOWN as refused:
            form.tell(refused)
    return render_template(
        "practice/call_off.html", head=head_of(loaded, actor().id), form=form
    ), 422 if form.errors else 200


@bp.route("/tries/<int:try_id>/self", methods=["GET", "POST"])
@action(Action.RATE_SELF)
def self_rate(try_id: int) -> ResponseReturnValue:
    loaded = live_try(actor().id, Action.RATE_SELF, try_id)
    form, sent = PressForm(), _sent(loaded)
    if form.validate_on_submit():
        try:
            selfrating.self_rate(actor().id, try_id, sent.levels, sent.notes, form.once_key)
            return redirect(url_for("practice.back", try_id=try_id))
        except SHOWN as refused:
            return _refused(loaded, form, sent, refused)
    if loaded.row.closed_at is None or self_rating_settled(standing_reviews(try_id)):
        return redirect(url_for("practice.try_page", try_id=try_id))
    return _self_page(loaded, form, sent)


@bp.post("/tries/<int:try_id>/self/skip")
@action(Action.RATE_SELF)
def skip_self_rating(try_id: int) -> ResponseReturnValue:
    """It asks first: skipping keeps nothing of what is filled in, and there is no way back to it."""
    loaded = live_try(actor().id, Action.RATE_SELF, try_id)
    form, sent = PressForm(), _sent(loaded)
    if "sure" not in request.form:
        return _self_page(loaded, form, sent, asks=True)
    try:
        selfrating.skip_self_rating(actor().id, try_id, form.once_key)
        return redirect(url_for("practice.back", try_id=try_id))
    except SHOWN as refused:
        return _refused(loaded, form, sent, refused)


@bp.route("/tries/<int:try_id>/self/again", methods=["GET", "POST"])
@action(Action.RATE_SELF)
def rate_anew(try_id: int) -> ResponseReturnValue:
    """The trainee takes their own rating back, with a reason, and is led to rate anew."""
    loaded = live_try(actor().id, Action.RATE_SELF, try_id)
    form = WhyForm()
    if form.validate_on_submit():
        try:
            corrections.strike_self_rating(actor().id, try_id, form.why.data or "", form.once_key)
            return redirect(url_for("practice.self_rate", try_id=try_id))
        except SHOWN as refused:
            form.tell(refused)
    values = {"head": head_of(loaded, actor().id), "form": form}
    return render_template("practice/self_again.html", **values), 422 if form.errors else 200


@dataclass(frozen=True, slots=True)
class _Sent:
    """What the trainee has put, by item."""

    levels: dict[str, int]
    notes: dict[str, str]


def _sent(loaded: Loaded) -> _Sent:
    items = [item.id for item in frozen_checklist(loaded.row).items]
    return _Sent(levels_sent(items), notes_sent(items))


def _refused(loaded: Loaded, form: PressForm, sent: _Sent, refused: Refusal) -> ResponseReturnValue:
    """The page with all that was put and why it was not kept: rows that lack something, or what happened meanwhile."""
    wrong = refused.fields if isinstance(refused, Unusable) else {}
    if not wrong or "" in wrong:
        form.tell(refused)
        wrong = {}
    return _self_page(loaded, form, sent, wrong), 422


def _outcome(loaded: Loaded) -> tuple[Outcome, ...]:
    """What became of the hidden facts; nothing of them while the play goes on."""
    return outcome_of(actor().id, loaded) if loaded.row.closed_at is not None else ()


def _self_page(
    loaded: Loaded, form: PressForm, sent: _Sent, wrong: Mapping[str, str] = NOTHING_WRONG, *, asks: bool = False
) -> str:
    rows = rows_of(frozen_checklist(loaded.row), sent.levels)
    return render_template(
        "practice/self.html", head=head_of(loaded, actor().id), rows=rows, notes=sent.notes, wrong=wrong, form=form,
        asks=asks, calls_off=tries.may_call_off(actor().id, loaded), hidden_facts=_outcome(loaded),
        own_rating_days=OWN_RATING_DAYS,
    )  # fmt: skip
