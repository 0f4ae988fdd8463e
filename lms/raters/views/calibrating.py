"""Rating a transcript whose levels are known, and seeing row by row how far one agrees."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lms.errors import Unusable
from lms.people.policy import Action
from lms.people.session import action, actor
from lms.practice.forms import SHOWN, PressForm, levels_sent
from lms.raters import calibration
from lms.raters.calibration_view import compared_page, rate_page
from lms.raters.views.room import bp
from lms.raters.words import agreement_words


@bp.post("/raters/calibration/<skill>/<transcript>")
@action(Action.CALIBRATE)
def begin_calibration(skill: str, transcript: str) -> ResponseReturnValue:
    answer_id = calibration.begin(actor().id, skill, transcript, PressForm().once_key)
    return redirect(url_for("raters.calibrate", answer_id=answer_id))


@bp.route("/raters/calibration/<int:answer_id>", methods=["GET", "POST"])
@action(Action.CALIBRATE)
def calibrate(answer_id: int) -> ResponseReturnValue:
    """The transcript to rate; once it was rated, one's own levels beside the references."""
    loaded = calibration.load(actor().id, answer_id)
    form, wrong = PressForm(), {}
    levels = levels_sent([item.id for item in loaded.checklist.items])
    if form.validate_on_submit():
        try:
            calibration.end(actor().id, answer_id, levels)
            return redirect(url_for("raters.calibrate", answer_id=answer_id))
        except SHOWN as refused:
            wrong = refused.fields if isinstance(refused, Unusable) else {}
            if not wrong:
                form.tell(refused)
    elif loaded.row.closed_at is not None:
        return render_template("raters/compared.html", v=compared_page(loaded), in_words=agreement_words)
    values = {"v": rate_page(loaded, levels), "form": form, "wrong": wrong}
    return render_template("raters/calibrate.html", **values), 422 if form.is_submitted() else 200
