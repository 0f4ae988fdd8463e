"""What a judgement costs: of one person with all that is read for it, and by the rules alone."""

import time
from collections.abc import Callable

from app import create_app
from lms import clock
from lms.config import Settings
from lms.db import db
from lms.judgement.deriving import derive
from lms.judgement.evidence import SkillSettings
from lms.judgement.rules import judge
from lms.judgement.service import judgement_of
from lms.ops.demo.company import EVERYBODY
from lms.people import reach
from lms.people.entry import find
from lms.people.models import Role
from lms.plan.service import working_days
from tests.bench.figures import Line, Rounds, within

ROUNDS = 5
TIMES = 20
PEOPLE_TIMES_SKILLS = 200_000  # 10,000 people in 20 skills each


def judging(company: Settings) -> list[Line]:
    """One person × skill, read and judged; and the rules for everybody of a large firm, in one process."""
    with create_app(company).app_context():
        now = clock.now()
        people = [_id_of(one.login) for one in EVERYBODY if one.role is Role.TRAINEE]
        found = [judged for judged in (judgement_of(person, now) for person in people) if judged is not None]
        skills = sum(len(judged.by_skill) for judged in found)
        whole = _measured(lambda: [judgement_of(judged.person_id, now) for judged in found], skills)

        def rules_alone() -> None:
            for judged in found:
                settings = {one["id"]: one for one in judged.known.plan.standard["skills"]}
                for skill, evidence in judged.evidence.items():
                    one = settings[skill]
                    figures = SkillSettings(skill, one["bar"], one["refresher_after_days"])
                    judge(evidence, figures, now, working_days(), judged.known.plan.zone)

        rules = _measured(rules_alone, skills)
        kept = _measured(lambda: derive([judged.person_id for judged in found], now), skills)
        db.session.remove()
        db.engine.dispose()
    everybody = rules.middle / 1000 * PEOPLE_TIMES_SKILLS
    return [
        within("judgement of one person × skill, read and judged", whole.middle, 10, "ms", whole.spread),
        within("the same of all trainees at once, and kept as rows", kept.middle, 10, "ms", kept.spread),
        within("rules alone, 10,000 people × 20 skills", everybody, 60, "s", f"{rules.middle:.3g} ms each"),
    ]


def _measured(act: Callable[[], object], skills: int) -> Rounds:
    """Milliseconds a person × skill."""
    rounds = Rounds()
    for _ in range(ROUNDS):
        began = time.perf_counter()
        for _ in range(TIMES):
            act()
        rounds.values.append((time.perf_counter() - began) * 1000 / (TIMES * skills))
    return rounds


def _id_of(login: str) -> int:
    person = find(reach.either(login))
    assert person is not None, login
    return person.id
