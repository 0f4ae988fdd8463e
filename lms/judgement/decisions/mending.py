"""A decision that was recorded wrongly: another takes its place, or nothing does. Both versions stay readable."""

from dataclasses import asdict

from lms import clock
from lms.db import once, session, transaction
from lms.errors import Conflict, NotYours, Unusable
from lms.i18n import _, zone
from lms.judgement.cases.models import ReviewCase
from lms.judgement.decisions.service import Deciding, close, faults, judgement_in, open_case_on, require_standing
from lms.judgement.models import Decision
from lms.people.directory import hold
from lms.people.policy import Action, Matter, can, require
from lms.records import service as records


def decision_under_care(actor_id: int, decision_id: int) -> Decision:
    """A decision about somebody on whom the actor may decide today, whoever took it. Raises NotYours."""
    decision = session().get(Decision, decision_id)
    if decision is None:
        raise NotYours
    require(can(actor_id, Action.DECIDE, Matter(decision.person_id, clock.today(zone()), decision.skill)))
    return decision


def faults_in_correction(deciding: Deciding, why: str) -> dict[str, str]:
    """All that is wrong with the correction of a decision, by field."""
    wrong = faults(deciding)
    try:
        records.checked_reason(why)
    except Unusable as refused:
        wrong |= refused.fields
    return wrong


def correct(actor_id: int, decision_id: int, deciding: Deciding, why: str, key: str) -> int:
    """What was recorded was wrong, and this stands in its place, to which the trainee can reply anew. Returns its id.

    Raises NotYours; AlreadyClosed when it stands no more; Conflict for one that ended a review case, which is withdrawn
    and decided anew; Unusable, also for a decision that says the same.
    """
    with transaction():
        wrong = decision_under_care(actor_id, decision_id)
        if wrong.case_id is not None:
            raise Conflict(_("This decision ended a review. Withdraw it, and the review is open to decide anew."))
        judgement = judgement_in(wrong.person_id, wrong.skill)
        if told := faults_in_correction(deciding, why):
            raise Unusable(fields=told)

        def replace() -> dict[str, int]:
            require_standing(decision_id)
            said = (deciding.kind, deciding.reason.strip(), deciding.said.strip(), deciding.until_on)
            if said == (wrong.kind, wrong.reason, wrong.said, wrong.until_on):
                raise Unusable(fields={"": _("This is what was decided. Change what was wrong, or withdraw it.")})
            right = close(actor_id, wrong.person_id, wrong.skill, deciding, judgement)
            _supersede(actor_id, wrong, why.strip(), right.id)
            return {"id": right.id}

        body = {"correct": decision_id, **asdict(deciding), "why": why.strip()}
        return int(once(actor_id, key, body, replace)["id"])


def withdraw(actor_id: int, decision_id: int, why: str, key: str) -> int:
    """A decision does not stand, and nothing stands in its place. Returns the correction.

    With it goes what it promised and was not given yet; the review case that it ended is open again.
    Raises NotYours; AlreadyClosed when it stands no more; Unusable for no reason.
    """
    with transaction():
        wrong = decision_under_care(actor_id, decision_id)
        hold(wrong.person_id)  # no other case is opened on them meanwhile
        reason = records.checked_reason(why)

        def strike() -> dict[str, int]:
            require_standing(decision_id)
            correction = _supersede(actor_id, wrong, reason, None)
            if wrong.case_id is not None:
                reopen(wrong.case_id)
            return {"id": correction}

        return int(once(actor_id, key, {"withdraw": decision_id, "why": reason}, strike)["id"])


def reopen(case_id: int) -> None:
    """Inside a transaction: no decision on the case stands any more. Where a later one is open, that one asks."""
    case = session().get_one(ReviewCase, case_id)
    if open_case_on(case.person_id, case.skill) is None:
        case.closed_at = None


def _supersede(actor_id: int, wrong: Decision, why: str, replacement_id: int | None) -> int:
    return records.correct(
        kind="decision", source_id=wrong.id, person_id=wrong.person_id, skill=wrong.skill, actor_id=actor_id, why=why,
        replacement_id=replacement_id,
    )  # fmt: skip
