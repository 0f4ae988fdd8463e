"""What went otherwise than promised in the demo company, and what waits there for whoever signs in."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import select

from lms.asking import service as asking
from lms.asking.excerpts import paragraphs
from lms.asking.models import Asked
from lms.asking.places import Kind as PlaceKind
from lms.asking.places import Place, section_at
from lms.curriculum import edition
from lms.curriculum.catalog import ModuleId
from lms.db import session
from lms.judgement.decisions import service as decisions
from lms.judgement.decisions.service import Deciding, Kind
from lms.ops.demo import telling, words
from lms.ops.demo.company import CALLS, VISIT
from lms.ops.demo.days import at
from lms.ops.demo.played import played_by
from lms.ops.demo.telling import Company, History
from lms.plan.arrangements import Arranged, Owed, arrange
from lms.practice import corrections, shows, tries
from lms.practice.plays import Play
from lms.practice.reading import practice_of
from lms.practice.rules import Level, ShowStanding

REVIEWED = ((15, 2), (13, 1), (11, 1), (10, 0), (8, 1), (6, 0), (4, 1), (3, 0))
"""On which working days before the anchor 林夏 reviewed what was due, and how many of it went wrong."""


def add(told: History, company: Company) -> None:
    """Everything special, told among the rest."""
    _what_waits(told, company)
    _what_was_not_given(told, company)
    _corrected(told, company)
    _decided(told, company)
    _asked(told, company)
    _practised_with_a_script(told, company)
    told.at(at(company.days.back(1), "18:05"), partial(telling.take_quiz, company, "song", CALLS, 5, []))


PLAYED = (
    "by-name", "hiring", "headache", "which-first", "count-them", "still-excel", "waits-for", "in-the-room", "friday",
)  # fmt: skip
"""What 林夏 said to the scripted customer."""


def _practised_with_a_script(told: History, company: Company) -> None:
    told.at(at(company.days.back(2), "12:50"), partial(_play, company, "lin", CALLS, PLAYED))


def _play(company: Company, person: str, skill: str, said: Sequence[str]) -> None:
    script = edition.catalog().modules[ModuleId(skill)].customers[0]
    tries.log_solo(company.ids[person], skill, f"played {person} {skill}", play=Play(script, said))


def practise_alone(company: Company, person: str, skill: str, key: str) -> None:
    tries.log_solo(company.ids[person], skill, key)


def answer_last_show(company: Company, person: str, skill: str, *, seen: bool) -> None:
    """The trainee's word on the last show of a skill that they have said nothing about."""
    who = company.ids[person]
    waiting = [s for s in practice_of([who])[who].shown(skill) if s.standing is ShowStanding.OFFERED]
    comment = "" if seen else words.NOT_SEEN
    shows.answer_show(who, waiting[-1].id, seen, comment, f"show {waiting[-1].id}")


def _what_waits(told: History, company: Company) -> None:
    """林夏 has a practice booked for today and items to review, 孟秋 one to look back on and a clip to confirm.

    冯一舟 has a quiz under way.
    """
    days, yesterday = company.days, company.days.back(1)
    story = company.people["meng"].story
    assert story is not None
    last = played_by("meng", story, CALLS, 7, looks_back=False)
    told.at(at(yesterday, "10:30"), partial(telling.play, company, last))
    clip = partial(telling.show, company, "chen", VISIT, ["fang", "meng"], "clip", absent=["su"], mode="clip")
    told.at(at(yesterday, "15:30"), clip)
    told.at(at(yesterday, "16:10"), partial(answer_last_show, company, "fang", VISIT, seen=True))
    say, tomorrow = partial(_say, told, company), days.path_day(days.anchor, 2)
    for at_work, person, when in (("17:20", "lin", at(days.anchor, "15:00")), ("17:25", "song", at(tomorrow, "10:00"))):
        say(at(yesterday, at_work), ("chen", person), (VISIT, 4), Arranged.BOOKED, booked_for=when, place=words.PLACE)
    for back, missed in REVIEWED:
        told.at(at(days.back(back), "08:50"), partial(telling.review_what_is_due, company, "lin", str(back), missed))
    told.at(at(yesterday, "19:00"), partial(telling.take_quiz, company, "feng", VISIT, 3, [], stops_after=3))


def _what_was_not_given(told: History, company: Company) -> None:
    """贺兰's trainer is away: one try handed on, one that cannot be. 欧阳青 was offered two and came to neither."""
    days, say = company.days, partial(_say, told, company)
    say(at(days.back(4), "17:30"), ("wu", "he"), (VISIT, 5), Arranged.HANDED, handed_to=company.ids["luo"])
    say(at(days.back(4), "17:35"), ("wu", "he"), (VISIT, 6), Arranged.CANNOT, reason=words.AWAY)
    for ordinal, day in ((5, 15), (6, 20)):
        before, missed_on = (days.path_day(days.start_of(24), one) for one in (day - 1, day))
        pair, offered = ("wu", "ouyang"), {"booked_for": at(missed_on, "10:00"), "place": words.PLACE}
        say(at(before, "17:40"), pair, (CALLS, ordinal), Arranged.BOOKED, **offered)
        say(at(missed_on, "11:00"), pair, (CALLS, ordinal), Arranged.NOT_COME, reason=words.NOT_COME)


def _say(
    told: History,
    company: Company,
    when: datetime,
    who: tuple[str, str],
    what: tuple[str, int],
    standing: Arranged,
    **more: Any,
) -> None:
    """Something is arranged about a try. who: trainer and trainee; what: skill and ordinal."""
    (by, person), (skill, ordinal) = who, what
    thing, key = Owed("try", skill, "", ordinal), f"{standing} {person} {skill} {ordinal}"
    told.at(when, partial(arrange, company.ids[by], company.ids[person], thing, standing, key, **more))


def _corrected(told: History, company: Company) -> None:
    """A level of 唐果's third call was mis-tapped and mended the morning after."""
    day = company.days.path_day(company.days.start_of(24), 8)
    told.at(at(day, "09:20"), partial(_correct_third_call, company, "tang", "wu"))


def _correct_third_call(company: Company, person: str, trainer: str) -> None:
    who = company.ids[person]
    (review,) = practice_of([who])[who].live(CALLS)[2].trainer_reviews
    item = next(item for item, level in review.levels.items() if level != Level.DONE)
    corrected = {item: Level.DONE}
    corrections.correct_rating(company.ids[trainer], review.id, corrected, words.MISTAPPED, f"correct {person}")


def _decided(told: History, company: Company) -> None:
    days = company.days
    told.at(at(days.back(1), "16:30"), partial(_observe, company, "qin", "su", VISIT))


def _observe(company: Company, by: str, person: str, skill: str) -> None:
    decided = Deciding(Kind.OBSERVE, *words.OBSERVE, company.days.anchor + timedelta(days=7))
    decisions.decide(company.ids[by], company.ids[person], skill, decided, f"decide {person}")


def _asked(told: History, company: Company) -> None:
    """林夏 has an answer to read where she asked, 宋词 waits for one; both found another paragraph unclear."""
    figure, items = (CALLS, "a-question-with-a-figure", "p-16"), (VISIT, "six-items", "p-14")
    told.at(at(company.days.back(2), "18:10"), partial(_ask, company, "lin", figure, words.QUESTION))
    told.at(at(company.days.back(1), "11:50"), partial(_answer, company, "chen", "lin", words.ANSWER))
    told.at(at(company.days.back(1), "18:20"), partial(_ask, company, "song", items, words.WAITING_QUESTION))
    for person in ("song", "meng", "fang"):
        told.at(at(company.days.back(2), "18:30"), partial(_unclear, company, person, items))


def _place(module: str, section: str, spot: str) -> Place:
    """A paragraph, or the section as a whole once it is shorter than it was."""
    there = spot in paragraphs(section_at(module, section).html)
    return Place(PlaceKind.PARAGRAPH, module, section, spot if there else "")


def _ask(company: Company, person: str, where: tuple[str, str, str], text: str) -> None:
    asking.ask(company.ids[person], _place(*where), text, f"ask {person}")


def _answer(company: Company, trainer: str, person: str, text: str) -> None:
    (asked,) = session().scalars(select(Asked.id).where(Asked.person_id == company.ids[person]))
    asking.answer(company.ids[trainer], asked, text, f"answer {person}")


def _unclear(company: Company, person: str, where: tuple[str, str, str]) -> None:
    asking.set_unclear(company.ids[person], _place(*where), True)
