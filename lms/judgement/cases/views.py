"""The pages of a review case: its evidence, the trainee's word, the decision and the second person's."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.errors import Conflict
from lms.i18n import _
from lms.judgement.cases.deciding import confirm, decide_case, end, hand_back, open_piece, say
from lms.judgement.cases.forms import ActForm, BackForm, CaseForm, EndForm, WordForm
from lms.judgement.cases.opening import open_by_hand
from lms.judgement.cases.page import CasePage, case_page
from lms.judgement.cases.piece import piece_page
from lms.judgement.cases.rules import Piece
from lms.judgement.cases.words import hint_of
from lms.judgement.decisions.service import SHORTEST_REASON, Kind
from lms.people.policy import Action, require
from lms.people.session import action, actor
from lms.web.acts import acted
from lms.web.forms import PageForm

bp = Blueprint("cases", __name__)


@bp.get("/cases/<int:case_id>", endpoint="case")
@action(Action.SEE_CASE)
def show(case_id: int) -> ResponseReturnValue:
    return _page(case_page(actor().id, case_id))


@bp.post("/people/<int:person_id>/cases")
@action(Action.DECIDE)
def ask(person_id: int) -> ResponseReturnValue:
    """A manager opens a case by hand, where there are too few people to compare."""
    skill = request.args.get("skill", "")
    try:
        case_id = open_by_hand(actor().id, person_id, skill, ActForm().once_key)
    except Conflict as refused:
        flash(str(refused), "error")
        return redirect(url_for("judgement.decide", person_id=person_id, skill=skill))
    return _to(case_id)


@bp.post("/cases/<int:case_id>/<piece>/open")
@action(Action.SEE_CASE)
def look(case_id: int, piece: str) -> ResponseReturnValue:
    """That it was opened is kept, so it is a form: a link would be followed by a browser that fetches ahead."""
    open_piece(actor().id, case_id, _piece(piece))
    return redirect(url_for("cases.piece", case_id=case_id, piece=piece))


@bp.get("/cases/<int:case_id>/<piece>", endpoint="piece")
@action(Action.SEE_CASE)
def show_piece(case_id: int, piece: str) -> ResponseReturnValue:
    return render_template("judgement/case_piece.html", p=piece_page(actor().id, case_id, _piece(piece)))


def _piece(text: str) -> Piece:
    """Raises NotYours for a piece that there is not."""
    require(text in set(Piece))
    return Piece(text)


@bp.post("/cases/<int:case_id>/word")
@action(Action.REPLY)
def answer(case_id: int) -> ResponseReturnValue:
    form = WordForm()

    def do() -> str:
        say(actor().id, case_id, form.text.data or "", form.once_key)
        return _("Sent. It stands beside the evidence, for whoever decides.")

    return _to(case_id) if acted(form, do) else _page(case_page(actor().id, case_id), word=form)


@bp.post("/cases/<int:case_id>/decision")
@action(Action.DECIDE)
def decide(case_id: int) -> ResponseReturnValue:
    v = case_page(actor().id, case_id)
    require(v.decides or v.decided is not None)
    form = _form(v)

    def do() -> str:
        if decide_case(actor().id, case_id, form.deciding(v.case.row.skill), form.once_key):
            return _("Recorded. %(name)s can read it and reply.", name=v.name)
        return _("Written down. It stands once a second person has agreed.")

    return _to(case_id) if acted(form, do) else _page(case_page(actor().id, case_id), form=form)


@bp.post("/cases/<int:case_id>/second")
@action(Action.CONFIRM_DECISION)
def agree(case_id: int) -> ResponseReturnValue:
    form = ActForm()

    def do() -> str:
        confirm(actor().id, case_id, form.once_key)
        return _("You agreed. The decision stands, and the trainee can read it.")

    return _to(case_id) if acted(form, do) else _page(case_page(actor().id, case_id), second=form)


@bp.post("/cases/<int:case_id>/back")
@action(Action.CONFIRM_DECISION)
def back(case_id: int) -> ResponseReturnValue:
    form = BackForm()

    def do() -> str:
        hand_back(actor().id, case_id, form.why.data or "", form.once_key)
        return _("Handed back with your reason. The review is open to decide anew.")

    return _to(case_id) if acted(form, do) else _page(case_page(actor().id, case_id), back=form)


@bp.post("/cases/<int:case_id>/end")
@action(Action.DECIDE)
def finish(case_id: int) -> ResponseReturnValue:
    form = EndForm()

    def do() -> str:
        end(actor().id, case_id, form.text.data or "", form.once_key)
        return _("Closed. What came of it stays readable.")

    return _to(case_id) if acted(form, do) else _page(case_page(actor().id, case_id), ending=form)


def _to(case_id: int) -> ResponseReturnValue:
    return redirect(url_for("cases.case", case_id=case_id))


def _form(v: CasePage) -> CaseForm:
    form = CaseForm()
    form.offer(v.trainers, v.skills)
    return form


def _page(
    v: CasePage,
    form: CaseForm | None = None,
    word: WordForm | None = None,
    second: PageForm | None = None,
    back: BackForm | None = None,
    ending: EndForm | None = None,
) -> ResponseReturnValue:
    """The page with the forms that this reader is given; one that came back keeps what was typed."""
    came_back = next((one for one in (form, word, second, back, ending) if one is not None), None)
    if form is None and v.decides and v.draft is None:
        form = _form(v)
    if word is None and v.own and v.case.is_open:
        word = WordForm()
    return render_template(
        "judgement/case.html",
        v=v,
        form=form,
        word=word,
        second=second or ActForm(),
        back=back or BackForm(),
        ending=ending or EndForm(),
        came_back=came_back,
        shortest=SHORTEST_REASON,
        hints={kind.value: hint_of(kind) for kind in Kind},
    ), 422 if came_back else 200
