"""The thresholds: what is asked before a review is proposed, who set it, and what other figures would change."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import RadioField, StringField, TextAreaField

from lms import clock
from lms.errors import Unusable
from lms.i18n import _, lazy, zone
from lms.judgement.method.costs import cost_told
from lms.judgement.settings import service as settings
from lms.judgement.settings.checking import differing
from lms.judgement.settings.what_if import Move, WhatIf, what_if
from lms.judgement.settings.words import (
    BY_NAME,
    GROUPS,
    changes,
    out_of_unit,
    tier_meaning,
    tier_words,
    unit_words,
)
from lms.judgement.thresholds import DEFAULTS, Thresholds, Tier
from lms.judgement.wording import skill_name
from lms.people.directory import names
from lms.people.policy import Action, for_anybody, require
from lms.people.session import action, actor
from lms.people.views.tabs import AdminPage, offer, tabs
from lms.web.forms import PageForm, number

bp = Blueprint("thresholds", __name__)
NAMED_AT_MOST = 100  # moves that a preview lists; the rest is counted


class ThresholdsForm(PageForm):
    """Every threshold, as it is typed, and why. The figures' own fields are hung on below."""

    tier = RadioField(lazy("How a curve is read"))
    why = TextAreaField(lazy("Why"))

    def offer_tiers(self) -> None:
        """Fill in the choices in the language of this request."""
        self.tier.choices = [(tier.value, tier_words(tier)) for tier in Tier]

    @property
    def values(self) -> dict[str, object]:
        """What was typed, by name, a chance as the rules know it."""
        typed = {name: (self[name].data or "").strip() for name in BY_NAME}
        return {"tier": self.tier.data} | {n: out_of_unit(BY_NAME[n].unit, one) for n, one in typed.items()}


for _figure in BY_NAME.values():
    setattr(ThresholdsForm, _figure.name, StringField(_figure.label, description=_figure.meaning))


@bp.get("/admin/thresholds")
@action(Action.SEE_THRESHOLDS)
def index() -> ResponseReturnValue:
    history = settings.history(actor().id)
    version, thresholds = settings.in_force()
    values = {"version": version, "thresholds": thresholds, "history": history, "may_set": _may_set()}
    return render_template("judgement/thresholds.html", **values, **_words(thresholds))


@bp.route("/admin/thresholds/change", methods=["GET", "POST"])
@action(Action.SET_THRESHOLDS)
def change() -> ResponseReturnValue:
    """Other figures are typed, then shown with whom they would move, then set with a reason."""
    require(_may_set())
    version, standing = settings.in_force()
    form = ThresholdsForm(data=_typed(standing))
    form.offer_tiers()
    step = request.form.get("step") if form.validate_on_submit() else None
    try:
        if step in ("look", "set"):
            asked = settings.usable(form.values)
            if step == "set":
                seen = number(request.form.get("seen"))
                settings.set_thresholds(actor().id, form.values, form.why.data or "", form.once_key, seen)
                flash(_("Set. Judgements follow it from now on; nothing that was decided changes."))
                return redirect(url_for("thresholds.index"))
            settings.require_other(asked, standing)
            return render_template("judgement/what_if.html", form=form, version=version, **_preview(standing, asked))
    except Unusable as refused:
        form.tell(refused)
        if step == "set" and set(refused.fields) == {"why"}:
            preview = _preview(standing, settings.usable(form.values))
            return render_template("judgement/what_if.html", form=form, version=version, **preview), 422
    values = {"form": form, "version": version, **_words(standing)}
    return render_template("judgement/change_thresholds.html", **values), 422 if form.errors else 200


@bp.get("/admin/thresholds/<int:version>/back")
@action(Action.SET_THRESHOLDS)
def back(version: int) -> ResponseReturnValue:
    """An earlier version's figures, as if they had been typed: with whom they would move, to be set with a reason."""
    require(_may_set())
    current, standing = settings.in_force()
    asked = settings.of_version(version)
    form = ThresholdsForm(data=_typed(asked))
    form.offer_tiers()
    try:
        settings.require_other(asked, standing)
    except Unusable as refused:
        form.tell(refused)
        values = {"form": form, "version": current, **_words(standing)}
        return render_template("judgement/change_thresholds.html", **values), 422
    return render_template("judgement/what_if.html", form=form, version=current, **_preview(standing, asked))


def _may_set() -> bool:
    return for_anybody(actor().id, Action.SET_THRESHOLDS, clock.today(zone()))


def _typed(thresholds: Thresholds) -> dict[str, str]:
    figures = {name: one.typed(getattr(thresholds, name)) for name, one in BY_NAME.items()}
    return {"tier": thresholds.tier.value, **figures}


def _words(standing: Thresholds) -> dict[str, Any]:
    return {
        "groups": GROUPS,
        "tiers": [(tier, tier_words(tier), tier_meaning(tier), cost_told(tier)) for tier in Tier],
        "unit_words": unit_words,
        "differs": frozenset(differing(standing)),
        "usual": DEFAULTS,
        "tabs": tabs() if _may_set() else None,
    }


def _preview(standing: Thresholds, asked: Thresholds) -> dict[str, Any]:
    """Whom these figures would move; by name only those of whom the reader may read."""
    now = clock.now()
    found = what_if(asked, now, actor().id)
    named = found.named_to(actor().id, now)
    called = names([*{one.person_id for one in named[:NAMED_AT_MOST]}])
    return {
        "changes": changes(standing, asked),
        "found": found,
        "counts": _counts(found),
        "moves": [(called[one.person_id], skill_name(one.skill), one) for one in named[:NAMED_AT_MOST]],
        "unnamed": len(found.moves) - len(named[:NAMED_AT_MOST]),
    }


def _counts(found: WhatIf) -> list[tuple[Move, int]]:
    """One of each kind of move, with how many there are of it."""
    first = {(one.before, one.after): one for one in reversed(found.moves)}
    return [(first[kind], count) for kind, count in sorted(found.counts.items())]


offer(AdminPage("thresholds.index", lazy("Thresholds")))
