"""A try of the demo company as it will be told: by whom, with which levels."""

from collections.abc import Mapping
from dataclasses import dataclass

from lms.curriculum import edition
from lms.curriculum.catalog import SkillId
from lms.ops.demo.company import VISIT, Story
from lms.ops.demo.growth import levels

SEVERITY: Mapping[str, float] = {"chen": 0.0, "zhou": -0.9, "wu": -0.05, "daniel": 0.05}


@dataclass(frozen=True, slots=True)
class Played:
    """One try. levels: by the trainer, by item; looks_back: whether the two have looked back on it."""

    person: str
    trainer: str
    skill: str
    number: int
    levels: Mapping[str, int]
    reviewed: bool = True
    looks_back: bool = True

    @property
    def name(self) -> str:
        return f"{self.person}-{self.skill}-{self.number}"


def played_by(
    person: str, story: Story, skill: str, number: int, *, reviewed: bool = True, looks_back: bool = True
) -> Played:
    """The n-th try of somebody as their growth has it; a second trainer takes every other first visit."""
    trainer = story.second if story.second and skill == VISIT and number % 2 == 0 else story.coach
    items = edition.catalog().checklist_of(SkillId(skill)).items
    found = levels(
        items, story.growth.get(skill, story.otherwise), number, SEVERITY[trainer], f"{person} {skill} {number}"
    )
    return Played(person, trainer, skill, number, found, reviewed, looks_back)
