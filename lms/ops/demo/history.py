"""What happened in the demo company: for each trainee what their path promised, with what went otherwise."""

import random
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import partial
from itertools import cycle, groupby

from lms.curriculum import edition
from lms.curriculum.catalog import ModuleId, Path, PathId, SkillId
from lms.ops.demo import calibrated, cases, classroom, marked, rated, telling, together, turns
from lms.ops.demo.company import CALLS, EAST, STEADY, TRAINEES, VISIT, Somebody, Story, Thing
from lms.ops.demo.days import at
from lms.ops.demo.played import played_by
from lms.ops.demo.telling import Company, History

PATH = PathId("sales")
HOURS = ("10:30", "14:30", "11:20", "15:20", "16:10", "09:40")
"""When the tries of each skill of a path are played, so that no trainer is in two at once."""
QUIZ_DAYS: Mapping[str, tuple[int, ...]] = {CALLS: (1, 4, 9, 16, 23), VISIT: (2, 6, 12, 22, 29)}
READING_TAKES, QUIZ_TAKES = timedelta(minutes=50), timedelta(minutes=12)
QUIZ_AGAIN = 8
"""How many days after a module's own day its quiz is taken the second time, where no days are given."""
MANAGERS: Mapping[str, str] = {EAST: "qin"}
OTHER_MANAGER = "luo"
TICKED = frozenset({"lin", "emma"})
"""With whom the trainer, at the customer's card, ticks what was uncovered."""


def history(company: Company) -> History:
    """All of it, up to the evening before the anchor."""
    told = History()
    path = edition.catalog().paths[PATH]
    for somebody in TRAINEES:
        assert somebody.story is not None
        _begin(told, company, somebody, somebody.story)
        if somebody.story.day > 1:
            for add in (_reading, _quizzes, _tries, _alone):
                add(told, company, path, somebody.key, somebody.story)
    _shows(told, company, path)
    turns.add(told, company)
    together.add(told, company)
    rated.add(told, company)
    classroom.add(told, company)
    calibrated.add(told, company)
    cases.add(told, company)
    return told


def _begin(told: History, company: Company, somebody: Somebody, story: Story) -> None:
    start_on = company.days.start_of(story.day)
    manager = MANAGERS.get(somebody.team, OTHER_MANAGER)
    joined_on = min(start_on - timedelta(days=3), company.days.back(1))
    told.at(at(joined_on, "16:00"), partial(telling.begin, company, somebody.key, manager, PATH, start_on))
    if story.day > 1:
        told.at(at(start_on, "08:40"), partial(telling.acknowledge, company, somebody.key))


def _reading(told: History, company: Company, path: Path, person: str, story: Story) -> None:
    for (day, half), places in groupby(path.modules, key=lambda place: (place.day, place.half)):
        for number, place in enumerate(places):
            when = at(_date(company, story, day), "09:00" if half == "am" else "13:30") + READING_TAKES * number
            sections = 2 if place.module in story.unread else None
            told.at(when, partial(telling.read, company, person, place.module, sections))


def _quizzes(told: History, company: Company, path: Path, person: str, story: Story) -> None:
    """Outcomes stick one by one: some are shaky at first, then fewer, then only what never sticks.

    Who comes on quickly takes each quiz twice. The others do so where something was shaky, a module in three, and
    with the modules that teach the first two skills.
    """
    skills = edition.catalog().skills
    early = {module for skill in (CALLS, VISIT) for module in skills[SkillId(skill)].taught_by}
    steady = story.otherwise is STEADY
    for number, place in enumerate(path.modules):
        if place.module in story.unread:
            continue
        outcomes = [outcome.id for outcome in edition.catalog().modules[ModuleId(place.module)].outcomes]
        random.Random(f"outcomes {person}").shuffle(outcomes)
        again = not steady or place.module in early or number % 3 == 0
        shaky = 3 if place.module in QUIZ_DAYS else 2 if steady and again else 1
        once_or_twice = (place.day + 1, place.day + QUIZ_AGAIN) if again else (place.day + 1,)
        days = QUIZ_DAYS.get(place.module, once_or_twice)
        for attempt, day in enumerate(days, start=1):
            if day < story.day:
                unknown = {*outcomes[: max(shaky - attempt, 0)], *story.never_right}
                when = at(_date(company, story, day), "16:40") + QUIZ_TAKES * number
                told.at(when, partial(telling.take_quiz, company, person, place.module, attempt, sorted(unknown)))
                if day + 1 < story.day:
                    marking = partial(marked.mark_what_waits, company, story.coach, person, place.module, attempt)
                    told.at(at(_date(company, story, day + 1), "12:30"), marking)


def _tries(told: History, company: Company, path: Path, person: str, story: Story) -> None:
    for skill, hour in zip(path.skills, cycle(HOURS), strict=False):
        given = 0
        beyond = [day for day in story.more if skill.skill == VISIT]
        for ordinal, day in enumerate(sorted((*skill.tries, *beyond)), start=1):
            thing: Thing = ("try", skill.skill, ordinal)
            if day < story.day and thing not in story.not_given:
                given += 1
                played = played_by(person, story, skill.skill, given, reviewed=thing not in story.not_reviewed)
                when = at(_date(company, story, day), hour)
                told.at(when, partial(telling.play, company, played, _tick if person in TICKED else None))


def _tick(by: int, made: int) -> None:
    together.tick(by, made, f"try {made}")


def _alone(told: History, company: Company, path: Path, person: str, story: Story) -> None:
    chance = random.Random(f"alone {person}")
    keen = chance.uniform(0.1, 0.4)
    for day in range(2, story.day):
        if chance.random() < keen:
            skill = chance.choice(path.skills).skill
            when = at(_date(company, story, day), "18:40")
            told.at(when, partial(turns.practise_alone, company, person, skill, f"alone {person} {day}"))


def _shows(told: History, company: Company, path: Path) -> None:
    """Promised shows: the first of a skill on its day, later ones a day early; who began together sees them at once."""
    together: dict[tuple[str, date, str, int], list[str]] = defaultdict(list)
    for somebody in TRAINEES:
        story = somebody.story
        assert story is not None
        for skill, ordinal, day in _promised_shows(path):
            if day < story.day and ("show", skill, ordinal) not in story.not_given:
                together[story.coach, _date(company, story, day), skill, ordinal].append(somebody.key)
    for (by, on, skill, ordinal), people in together.items():
        key = f"show {by} {on} {skill} {ordinal}"
        told.at(at(on, "09:50" if skill == CALLS else "13:45"), partial(telling.show, company, by, skill, people, key))
        for person in people:
            _word(told, company, person, ("show", skill, ordinal), on)


def _promised_shows(path: Path) -> Iterator[tuple[str, int, int]]:
    for skill in path.skills:
        for ordinal, day in enumerate(skill.shows, start=1):
            yield skill.skill, ordinal, day if ordinal == 1 else day - 1


def _word(told: History, company: Company, person: str, thing: Thing, day: date) -> None:
    story = company.people[person].story
    assert story is not None
    if thing in story.not_confirmed:
        return
    seen = thing not in story.not_seen
    say = partial(turns.answer_last_show, company, person, thing[1], seen=seen)
    told.at(at(day, "12:10" if thing[1] == CALLS else "17:50"), say)


def _date(company: Company, story: Story, day: int) -> date:
    return company.days.path_day(company.days.start_of(story.day), day)
