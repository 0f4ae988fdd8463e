"""The shape of every content file. Imported by the loader only, since pydantic is slow to start.

Lists whose entries are checked one by one are declared `list[Any]`, so that one bad entry hides no other.
"""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from lms.questions.kinds import KINDS

SLUG = r"^[a-z0-9]+(-[a-z0-9]+)*$"
LONGEST_MEANING = 200  # characters

Slug = Annotated[str, StringConstraints(pattern=SLUG, max_length=64)]
Words = Annotated[str, StringConstraints(pattern=r"\S", max_length=4000)]
Days = Annotated[int, Field(ge=1, le=1000)]
Minutes = Annotated[int, Field(ge=1, le=600)]


class Shape(BaseModel):
    """Nothing beside the keys that are declared, and no silent conversion of types."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class TextShape(Shape):
    zh: Words
    en: Words


class OutcomeShape(Shape):
    """An outcome in the front matter of a lesson, in the lesson's language."""

    id: Slug
    text: Words


class FrontMatter(Shape):
    id: Slug
    title: Words
    summary: Words
    minutes: Minutes
    outcomes: list[Any]


class AskShape(Shape):
    """What every quiz item and every small check asks."""

    id: Slug
    scene: TextShape | None = None
    dialogue: list[TextShape] = []
    ask: TextShape


class QuestionShape(AskShape):
    """What every item of a pool has; what its kind adds is declared by the kind."""

    kind: Words
    outcome: Slug
    section: Slug
    difficulty: Annotated[int, Field(ge=1, le=3)]


class KindShape(QuestionShape):
    """An item of a kind that there is not: only the kind is told to be at fault."""

    model_config = ConfigDict(extra="ignore", strict=True, frozen=True)

    kind: Literal[tuple(sorted(KINDS))]  # type: ignore[valid-type]  # the registry is the list


class FormsShape(Shape):
    """Further ways in which a term is written in lessons."""

    zh: list[Words] = []
    en: list[Words] = []


class MeaningShape(TextShape):
    """One or two sentences: what is longer belongs into the lesson."""

    zh: Annotated[str, StringConstraints(pattern=r"\S", max_length=LONGEST_MEANING)]
    en: Annotated[str, StringConstraints(pattern=r"\S", max_length=LONGEST_MEANING)]


class TermShape(Shape):
    id: Slug
    term: TextShape
    forms: FormsShape = FormsShape()
    meaning: MeaningShape
    section: Slug
    pinyin: Annotated[str, StringConstraints(pattern=r"^[a-z]+$", max_length=60)] = ""


class PoolShape(Shape):
    """A pool: its items, and the time limit of its check."""

    class Check(Shape):
        minutes: Annotated[int, Field(ge=1, le=180)]

    check: Check | None = None
    items: list[Any]


class ChecklistItemShape(Shape):
    id: Slug
    outcome: Slug
    critical: bool = False
    title: TextShape
    levels: Annotated[list[TextShape], Field(min_length=4, max_length=4)]


class ChecklistShape(Shape):
    id: Slug
    items: list[Any]


class FactShape(Shape):
    id: Slug
    fact: TextShape
    opens: TextShape
    closes: TextShape


class CardShape(Shape):
    id: Slug
    difficulty: Annotated[int, Field(ge=1, le=3)]
    minutes: Minutes
    title: TextShape
    trainee: TextShape
    goal: TextShape
    customer: TextShape
    facts: Annotated[list[FactShape], Field(min_length=1)]
    ends: TextShape


class ScriptFactShape(Shape):
    """Something that a scripted customer says when it is asked for; `shut` in its place once that was spoilt."""

    id: Slug
    fact: TextShape
    matters: TextShape
    shut: TextShape | None = None


class SayingShape(Shape):
    """One thing that may be said to a scripted customer, and what becomes of it."""

    id: Slug
    say: TextShape
    leads: Slug
    feedback: TextShape
    best: bool = False
    reply: TextShape | None = None
    opens: Slug | None = None
    closes: Slug | None = None


class ScriptNodeShape(Shape):
    id: Slug
    who: TextShape | None = None
    says: TextShape
    options: Annotated[list[SayingShape], Field(min_length=2, max_length=5)]


class ScriptEndShape(Shape):
    id: Slug
    text: TextShape
    reached: bool


class CustomerShape(Shape):
    id: Slug
    difficulty: Annotated[int, Field(ge=1, le=3)]
    minutes: Minutes
    name: TextShape
    title: TextShape
    setting: TextShape
    goal: TextShape
    facts: Annotated[list[ScriptFactShape], Field(min_length=1)]
    nodes: Annotated[list[ScriptNodeShape], Field(min_length=2)]
    ends: Annotated[list[ScriptEndShape], Field(min_length=2)]


class ShowLineShape(Shape):
    at: Annotated[str, StringConstraints(pattern=r"^[0-9]{2}:[0-5][0-9]$")]
    line: TextShape
    stop: TextShape | None = None


class ShowShape(Shape):
    id: Slug
    title: TextShape
    setting: TextShape
    minutes: Annotated[int, Field(ge=4, le=8)]
    watch_for: TextShape
    lines: Annotated[list[ShowLineShape], Field(min_length=2)]


class SpokenShape(Shape):
    """A line of a transcript; one without `who` tells what is seen or heard."""

    at: Annotated[str, StringConstraints(pattern=r"^[0-9]{2}:[0-5][0-9]$")]
    who: TextShape | None = None
    line: TextShape


class ReferenceShape(Shape):
    """The level that those who wrote a transcript give an item, and why."""

    item: Slug
    level: Annotated[int, Field(ge=0, le=3)]
    why: TextShape


class CalibrationShape(Shape):
    id: Slug
    title: TextShape
    setting: TextShape
    minutes: Minutes
    lines: Annotated[list[SpokenShape], Field(min_length=2)]
    reference: Annotated[list[ReferenceShape], Field(min_length=1)]


class SkillShape(Shape):
    id: Slug
    name: TextShape
    bar: Annotated[float, Field(ge=0, le=3)]
    checklist: Slug
    taught_by: Annotated[list[Slug], Field(min_length=1)]
    refresher_after_days: Days


class PathModuleShape(Shape):
    module: Slug
    day: Days
    half: Literal["am", "pm"]
    reading: Literal["required", "reader"]


class PathSkillShape(Shape):
    skill: Slug
    ready_by_day: Days
    review_within_days: Days
    shows: Annotated[list[Days], Field(min_length=1)]
    tries: Annotated[list[Days], Field(min_length=1)]


class PathShape(Shape):
    id: Slug
    name: TextShape
    modules: list[Any]
    skills: list[Any]
