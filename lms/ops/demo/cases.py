"""Where looking together stands in the demo company: 韦嘉言's first visit is decided on, 孙浩's waits for 秦岚."""

from datetime import timedelta
from functools import partial

from sqlalchemy import select

from lms import clock
from lms.db import session
from lms.judgement.cases import deciding
from lms.judgement.cases.deciding import CaseDeciding, Teaching
from lms.judgement.cases.models import ReviewCase
from lms.judgement.cases.opening import open_due_cases
from lms.judgement.cases.rules import Piece
from lms.judgement.decisions.service import Kind, decisions_of, reply
from lms.judgement.nightly.estimates import estimate_cohort
from lms.ops.demo import words
from lms.ops.demo.company import VISIT
from lms.ops.demo.days import at
from lms.ops.demo.telling import Company, History, later

DECIDED, OPEN = "wei", "sun"
TAUGHT_WITHIN = timedelta(days=14)


def add(told: History, company: Company) -> None:
    back = company.days.back
    told.at(at(back(4), "03:00"), _estimate)
    told.at(at(back(4), "08:35"), partial(_open, company, DECIDED))
    told.at(at(back(4), "12:20"), partial(_say, company, DECIDED, words.TOLD_BEFORE))
    told.at(at(back(3), "15:00"), partial(_teach_differently, company, "luo", "wu"))
    told.at(at(back(2), "09:10"), partial(_reply, company))
    told.at(at(back(4), "08:35"), partial(_open, company, OPEN))
    told.at(at(back(2), "20:14"), partial(_say, company, OPEN, words.TOLD_OPEN))
    told.at(at(back(1), "09:31"), partial(_look, company, "qin", OPEN, [Piece.CURVE, Piece.WHY]))


def _estimate() -> None:
    """What is known by then of how people grow in this house."""
    estimate_cohort(clock.now())


def _open(company: Company, person: str) -> None:
    open_due_cases(clock.now(), [company.ids[person]])


def _case(company: Company, person: str) -> int:
    found = select(ReviewCase.id).where(ReviewCase.person_id == company.ids[person], ReviewCase.skill == VISIT)
    return session().scalars(found).one()


def _say(company: Company, person: str, text: str) -> None:
    deciding.say(company.ids[person], _case(company, person), text, f"word {person}")


def _look(company: Company, by: str, person: str, pieces: list[Piece]) -> None:
    for minutes, piece in enumerate(pieces):
        with later(180 * minutes):
            deciding.open_piece(company.ids[by], _case(company, person), piece)


def _teach_differently(company: Company, by: str, trainer: str) -> None:
    """As is decided here: after opening everything, and with what is owed from then on."""
    _look(company, by, DECIDED, list(Piece))
    until = company.days.anchor + TAUGHT_WITHIN
    reason, said = words.TEACH_DIFFERENTLY
    with later(900):
        teaching = Teaching(company.ids[trainer], 1, 4, until, VISIT)
        decided = CaseDeciding(Kind.TEACH_DIFFERENTLY, reason, said, teaching=teaching)
        deciding.decide_case(company.ids[by], _case(company, DECIDED), decided, f"decide {DECIDED}")


def _reply(company: Company) -> None:
    who = company.ids[DECIDED]
    (decided, *_) = decisions_of([who])[who]
    reply(who, decided.decision.id, words.REPLY, f"reply {DECIDED}")
