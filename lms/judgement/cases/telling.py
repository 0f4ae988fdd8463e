"""Whom a case concerns is told when it is opened, due, decided: never a name beside a label."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from flask import url_for
from sqlalchemy import func, select

from lms import clock
from lms.db import session
from lms.i18n import _, day, zone
from lms.judgement.cases.models import CaseWord, ReviewCase
from lms.judgement.cases.reading import OpenCase, deciders_of, matter_of, open_cases_of
from lms.judgement.wording import skill_name
from lms.people.above import managers_above
from lms.people.models import Person
from lms.people.policy import Action, open_to
from lms.plan.coaches import suspended_among
from lms.records import notices
from lms.records.notices import Said, Telling

YOURS, TO_DECIDE, DUE = "case_yours", "case_to_decide", "case_due"
REPLIED, SECOND, BACK = "case_replied", "case_second", "case_back"
DECIDED, PROMISED = "case_decided", "case_promised"


def opened(case: ReviewCase, manager_id: int | None) -> None:
    """The trainee and who is to decide, at the same moment, each in their own words."""
    _tell(case.person_id, YOURS, case)
    if manager_id is not None:
        _tell(manager_id, TO_DECIDE, case)


def remind() -> None:
    """Who is to decide is told of each case that is open: once at all, once on its day, and once when that is over.

    At all, since they may have come after it was opened, where nobody managed the person or whoever did has left. In as
    many statements for many cases as for one: it is asked every half minute.
    """
    cases = open_cases_of(select(Person.id))
    deciders = deciders_of(cases)
    notices.tell_unless_told(
        [
            _telling(decider, kind, case, more)
            for case in cases
            if (decider := deciders[case.id]) is not None
            for kind, more in _to_be_told(case)
        ]
    )


def _to_be_told(case: OpenCase) -> Iterator[tuple[str, str]]:
    yield TO_DECIDE, ""
    today = clock.today(zone())
    if case.due_on <= today:
        yield DUE, " late" if case.due_on < today else ""


def replied(case: ReviewCase, manager_id: int, word_id: int) -> None:
    """However often the trainee answers, one notice is there to be opened, and says how often."""
    answers = session().scalar(select(func.count()).where(CaseWord.case_id == case.id))
    notices.settle(manager_id, REPLIED, f"{REPLIED} {case.id} ")
    one = _telling(manager_id, REPLIED, case, f" {word_id}")
    notices.tell(manager_id, REPLIED, {**one.body, "answers": answers}, one.key)


def second_asked(case: ReviewCase, decider_id: int, draft_id: int) -> None:
    """Every other who manages the person; where there is none, who looks after people."""
    managers = set(session().scalars(open_to(Action.DECIDE, matter_of(case)))) - {decider_id, case.person_id}
    managers -= suspended_among(managers)
    admins = select(Person.id).where(
        Person.is_admin, Person.suspended_at.is_(None), Person.id.not_in([decider_id, case.person_id])
    )
    for person in sorted(managers or set(session().scalars(admins))):
        _tell(person, SECOND, case, f" {draft_id}")


def handed_back(case: ReviewCase, decider_id: int, draft_id: int) -> None:
    _tell(decider_id, BACK, case, f" {draft_id}")


def decided(case: ReviewCase, decision_id: int) -> None:
    _tell(case.person_id, DECIDED, case, f" {decision_id}")
    managers = managers_above([case.person_id], clock.today(zone())).get(case.person_id, [])
    told = {case.person_id, *managers, *([case.assigned_to] if case.assigned_to is not None else [])}
    notices.settle_all(
        told, [f"{YOURS} {case.id}", f"{TO_DECIDE} {case.id}", f"{DUE} {case.id}", f"{DUE} {case.id} late"]
    )


def promised(case: ReviewCase, trainer_id: int, decision_id: int, until: date) -> None:
    """Who is to teach beyond the path."""
    notices.tell(
        trainer_id, PROMISED, {"case": case.id, "skill": case.skill, "due": until.isoformat()},
        f"{PROMISED} {decision_id}",
    )  # fmt: skip


def _tell(person_id: int, kind: str, case: ReviewCase, more: str = "") -> None:
    one = _telling(person_id, kind, case, more)
    notices.tell(one.person_id, one.kind, one.body, one.key)


def _telling(person_id: int, kind: str, case: ReviewCase | OpenCase, more: str = "") -> Telling:
    body = {"case": case.id, "skill": case.skill, "due": case.due_on.isoformat()}
    return Telling(person_id, kind, body, f"{kind} {case.id}{more}")


def _due(body: Mapping[str, Any]) -> str:
    return _("%(skill)s, to be decided by %(day)s", skill=skill_name(body["skill"]), day=day(_date(body)))


def _replied(body: Mapping[str, Any]) -> str:
    answers = body.get("answers", 1)  # notices that were told before they were counted say nothing of it
    if answers == 1:
        return _("The trainee has answered in a review")
    return _("The trainee has answered in a review, %(num)s times by now", num=answers)


def _date(body: Mapping[str, Any]) -> date:
    return date.fromisoformat(body["due"])


def _to(body: Mapping[str, Any]) -> str:
    return url_for("cases.case", case_id=body["case"])


notices.WORDS.update(
    {
        YOURS: lambda body: Said(
            _("Taught, not working yet: let’s look together"),
            _to(body),
            _("%(skill)s. See what it rests on, and say how you see it.", skill=skill_name(body["skill"])),
        ),
        TO_DECIDE: lambda body: Said(_("A review waits for your decision"), _to(body), _due(body)),
        DUE: lambda body: Said(
            _("A review is past the day on which it was to be decided")
            if clock.today(zone()) > _date(body)
            else _("A review is to be decided today"),
            _to(body),
            _due(body),
        ),
        REPLIED: lambda body: Said(_replied(body), _to(body), _due(body)),
        SECOND: lambda body: Said(_("A decision needs you as the second person"), _to(body), _due(body)),
        BACK: lambda body: Said(
            _("The second person did not agree, and wrote why"), _to(body), skill_name(body["skill"])
        ),
        DECIDED: lambda body: Said(
            _("What follows from looking together is decided"), _to(body), skill_name(body["skill"])
        ),
        PROMISED: lambda body: Said(
            _("You are to teach something beyond the path"),
            _to(body),  # to whom and how often; the to-do list has each of it from now on
            _("%(skill)s, by %(day)s", skill=skill_name(body["skill"]), day=day(_date(body))),
        ),
    }
)
