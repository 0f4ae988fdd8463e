"""The note to trainers that somebody is slower than usual, and that it is time to teach differently."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from flask import url_for

from lms.desk.wording import Names
from lms.i18n import _
from lms.judgement.service import PersonJudgement
from lms.judgement.why.panel import is_slower, response_told
from lms.judgement.wording import skill_name


@dataclass(frozen=True, slots=True)
class Slower:
    """A line of the to-do: who and in what, what the tries say, and where the reasons stand."""

    title: str
    second: str
    href: str


def is_told(judged: PersonJudgement, skill: str, reader_id: int) -> bool:
    """Only who coaches the skill is told: to the trainee it would read as a verdict, to a manager as a ranking."""
    coaches = {one.trainer_id for one in judged.known.coaches if one.skill in (None, skill)}
    return reader_id in coaches and is_slower(judged, skill)


def slower_of(judged: Mapping[int, PersonJudgement], names: Names, trainer_id: int) -> Iterator[Slower]:
    for person_id, one in judged.items():
        for skill in one.by_skill:
            if is_told(one, skill, trainer_id):
                yield Slower(
                    title=_(
                        "%(name)s: %(skill)s", name=names[person_id],
                        skill=skill_name(skill, one.known.plan.standard),
                    ),
                    second=response_told(one, skill)[0],
                    href=url_for("desk.story", person_id=person_id, skill=skill) + "#why",
                )  # fmt: skip
