"""What there is, counted: of each module its length, items and keys, of each path what it asks of trainers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from lms.curriculum import giveaway_rules, pool_rules, prose
from lms.curriculum.catalog import FIRST_WORKING_DAYS, trainer_minutes
from lms.curriculum.drafts import ModuleDraft, PathDraft, read_drafts
from lms.curriculum.faults import Fault
from lms.curriculum.reading import LANGUAGES
from lms.curriculum.source import snapshot
from lms.i18n import Language


@dataclass(frozen=True, slots=True)
class ModuleMeasures:
    """One module. characters: of the Chinese lesson; words: of the English one; sections: with the takeaway.

    situations: items with a scene or a dialogue. key_positions: how often the key stands first, second, … of the
    `lists` with one key that are shuffled; longest_keys: by language, lists in which the key is the longest.
    """

    id: str
    characters: int
    words: int
    minutes: int
    sections: int
    checks: int
    items: int
    kinds: int
    situations: int
    key_positions: Sequence[int]
    lists: int
    longest_keys: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class PathMeasures:
    """One path. trainer_minutes: for one trainee within the first 90 days; tries: owed, by skill."""

    id: str
    modules: int
    trainer_minutes: int
    shows: int
    tries: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Measures:
    modules: Sequence[ModuleMeasures]
    paths: Sequence[PathMeasures]


def measure(courses: Path, quizzes: Path) -> Measures:
    """All that can be read; what is at fault is left out, and told by the check."""
    faults: list[Fault] = []
    draft = read_drafts(snapshot(courses, quizzes), faults)
    return Measures([_of_module(module) for module in draft.modules.values()], [_of_path(one) for one in draft.paths])


def _of_module(module: ModuleDraft) -> ModuleMeasures:
    lengths = {language: prose.length_of_lesson(lesson, language) for language, lesson in module.lessons.items()}
    some = next(iter(module.lessons.values()), None)
    positions = pool_rules.key_positions(module)
    lists = giveaway_rules.lists_in(module)
    return ModuleMeasures(
        id=module.id,
        characters=lengths.get(Language.ZH, 0),
        words=lengths.get(Language.EN, 0),
        minutes=some.head.value.minutes if some is not None and some.head is not None else 0,
        sections=len(some.sections) if some is not None else 0,
        checks=len(module.checks),
        items=len(module.questions),
        kinds=len({question.value.kind for question in module.questions}),
        situations=giveaway_rules.situations(module),
        key_positions=[positions[place] for place in range(1, max(positions, default=0) + 1)],
        lists=sum(len(one.keys) == 1 for one in lists),
        longest_keys={language: giveaway_rules.outstanding(lists, language)["longest"] for language in LANGUAGES},
    )


def _of_path(path: PathDraft) -> PathMeasures:
    skills = [entry.value for entry in path.skills]
    return PathMeasures(
        id=path.stem,
        modules=len(path.modules),
        trainer_minutes=sum(trainer_minutes(skill.shows, skill.tries, FIRST_WORKING_DAYS) for skill in skills),
        shows=sum(len(skill.shows) for skill in skills),
        tries={skill.skill: len(skill.tries) for skill in skills},
    )
