"""A checklist to print, and what was written on it, entered later."""

from collections.abc import Mapping
from types import MappingProxyType

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.errors import Unusable
from lms.i18n import _
from lms.people.policy import Action
from lms.people.session import action, actor
from lms.practice import paper
from lms.practice.forms import SHOWN, PaperForm, levels_sent, notes_sent, now_here
from lms.practice.paper_view import PaperPage, paper_page
from lms.practice.views.room import bp
from lms.web.forms import number

NOTHING_WRONG: Mapping[str, str] = MappingProxyType({})


@bp.get("/practice/<skill>/paper")
@action(Action.RATE)
def paper_sheet(skill: str) -> ResponseReturnValue:
    """person: for whom it is printed."""
    page = paper_page(actor().id, number(request.args.get("person")), skill)
    return render_template("practice/paper.html", v=page)


@bp.route("/practice/<skill>/from-paper", methods=["GET", "POST"])
@action(Action.RATE)
def from_paper(skill: str) -> ResponseReturnValue:
    """person: whose try it was."""
    page = paper_page(actor().id, number(request.args.get("person")), skill)
    form = PaperForm(happened=now_here(), minutes=page.card.minutes if page.card else 12,
                     card=page.card.id if page.card else "", checklist=page.checklist_hash)  # fmt: skip
    form.offer(page.cards)
    if form.validate_on_submit():
        try:
            return _entered(page, form)
        except SHOWN as refused:
            return _refused(page, form, refused)
    return _form_page(page, form), 422 if form.errors else 200


def _entered(page: PaperPage, form: PaperForm) -> ResponseReturnValue:
    items, began = [row.id for row in page.rows], form.happened.moment
    assert began is not None  # the form asks for it
    sheet = paper.Sheet(
        started_at=began,
        minutes=form.minutes.data or 0,
        card=form.card.data or "",
        checklist_hash=form.checklist.data or "",
        levels=levels_sent(items),
        notes={**notes_sent(items), "": form.whole.data or ""},
    )
    made = paper.enter(actor().id, page.person_id, page.skill, sheet, form.once_key)
    flash(_("Entered from paper. Both of you can look back at it now."))
    return redirect(url_for("practice.back", try_id=made))


def _refused(page: PaperPage, form: PaperForm, refused: Exception) -> ResponseReturnValue:
    """The page with all that was put, and why it was not kept: fields in their places, rows that lack a level."""
    fields = refused.fields if isinstance(refused, Unusable) else {"": str(refused)}
    rows = {row.id for row in page.rows}
    wrong = {name.removeprefix("note-"): why for name, why in fields.items() if name.removeprefix("note-") in rows}
    form.refuse({name: why for name, why in fields.items() if name.removeprefix("note-") not in rows})
    form.checklist.data = page.checklist_hash
    return _form_page(page, form, wrong), 422


def _form_page(page: PaperPage, form: PaperForm, wrong: Mapping[str, str] = NOTHING_WRONG) -> str:
    items = [row.id for row in page.rows]
    return render_template(
        "practice/from_paper.html", v=page, form=form, wrong=wrong, levels=levels_sent(items), notes=notes_sent(items)
    )
