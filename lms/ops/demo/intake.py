"""The class before: people who have left, whose quizzes are what the demo company's item analysis rests on.

Their answers are drawn by ability, so that sound items look sound. One item is not: those who know most take another
option than its key, for a reason that can be argued, and the analysis has to find it.
"""

import math
import random
from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, timedelta

from lms import clock
from lms.curriculum import edition, versions
from lms.curriculum.catalog import Module, ModuleId
from lms.curriculum.frozen import freeze
from lms.db import session, transaction
from lms.i18n import Language
from lms.ops.demo.answers import answer_to
from lms.ops.demo.company import CALLS, VISIT
from lms.ops.demo.days import Days, at
from lms.people.models import Person
from lms.questions.kinds import kind_of
from lms.questions.question import Question
from lms.quizzes.ending import close
from lms.quizzes.models import Attempt, AttemptItem, Response
from lms.quizzes.rules import draw

BEGAN, LEFT = 115, 40  # working days ago
QUIZZES = (CALLS, CALLS, VISIT)
SURNAMES = "蒋沈韩杨朱秦尤许何吕施张孔曹"
GIVEN = ("子墨", "雨桐", "嘉禾", "思远")
SUSPECT, ARGUED = "yao-moved-south", "planning"
"""Who moves on from a name to a department may well ask for planning: it is where a system is decided."""
SPREAD = 1.2  # of ability, in logits
STEEP = 1.8  # how sharply an item tells abilities apart
HARDNESS = {1: -1.2, 2: -0.5, 3: 0.2}  # ability at which half get it right, by the author's guess
ENGLISH = 0.2  # of them read English


@dataclass(frozen=True, slots=True)
class _Former:
    """One of the class. ability: in logits."""

    person: Person
    ability: float


def tell(days: Days) -> None:
    """Their accounts, closed since, and each quiz with a line in its person's file."""
    chance = random.Random("the class before")
    seen: dict[int, set[str]] = defaultdict(set)
    with transaction():
        former = _people(days, chance)
        for number, module_id in enumerate(QUIZZES):
            module = edition.catalog().modules.get(ModuleId(module_id))
            if module is None:
                continue
            # In UTC, as the rows are read again: the file's digests are made of what stands in memory.
            began = at(days.back(BEGAN - 2 - number * 4), "16:00").astimezone(UTC)
            with clock.standing_at(began):
                for question in module.pool.questions:
                    versions.keep("question", question.id, question.hash, freeze(question))
                attempts = [_attempt(one, module, QUIZZES[:number].count(module_id), seen, chance) for one in former]
            session().flush()
            for attempt, seconds in attempts:
                ended = began + timedelta(seconds=seconds)
                with clock.standing_at(ended):
                    close(attempt, ended)


def _people(days: Days, chance: random.Random) -> list[_Former]:
    came, left = at(days.back(BEGAN), "09:00"), at(days.back(LEFT), "18:00")
    names = [surname + given for surname in SURNAMES for given in GIVEN]
    people = [
        Person(
            name=name, email=f"class{number:02}@qiaojing.example", created_at=came, suspended_at=left,
            language=(Language.EN if chance.random() < ENGLISH else Language.ZH).value,
        )
        for number, name in enumerate(names, 1)
    ]  # fmt: skip
    session().add_all(people)
    session().flush()
    return [_Former(person, chance.gauss(0, SPREAD)) for person in people]


def _attempt(
    who: _Former, module: Module, before: int, seen: dict[int, set[str]], chance: random.Random
) -> tuple[Attempt, int]:
    """One quiz, answered and not yet ended, and how many seconds it took. before: attempts at this module.

    Without items that a trainer marks, which would wait for it to this day.
    """
    person, seed = who.person, chance.getrandbits(31)
    attempt = Attempt(
        person_id=person.id, module=str(module.id), mode="practice", number=before + 1, seed=seed,
        started_at=clock.now(),
    )  # fmt: skip
    session().add(attempt)
    session().flush()
    pool = {one.id: one for one in module.pool.questions if not kind_of(one).by_trainer}
    drawn = draw(pool.values(), seen[person.id], seed)
    seconds = 0
    for position, one in enumerate(drawn, 1):
        question, order = pool[one.question], list(one.order)
        given, took = _answer(question, order, who.ability, chance), round(chance.lognormvariate(3.4, 0.5))
        seconds += took + 10
        confirmed = clock.now() + timedelta(seconds=seconds)
        session().add_all([
            AttemptItem(
                attempt_id=attempt.id, position=position, module=str(module.id), question=question.id,
                question_hash=question.hash, outcome=question.outcome, option_order=order,
            ),
            Response(
                attempt_id=attempt.id, position=position, seq=1, device="", answer=given, language=person.language,
                seconds=took, saved_at=confirmed, confirmed_at=confirmed,
                score=kind_of(question).score(question.body, given),
            ),
        ])  # fmt: skip
    seen[person.id] |= {one.question for one in drawn}
    return attempt, seconds + 20


def _answer(question: Question, order: list[str], ability: float, chance: random.Random) -> dict[str, list[str]]:
    if question.id == SUSPECT and ARGUED in order:
        if chance.random() < _chance_of(ability, 0.0):
            return {"chosen": [ARGUED]}
        return answer_to(question, order, right=chance.random() < 0.7, chance=chance)
    knows = chance.random() < _chance_of(ability, HARDNESS[question.difficulty])
    return answer_to(question, order, right=knows, chance=chance)


def _chance_of(ability: float, hardness: float) -> float:
    """The two-parameter logistic model (Birnbaum 1968)."""
    return 1 / (1 + math.exp(-STEEP * (ability - hardness)))
