"""One piece of a case's evidence on a page of its own, as it was frozen."""

from dataclasses import dataclass

from flask import url_for

from lms.i18n import _
from lms.judgement.cases.evidence import Evidence
from lms.judgement.cases.page import CasePage, case_page, day_of
from lms.judgement.cases.rules import Piece
from lms.judgement.cases.words import lines_of
from lms.judgement.why.panel import settings_told, version_of
from lms.judgement.wording import Question, ReasonLine, question


@dataclass(frozen=True, slots=True)
class PiecePage:
    """One piece of the evidence. asks: reasons under their questions; shows: day, by whom and where each is; frozen:
    with what it was judged then.
    """

    v: CasePage
    piece: Piece
    words: str
    asks: list[tuple[str, list[ReasonLine]]]
    shows: list[tuple[str, str, str | None]]
    frozen: str


def piece_page(actor_id: int, case_id: int, piece: Piece) -> PiecePage:
    """Raises NotYours, LookingAgain."""
    v = case_page(actor_id, case_id)
    lines = lines_of(v.case.evidence)
    asks = [(question(named), of) for named in Question if (of := [one for one in lines if one.question is named])]
    shows = [
        (day_of(one.at), v.names[one.by], url_for("practice.show", attendance_id=one.id) if v.story else None)
        for one in v.case.evidence.shows
    ]
    words = next(line.words for line in v.pieces if line.piece is piece)
    return PiecePage(v, piece, words, asks, shows, _frozen(v.case.evidence))


def _frozen(evidence: Evidence) -> str:
    """With what it was judged then."""
    version = evidence.cohort_version
    return _(
        "As it was when the evidence was frozen: method %(method)s, %(estimate)s, %(settings)s.",
        method=version_of(evidence.method),
        estimate=_("estimate %(number)s", number=version) if version else _("no estimate yet"),
        settings=settings_told(evidence.settings_version),
    )
