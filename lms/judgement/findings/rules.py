"""First suspect the teaching: what of ours may be at fault before anybody's curve is read. Pure.

A finding is ours and never a person's: it forbids the question whether somebody responds, and changes no state. What
touches one person alone (an absence, a change of trainer) stands beside their curve instead: see `context`.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from lms.judgement.cohort import Cohort, SkillCohort
from lms.judgement.evidence import TryMade
from lms.judgement.proposing import growth_at_best, module_teaches
from lms.judgement.reading import lead
from lms.judgement.response import NOTHING_READ, Response
from lms.judgement.thresholds import Thresholds
from lms.quizzes.flags import ItemFlag
from lms.raters.findings import FAR


class FindingKind(StrEnum):
    """What is suspected, in the order in which it is listed."""

    MODULE = "module"
    QUIZ = "quiz"
    ITEM = "item"
    DELAY = "delay"
    RATER = "rater"


class Named(StrEnum):
    """What a figure measures. GAIN, AT_BEST and OTHERS_GAIN: levels gained in six counted tries, on average, at best
    and on the other skills; DISTANCE: levels from the other raters; LATE: tries that were reviewed late.
    """

    PEOPLE = "people"
    GAIN = "gain"
    AT_BEST = "at_best"
    OTHERS_GAIN = "others_gain"
    DISTANCE = "distance"
    LATE = "late"


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with what it is held against; limit: None where it only tells."""

    named: Named
    found: float
    limit: float | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to mend.

    skill: that it is about, empty for a rater's; module, item: of a quiz item, and a checklist's row; who: the rater,
    or whose reviews are late; why: never_done or does_not_move of a row, same_for_all of a rater; flags: of a quiz
    item; people: whom of those that were asked about it touches; records: tries that prove it; forbids: while it
    stands, nobody whom it touches is proposed (else it leaves the score of the curves, or weighs nothing there).
    """

    kind: FindingKind
    skill: str = ""
    module: str = ""
    item: str = ""
    who: int | None = None
    why: str = ""
    figures: tuple[Figure, ...] = ()
    flags: tuple[ItemFlag, ...] = ()
    people: tuple[int, ...] = ()
    records: tuple[int, ...] = ()
    forbids: bool = True

    @property
    def key(self) -> str:
        """Its address. Ids hold no dots."""
        about = {
            FindingKind.MODULE: (self.skill,),
            FindingKind.QUIZ: (self.module, self.item),
            FindingKind.ITEM: (self.skill, self.item),
            FindingKind.DELAY: (str(self.who), self.skill),
            FindingKind.RATER: (str(self.who),),
        }[self.kind]
        return ".".join((self.kind, *about))


@dataclass(frozen=True, slots=True)
class Practised:
    """One person's practice of one skill, as it is asked about.

    reviewed: whether any of it was; response, tries: its reviewed tries in any order, and which of them count; nothing
    of who is known neither to wait often nor to be rated by anybody in question.
    """

    person: int
    skill: str
    reviewed: bool
    response: Response = NOTHING_READ
    tries: Sequence[TryMade] = ()


def skills_at_fault(cohort: Cohort, thresholds: Thresholds) -> frozenset[str]:
    """The skills on which hardly anybody gains anything, so that the module is looked at and not the people."""
    return frozenset(skill for skill, one in cohort.by_skill.items() if not module_teaches(one, thresholds))


def module_findings(cohort: Cohort, thresholds: Thresholds, practised: Collection[Practised]) -> Iterator[Finding]:
    """Modules that don't teach: enough people have practised the skill, and on average hardly gained."""
    for skill in sorted(skills_at_fault(cohort, thresholds)):
        found = cohort.skill(skill)
        others = [one.growth for name, one in cohort.by_skill.items() if name != skill and _seen(one, thresholds)]
        yield Finding(
            FindingKind.MODULE,
            skill=skill,
            figures=(
                Figure(Named.PEOPLE, found.people, thresholds.module_people),
                Figure(Named.GAIN, found.growth),
                Figure(Named.AT_BEST, growth_at_best(found), thresholds.module_gain),
                *([Figure(Named.OTHERS_GAIN, sum(others) / len(others))] if others else ()),
            ),
            people=_people(practised, {skill}),
        )


def _seen(cohort: SkillCohort, thresholds: Thresholds) -> bool:
    return cohort.people >= thresholds.module_people


def quiz_findings(
    broken: Mapping[str, Sequence[ItemFlag]],
    teaches: Mapping[str, Collection[str]],
    cohort: Cohort,
    practised: Collection[Practised],
) -> Iterator[Finding]:
    """Quiz items that are broken. broken: by module its flags; teaches: by skill the modules that teach it.

    An item forbids once the estimate that judgements are made with knows of it.
    """
    for module, flags in sorted(broken.items()):
        skills = {skill for skill, modules in teaches.items() if module in modules}
        by_item: dict[str, list[ItemFlag]] = defaultdict(list)
        for flag in flags:
            by_item[flag.question].append(flag)
        for item, of_item in by_item.items():
            yield Finding(
                FindingKind.QUIZ,
                module=module,
                item=item,
                flags=tuple(of_item),
                people=_people(practised, skills),
                forbids=any(module in cohort.skill(skill).broken_quizzes for skill in skills),
            )


def item_findings(cohort: Cohort, practised: Collection[Practised]) -> Iterator[Finding]:
    """Rows of checklists that say nothing of the skill: they leave the score of the curves, and nobody is accused."""
    for skill, one in sorted(cohort.by_skill.items()):
        for item, why in sorted(one.left_out.items()):
            yield Finding(
                FindingKind.ITEM, skill=skill, item=item, why=why, people=_people(practised, {skill}), forbids=False
            )


def delay_findings(practised: Iterable[Practised], thresholds: Thresholds) -> Iterator[Finding]:
    """Reviews that came so late, so often, that the curve tells of the waiting: by whose reviews they were, by skill.

    What three prompt reviews have worked off is none any more.
    """
    people: dict[tuple[int, str], set[int]] = defaultdict(set)
    records: dict[tuple[int, str], list[int]] = defaultdict(list)
    for one in practised:
        if one.response.late_of_nine < thresholds.late_of_nine:
            continue
        late = set(one.response.late_records)
        for made in one.tries:
            if made.record_id in late and made.reviews:
                key = lead(made.reviews).rater, one.skill
                people[key].add(one.person)
                records[key].append(made.record_id)
    for who, skill in sorted(records):
        yield Finding(
            FindingKind.DELAY,
            skill=skill,
            who=who,
            figures=(Figure(Named.LATE, len(records[who, skill]), thresholds.late_of_nine),),
            people=tuple(sorted(people[who, skill])),
            records=tuple(sorted(records[who, skill])),
        )


def rater_findings(cohort: Cohort, told: Collection[int], practised: Collection[Practised]) -> Iterator[Finding]:
    """Raters who stand far from the others, or give nearly everything the same level. told: of whom may be spoken:
    they were told themselves, and their days of quiet are over.
    """
    for rater in sorted(told):
        standing = cohort.rater(rater)
        if not standing.far and not standing.same_for_all:
            continue
        rated = {one.person for one in practised if any(made.rater == rater for made in one.response.tries)}
        yield Finding(
            FindingKind.RATER,
            who=rater,
            why="" if standing.far else "same_for_all",
            figures=(Figure(Named.DISTANCE, standing.severity, FAR),) if standing.far else (),
            people=tuple(sorted(rated)),
            forbids=standing.far,
        )


def _people(practised: Collection[Practised], skills: Collection[str]) -> tuple[int, ...]:
    """Who has been reviewed in one of these skills."""
    return tuple(sorted({one.person for one in practised if one.skill in skills and one.reviewed}))
