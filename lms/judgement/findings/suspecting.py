"""What of our teaching is suspected today, gathered from the estimate, the quizzes, the raters and the reviews."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain

from lms.curriculum import edition
from lms.judgement.basis import Basis
from lms.judgement.findings.rules import (
    Finding,
    Practised,
    delay_findings,
    item_findings,
    module_findings,
    quiz_findings,
    rater_findings,
)
from lms.judgement.service import PersonJudgement
from lms.judgement.summary import Summary
from lms.practice.reading import people_rated_by
from lms.quizzes.flags import broken_modules
from lms.raters.findings import Sign
from lms.raters.telling import Told, look
from lms.raters.who import raters_managed

FAR = (Sign.SEVERE, Sign.MILD)
SAME = (Sign.HALO, Sign.ALL_DONE)


def broken_quizzes() -> Mapping[str, tuple[str, ...]]:
    """By skill the modules that teach it and whose quizzes have a broken item; skills without any are left out."""
    teaches = modules_of_skills()
    broken = broken_modules({module for modules in teaches.values() for module in modules})
    found = {skill: tuple(one for one in modules if one in broken) for skill, modules in teaches.items()}
    return {skill: modules for skill, modules in found.items() if modules}


def modules_of_skills() -> Mapping[str, tuple[str, ...]]:
    """By skill the modules that teach it, in the order of the courses."""
    skills = edition.catalog().skills.values()
    return {str(skill.id): tuple(str(module) for module in skill.taught_by) for skill in skills}


@dataclass(frozen=True, slots=True)
class Suspects:
    """raters: of whom a manager may be told what the estimate says; people: whose judgement itself is asked, as they
    wait for reviews often or were rated by one of those.
    """

    raters: frozenset[int]
    people: frozenset[int]


def suspects_for(reader_id: int, summaries: Iterable[Summary], basis: Basis) -> Suspects:
    """Of raters only those whom the reader manages, once these have been told and their days of quiet are over."""
    raters, most = _told(reader_id, basis), basis.thresholds.late_of_nine
    late = {one.person_id for one in summaries if any(skill.late >= most for skill in one.skills.values())}
    return Suspects(raters, frozenset(late | (people_rated_by(raters) if raters else set())))


def findings_for(
    suspects: Suspects, summaries: Iterable[Summary], judged: Mapping[int, PersonJudgement], basis: Basis
) -> list[Finding]:
    """Everything to mend that a manager may know of.

    summaries: of their people, as the reader may know them; judged: those who are suspected to wait, by id.
    """
    practised = [
        practice for one in summaries
        for practice in (practised_by(judged[one.person_id]) if one.person_id in judged else _practised(one))
    ]  # fmt: skip
    teaches = modules_of_skills()
    broken = broken_modules({module for modules in teaches.values() for module in modules})
    return list(
        chain(
            module_findings(basis.cohort, basis.thresholds, practised),
            quiz_findings(broken, teaches, basis.cohort, practised),
            item_findings(basis.cohort, practised),
            delay_findings(practised, basis.thresholds),
            rater_findings(basis.cohort, suspects.raters, practised),
        )
    )


def teaching_at_fault(basis: Basis) -> list[Finding]:
    """Of all that, the modules and the quiz questions that forbid a judgement today, whomever they touch."""
    teaches = modules_of_skills()
    known = {module for one in basis.cohort.by_skill.values() for module in one.broken_quizzes}
    broken = broken_modules(known) if known else {}
    quizzes = (one for one in quiz_findings(broken, teaches, basis.cohort, ()) if one.forbids)
    return [*module_findings(basis.cohort, basis.thresholds, ()), *quizzes]


def suspected_modules(basis: Basis) -> Mapping[str, str]:
    """By skill on which hardly anybody gains, the key of the finding that tells it."""
    return {one.skill: one.key for one in module_findings(basis.cohort, basis.thresholds, ())}


def practised_by(judged: PersonJudgement) -> Iterator[Practised]:
    """By skill, what of a person's practice findings are about."""
    for skill, response in judged.responses.items():
        reviewed = [made for made in judged.evidence[skill].tries if made.reviews]
        yield Practised(judged.person_id, skill, bool(reviewed), response, reviewed)


def _practised(summary: Summary) -> Iterator[Practised]:
    for skill, one in summary.skills.items():
        yield Practised(summary.person_id, skill, one.last_review is not None)


def _told(reader_id: int, basis: Basis) -> frozenset[int]:
    """The raters of whom the reader may be told what the estimate says: it was found of them by the rule by which they
    are told themselves, and that is open to the reader by now.
    """
    raters = basis.cohort.raters
    suspect = {rater for rater, one in raters.items() if one.far or one.same_for_all}
    mine = raters_managed(reader_id, suspect) if suspect else []
    if not mine:
        return frozenset()
    _figures, told = look(mine, reader_id)
    return frozenset(rater for rater in mine if _is_open(told[rater], FAR if raters[rater].far else SAME))


def _is_open(told: Iterable[Told], signs: Collection[Sign]) -> bool:
    return any(one.shared and one.finding.sign in signs for one in told)


def by_key(findings: Iterable[Finding], key: str) -> Finding | None:
    return next((one for one in findings if one.key == key), None)
