"""The demo company's history, told through the product's own services with the clock standing where it happened."""

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import groupby

from lms import clock
from lms.curriculum import edition
from lms.curriculum.catalog import ModuleId, SkillId
from lms.db import transaction
from lms.i18n import Language, Text
from lms.ops.demo import words
from lms.ops.demo.answers import answer_to, begin_with_open
from lms.ops.demo.company import Somebody
from lms.ops.demo.days import HOUSE, Days
from lms.ops.demo.growth import own_levels
from lms.ops.demo.played import Played
from lms.plan import progress
from lms.plan import service as plan
from lms.practice import changes, reviews, selfrating, shows, tries
from lms.questions.kinds import kind_of
from lms.quizzes import service as quizzes
from lms.quizzes.answering import Given
from lms.quizzes.recall import begin_review

PLAY_SECONDS = 480
LOOK_BACK = timedelta(minutes=12)  # from the start of a play to the self-rating


@dataclass(frozen=True, slots=True)
class Company:
    """Whom the history is about: ids by key, and who they are."""

    ids: Mapping[str, int]
    people: Mapping[str, Somebody]
    days: Days

    def says(self, key: str, text: Text) -> str:
        """A sentence as this person writes it."""
        return text.in_(self.people[key].language)


@dataclass(slots=True)
class History:
    """What happened, in the order of time; each day is one write."""

    events: list[tuple[datetime, int, Callable[[], object]]] = field(default_factory=list)

    def at(self, moment: datetime, what: Callable[[], object]) -> None:
        self.events.append((moment, len(self.events), what))

    def tell(self) -> None:
        """Let it happen."""
        in_order = sorted(self.events, key=lambda event: event[:2])
        for _day, of_day in groupby(in_order, key=lambda event: event[0].astimezone(HOUSE).date()):
            with transaction():
                for moment, _order, what in of_day:
                    with clock.standing_at(moment):
                        what()


def later(seconds: float) -> AbstractContextManager[None]:
    """The clock stands so much later than it does."""
    return clock.standing_at(clock.now() + timedelta(seconds=seconds))


def play(company: Company, played: Played, tick: Callable[[int, int], object] | None = None) -> None:
    """A try from its start to the agreed change, or as far as it came. tick: how its trainer ticks hidden facts."""
    person, trainer = company.ids[played.person], company.ids[played.trainer]
    client = f"demo-{played.name}"[:40]
    if not played.reviewed:
        made = tries.start_try(person, person, played.skill, client, trainer)
        with later(PLAY_SECONDS):
            tries.end_try(person, made, f"end {played.name}", PLAY_SECONDS)
        return
    made = tries.start_try(trainer, person, played.skill, client)
    review = reviews.open_review(trainer, made)
    taps = list(_taps(company, played))
    half = len(taps) // 2
    with later(PLAY_SECONDS / 2):
        reviews.rate(trainer, review, taps[:half])
    with later(PLAY_SECONDS):
        if tick is not None:
            tick(trainer, made)
        reviews.rate(trainer, review, taps[half:])
        reviews.end_review(trainer, review, taps[-1].seq, PLAY_SECONDS)
    if played.looks_back:
        with clock.standing_at(clock.now() + LOOK_BACK):
            _look_back(company, played, made)


def _look_back(company: Company, played: Played, made: int) -> None:
    person, trainer = company.ids[played.person], company.ids[played.trainer]
    chance = random.Random(f"own {played.name}")
    notes = {}
    if chance.random() < 0.4:
        lowest = min(played.levels, key=lambda item: played.levels[item])
        notes[lowest] = company.says(played.person, chance.choice(words.OWN_NOTES))
    selfrating.self_rate(person, made, own_levels(played.levels, played.name), notes, f"own {played.name}")
    change = company.says(played.person, _change(played))
    with later(240):
        changes.agree_change(trainer, made, change, f"change {played.name}")
    with later(270):
        changes.agree_change(person, made, change, f"yes {played.name}", change)


def _change(played: Played) -> Text:
    """The item with the lowest level, a critical one first, gives the change."""
    items = edition.catalog().checklist_of(SkillId(played.skill)).items
    lowest = min(items, key=lambda item: (played.levels[item.id], not item.critical))
    return words.change_for(played.skill, lowest.id)


def _taps(company: Company, played: Played) -> Iterator[reviews.Tap | reviews.Jotting]:
    """Levels in the order of the checklist; now and then a tap that is mended at once, or a note."""
    chance = random.Random(f"taps {played.name}")
    began, seq = clock.now(), 0
    step = PLAY_SECONDS / (len(played.levels) + 1)
    for place, (item, level) in enumerate(played.levels.items(), start=1):
        second = round(step * place)
        chosen: list[int | None] = [level]
        if chance.random() < 0.12:
            chosen = [max(level - 1, 0), level] if chance.random() < 0.5 else [min(level + 1, 3), None, level]
        for value in chosen:
            seq += 1
            yield reviews.Tap(seq, item, value, second, began + timedelta(seconds=second))
        if chance.random() < 0.25:
            seq += 1
            note = chance.choice(words.LOW_NOTES if level < 2 else words.HIGH_NOTES)
            yield reviews.Jotting(seq, item, company.says(played.person, note), second + 2)


def show(company: Company, by: str, skill: str, people: Sequence[str], key: str, absent: Sequence[str] = (),
         mode: str = "live") -> None:  # fmt: skip
    """A show that was given a quarter of an hour ago and is entered now."""
    shows.give_show(
        company.ids[by],
        skill,
        [company.ids[one] for one in people],
        mode,
        clock.now() - timedelta(minutes=15),
        key,
        [company.ids[one] for one in absent],
    )


def read(company: Company, person: str, module: str, sections: int | None = None) -> None:
    """Read a module, five minutes a section, to its end or so many sections."""
    found = edition.catalog().modules[ModuleId(module)]
    for place, section in enumerate(found.lessons[Language.ZH].sections[:sections]):
        with later(300 * place):
            progress.note_paragraph(company.ids[person], module, section.anchor, section.paragraphs)
            progress.finish_section(company.ids[person], module, section.anchor)


def take_quiz(company: Company, person: str, module: str, attempt: int, unknown: Sequence[str],
              stops_after: int | None = None) -> None:  # fmt: skip
    """An attempt in which items of the unknown outcomes go wrong; stops_after: left open after so many answers."""
    who, name = company.ids[person], f"{person} {module} {attempt}"
    told = words.OPEN_ANSWERS.get((person, module, attempt))
    made = begin_with_open(who, module, name) if told else None
    if made is None:
        made = quizzes.start(who, module, f"quiz {name}", seed=random.Random(name).getrandbits(31))
    items = quizzes.attempt_view(who, made).items
    for item in items[:stops_after]:
        with later(40 * item.position):
            answer = answer_to(item.question, item.option_order, right=item.question.outcome not in unknown)
            if told and kind_of(item.question).by_trainer:
                answer = {name: [company.says(person, told.text)] for name in answer}
            quizzes.confirm(who, made, item.position, Given(answer, 1))
    if stops_after is None:
        with later(40 * len(items) + 30):
            quizzes.finish(who, made, f"finish {name}")


def review_what_is_due(company: Company, person: str, name: str, missed: int = 0) -> None:
    """A review of the day; of its items the first few go wrong, and the last is right without being sure."""
    who, named = company.ids[person], f"review {person} {name}"
    made = begin_review(who, named, seed=random.Random(named).getrandbits(31))
    items = quizzes.attempt_view(who, made).items
    for item in items:
        with later(30 * item.position):
            answer = answer_to(item.question, item.option_order, right=item.position > missed)
            quizzes.confirm(who, made, item.position, Given(answer, 1, unsure=item.position == len(items)))


def begin(company: Company, person: str, manager: str, path: str, start_on: date) -> None:
    plan.enrol(company.ids[manager], company.ids[person], path, start_on, f"enrol {person}")


def acknowledge(company: Company, person: str) -> None:
    found = plan.plan_of(company.ids[person])
    assert found is not None
    plan.acknowledge(company.ids[person], found.enrolment_id, f"standard {person}")
