"""The catalog: everything a learner reads, answers and practises, validated once and immutable.

These are the shapes that the rest of the house works with. They hold no markdown parser and no validator, so that a
warm start unpickles them without importing either.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NewType

from lms.curriculum.world import World
from lms.i18n import Language, Text
from lms.questions.question import ContentHash, Question

ModuleId = NewType("ModuleId", str)
SkillId = NewType("SkillId", str)
PathId = NewType("PathId", str)

SHOW_MINUTES = 15
TRY_MINUTES = 12
"""A trainer's time for one show, and for one try that is watched and reviewed."""
FIRST_WORKING_DAYS = 63
"""The working days of 90 calendar days."""
MOST_FIRST_TRAINER_MINUTES = 14 * 60
"""A trainer's time for one trainee within them: more than that is not found beside the work."""


def trainer_minutes(shows: Iterable[int], tries: Iterable[int], until: int | None = None) -> int:
    """A trainer's time for what is owed on these working days, as far as day `until`."""
    owed = [(SHOW_MINUTES, day) for day in shows] + [(TRY_MINUTES, day) for day in tries]
    return sum(minutes for minutes, day in owed if until is None or day <= until)


class Half(StrEnum):
    """Half of a classroom day."""

    AM = "am"
    PM = "pm"


@dataclass(frozen=True, slots=True)
class Outcome:
    id: str
    text: Text


@dataclass(frozen=True, slots=True)
class Heading:
    """A level-3 heading within a section."""

    anchor: str
    title: str


@dataclass(frozen=True, slots=True)
class Section:
    """One page of a lesson in one language; `html` is rendered and sanitized.

    The page's h1 is `title`, which `html` does not repeat; the level-3 headings of the file are its h2. Links to other
    sections are relative to a page at `…/<module>/<section>`. Every paragraph-like block of `html` carries an id `p-1`,
    `p-2`, … in order, so that reading can resume there.
    Where a small check stands, `html` holds `<div data-check="check-id"></div>`.
    """

    anchor: str
    number: int
    title: str
    minutes: int
    html: str
    headings: tuple[Heading, ...]
    paragraphs: int
    checks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lesson:
    """A module's lesson in one language."""

    title: str
    summary: str
    sections: tuple[Section, ...]

    def section(self, anchor: str) -> Section | None:
        """The section with this anchor, or the one that holds a level-3 heading with it."""
        for section in self.sections:
            if section.anchor == anchor or any(h.anchor == anchor for h in section.headings):
                return section
        return None


@dataclass(frozen=True, slots=True)
class Pool:
    """The quiz items of one module. check_minutes: the time limit of its check, None for none."""

    module: ModuleId
    questions: tuple[Question, ...]
    check_minutes: int | None
    hash: ContentHash

    def question(self, question_id: str) -> Question | None:
        return next((q for q in self.questions if q.id == question_id), None)


@dataclass(frozen=True, slots=True)
class ChecklistItem:
    """One behaviour; `levels` are the four anchors: not done, with prompts, done, done well."""

    id: str
    outcome: str
    critical: bool
    title: Text
    levels: tuple[Text, Text, Text, Text]


@dataclass(frozen=True, slots=True)
class Checklist:
    id: str
    items: tuple[ChecklistItem, ...]
    hash: ContentHash


@dataclass(frozen=True, slots=True)
class HiddenFact:
    """Something that the customer says once, when it is opened. Never sent to the trainee before the try has ended."""

    id: str
    fact: Text
    opens: Text
    closes: Text


@dataclass(frozen=True, slots=True)
class RoleCard:
    id: str
    difficulty: int
    minutes: int
    title: Text
    trainee: Text
    goal: Text
    customer: Text
    facts: tuple[HiddenFact, ...]
    ends: Text
    hash: ContentHash


@dataclass(frozen=True, slots=True)
class ScriptFact:
    """What a scripted customer says once it is asked for. matters: why; shut: said in its place once it was spoilt."""

    id: str
    fact: Text
    matters: Text
    shut: Text | None = None


@dataclass(frozen=True, slots=True)
class Saying:
    """One thing that may be said. leads: to a node or an end; reply: what is answered first, before fact and node.

    best: the one that the lesson would have here; opens, closes: a fact.
    """

    id: str
    say: Text
    leads: str
    feedback: Text
    best: bool
    reply: Text | None = None
    opens: str | None = None
    closes: str | None = None


@dataclass(frozen=True, slots=True)
class ScriptNode:
    """What the customer says, and what may be said to it. who: speaks here, None for the customer."""

    id: str
    who: Text | None
    says: Text
    options: tuple[Saying, ...]


@dataclass(frozen=True, slots=True)
class ScriptEnd:
    """How a play ends, as it is told. reached: whether the goal was."""

    id: str
    text: Text
    reached: bool


@dataclass(frozen=True, slots=True)
class CustomerScript:
    """A customer to practise with alone. The play begins at the first node; every path comes to an end.

    name: of the customer, as in Mr Meng.
    """

    id: str
    difficulty: int
    minutes: int
    name: Text
    title: Text
    setting: Text
    goal: Text
    facts: tuple[ScriptFact, ...]
    nodes: tuple[ScriptNode, ...]
    ends: tuple[ScriptEnd, ...]
    hash: ContentHash


@dataclass(frozen=True, slots=True)
class ShowLine:
    """One line of a show script; `second` counts from the start."""

    second: int
    line: Text
    stop: Text | None


@dataclass(frozen=True, slots=True)
class ShowScript:
    id: str
    title: Text
    setting: Text
    minutes: int
    watch_for: Text
    lines: tuple[ShowLine, ...]
    hash: ContentHash


@dataclass(frozen=True, slots=True)
class SpokenLine:
    """One line of a transcript; `second` counts from the start; who: None for what is seen or heard."""

    second: int
    who: Text | None
    line: Text


@dataclass(frozen=True, slots=True)
class Reference:
    """The level, 0 to 3, that a checklist item is given in a transcript by who wrote it, and why."""

    item: str
    level: int
    why: Text


@dataclass(frozen=True, slots=True)
class Calibration:
    """A try written down, which raters rate to see how far they agree. references: of every item, in its order.

    checklist: the hash of the checklist it was rated by, so that another checklist makes another transcript of it.
    """

    id: str
    title: Text
    setting: Text
    minutes: int
    lines: tuple[SpokenLine, ...]
    references: tuple[Reference, ...]
    checklist: ContentHash
    hash: ContentHash


@dataclass(frozen=True, slots=True)
class Term:
    """A word of the trade. forms: the further ways in which lessons write it; section: the anchor that explains it.

    pinyin: of the Chinese, where its first character is read otherwise than dictionaries sort it; else empty.
    """

    id: str
    term: Text
    forms: Mapping[Language, tuple[str, ...]]
    meaning: Text
    section: str
    pinyin: str = ""


@dataclass(frozen=True, slots=True)
class Module:
    """One module in both languages with all that belongs to it.

    places, checklist_places: of each quiz item and of each row of the checklist, its file and line.

    hash: over what learners meet, so not over transcripts, which only raters do; nor over terms: a meaning glosses what
    the lesson says anyway, is asked of nobody, and stands in the lessons of other modules too, which are not changed.
    """

    id: ModuleId
    minutes: int
    outcomes: tuple[Outcome, ...]
    lessons: Mapping[Language, Lesson]
    checks: Mapping[str, Question]
    pool: Pool
    checklist: Checklist | None
    show: ShowScript | None
    cards: tuple[RoleCard, ...]
    customers: tuple[CustomerScript, ...]
    places: Mapping[str, str]
    hash: ContentHash
    calibrations: tuple[Calibration, ...] = ()
    terms: tuple[Term, ...] = ()
    checklist_places: Mapping[str, str] = field(default_factory=dict)

    @property
    def title(self) -> Text:
        return Text(zh=self.lessons[Language.ZH].title, en=self.lessons[Language.EN].title)

    def outcome(self, outcome_id: str) -> Outcome | None:
        return next((o for o in self.outcomes if o.id == outcome_id), None)

    def customer(self, customer_id: str) -> CustomerScript | None:
        return next((one for one in self.customers if one.id == customer_id), None)


@dataclass(frozen=True, slots=True)
class Skill:
    """What is practised and judged. `bar` is the mean level, 0 to 3, at which a reviewed try holds."""

    id: SkillId
    name: Text
    bar: float
    checklist: ModuleId
    taught_by: tuple[ModuleId, ...]
    refresher_after_days: int


class ReadingDuty(StrEnum):
    REQUIRED = "required"
    READER = "reader"


@dataclass(frozen=True, slots=True)
class PathModule:
    """A module's place in a path: working day (1 is the first) and half-day."""

    module: ModuleId
    day: int
    half: Half
    reading: ReadingDuty


@dataclass(frozen=True, slots=True)
class PathSkill:
    """What a path owes for a skill: the working days by which each show and each supervised try is due."""

    skill: SkillId
    ready_by_day: int
    review_within_days: int
    shows: tuple[int, ...]
    tries: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Path:
    id: PathId
    name: Text
    modules: tuple[PathModule, ...]
    skills: tuple[PathSkill, ...]
    hash: ContentHash

    @property
    def trainer_minutes(self) -> int:
        """What the path asks of trainers for one trainee, in minutes."""
        return sum(trainer_minutes(skill.shows, skill.tries) for skill in self.skills)

    @property
    def first_trainer_minutes(self) -> int:
        """The same within the first 90 days."""
        return sum(trainer_minutes(skill.shows, skill.tries, FIRST_WORKING_DAYS) for skill in self.skills)


@dataclass(frozen=True, slots=True)
class Catalog:
    """All content of one edition. `hash` covers every file that it was made from.

    changed_at: when the last of them was changed, in seconds since 1970; 0 where nobody knows.
    """

    modules: Mapping[ModuleId, Module]
    skills: Mapping[SkillId, Skill]
    paths: Mapping[PathId, Path]
    hash: ContentHash
    world: World = field(default_factory=World)
    changed_at: int = 0

    def checklist_of(self, skill: SkillId) -> Checklist:
        """The checklist by which this skill is reviewed."""
        checklist = self.modules[self.skills[skill].checklist].checklist
        if checklist is None:
            raise LookupError(f"skill {skill} names a module without a checklist")
        return checklist
