"""What of our teaching is suspected today, gathered from the estimate, the quizzes, the raters and the reviews."""

from collections.abc import Collection, Iterable, Mapping
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


def findings_for(reader_id: int, judged: Collection[PersonJudgement], basis: Basis) -> list[Finding]:
    """Everything to mend that a manager may know of. judged: their people, as the reader may know them.

    Of raters only those whom they manage, once these have been told and their days of quiet are over.
    """
    practised = practised_by(judged)
    teaches = modules_of_skills()
    broken = broken_modules({module for modules in teaches.values() for module in modules})
    return list(
        chain(
            module_findings(basis.cohort, basis.thresholds, practised),
            quiz_findings(broken, teaches, basis.cohort, practised),
            item_findings(basis.cohort, practised),
            delay_findings(practised, basis.thresholds),
            rater_findings(basis.cohort, _told(reader_id, basis), practised),
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


def practised_by(judged: Iterable[PersonJudgement]) -> list[Practised]:
    """By person and skill, what of their practice findings are about."""
    return [
        Practised(one.person_id, skill, response, [made for made in one.evidence[skill].tries if made.reviews])
        for one in judged
        for skill, response in one.responses.items()
    ]


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
