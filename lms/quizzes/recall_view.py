"""What the pages of reviews say: what is due and why, when the next come, and the chance to recall by outcome."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice

from fsrs import Rating

from lms.curriculum import edition
from lms.curriculum.catalog import ModuleId
from lms.i18n import _, day, language
from lms.people.directory import names
from lms.plan.calendar import nth_working_day
from lms.plan.service import plan_of, working_days
from lms.quizzes.recall import Held, held_by, still_asked
from lms.quizzes.recall_rules import Card, Pause, Today, ahead, chance, minutes
from lms.quizzes.rules import Mode
from lms.quizzes.service import OpenAttempt, open_attempts

DAYS_AHEAD = 7


@dataclass(frozen=True, slots=True)
class DueLine:
    """Items of one outcome that are due, and why: in words, each reason once."""

    outcome: str
    module: str
    count: int
    why: list[str]


@dataclass(frozen=True, slots=True)
class OutcomeLine:
    """An outcome with what of it comes back. at: the place of its module in the path.

    of_ten: how many of ten such items would be recalled today; missed: items whose last answer was not right;
    next_on: the first day on which one is due, None for today.
    """

    at: int
    outcome: str
    module: str
    items: int
    of_ten: int
    missed: int
    last_on: date
    next_on: date | None


@dataclass(frozen=True, slots=True)
class RecallPage:
    """One person's reviews. open: the one under way; pause: the one that stands, now or to come; set_by: a name,
    empty where it was the person."""

    person_id: int
    day: date
    today: Today
    minutes: int
    open: OpenAttempt | None
    due: list[DueLine]
    ahead: list[tuple[date, int]]
    outcomes: list[OutcomeLine]
    pause: Pause | None
    set_by: str


def recall_page(person_id: int, now: datetime) -> RecallPage | None:
    """None for who is on no path. Asks no right."""
    held, plan = held_by(person_id), plan_of(person_id)
    if held is None or plan is None:
        return None
    modules = [str(one.module) for one in plan.path.modules]
    begun = next((one for one in open_attempts(person_id) if one.mode is Mode.RECALL), None)
    today = held.today(modules, now, still_asked(begun.id) if begun else ())
    in_play, on = held.in_play(modules), held.day(now)
    asked = begun.items - begun.confirmed if begun else len(today.due)
    coming = ahead(in_play, on, len(today.due), held.rest_on(on), working_days().is_working)
    return RecallPage(
        person_id=person_id,
        day=on,
        today=today,
        minutes=minutes(asked),
        open=begun if begun and not today.pause else None,
        due=list(_due(today.due)),
        ahead=list(islice(coming, DAYS_AHEAD)),
        outcomes=sorted(_outcomes(in_play, modules, on, today.pause), key=lambda line: (line.at, line.of_ten)),
        pause=held.standing_pause(now),
        set_by=_set_by(held),
    )


def _set_by(held: Held) -> str:
    return "" if held.set_by in (None, held.person_id) else names([held.set_by])[held.set_by]


def _due(cards: Sequence[Card]) -> Iterator[DueLine]:
    by_outcome: dict[tuple[str, str], list[Card]] = defaultdict(list)
    for card in cards:
        by_outcome[card.module, card.outcome].append(card)
    for (module, outcome), due in by_outcome.items():
        why = list(dict.fromkeys(_why(card) for card in due))
        yield DueLine(_words_of(module, outcome), _title_of(module), len(due), why)


def _why(card: Card) -> str:
    on = day(card.last_on)
    if card.missed:
        return _("not right on %(day)s", day=on)
    return _("right on %(day)s, but not sure", day=on) if card.rating is Rating.Hard else _("right on %(day)s", day=on)


def _outcomes(cards: Sequence[Card], modules: Sequence[str], on: date, pause: Pause | None) -> Iterator[OutcomeLine]:
    by_outcome: dict[tuple[str, str], list[Card]] = defaultdict(list)
    for card in cards:
        by_outcome[card.module, card.outcome].append(card)
    for (module, outcome), found in by_outcome.items():
        first = min(card.due_on for card in found)
        first = max(first, pause.to_on + timedelta(1)) if pause else first
        announced = None if first <= on else nth_working_day(first, 1, working_days())
        yield OutcomeLine(
            at=modules.index(module),
            outcome=_words_of(module, outcome),
            module=_title_of(module),
            items=len(found),
            of_ten=round(10 * sum(chance(card, on) for card in found) / len(found)),
            missed=sum(card.missed for card in found),
            last_on=max(card.last_on for card in found),
            next_on=announced,
        )


def _words_of(module_id: str, outcome_id: str) -> str:
    outcome = edition.catalog().modules[ModuleId(module_id)].outcome(outcome_id)
    return outcome.text.in_(language()) if outcome else outcome_id


def _title_of(module_id: str) -> str:
    return edition.catalog().modules[ModuleId(module_id)].title.in_(language())
