"""Figures of a person's skill that pages show: reviewed tries as squares, and counts with the records they count."""

from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter

from lms.judgement.evidence import DebtKind, ReviewGiven, State, TryMade
from lms.judgement.service import PersonJudgement
from lms.judgement.states import Reason, Rule
from lms.practice.rules import Mark, mark

MARKS = 4  # how many squares a skill shows


@dataclass(frozen=True, slots=True)
class Counts:
    """Index lines in a skill: shows that count, tries, trainers’ reviews of them; of the last three, which hold."""

    shows: tuple[int, ...]
    tries: tuple[int, ...]
    reviews: tuple[int, ...]
    held: tuple[int, ...]
    last: tuple[int, ...]
    """The reviews that were asked about the last three tries, whether they hold or not."""


def reason_of(judged: PersonJudgement, skill: str, rule: Rule) -> Reason:
    return next(reason for reason in judged.by_skill[skill].reasons if reason.rule is rule)


def bar_of(judged: PersonJudgement, skill: str) -> float:
    """The mean level, 0 to 3, at which a try of this person holds, as their frozen standard has it."""
    return next(float(one["bar"]) for one in judged.known.plan.standard["skills"] if one["id"] == skill)


def leads_of(judged: PersonJudgement, skill: str) -> list[tuple[TryMade, ReviewGiven | None]]:
    """Every supervised try in the order of time with the review that the judgement counts, None for none."""
    leading = set(reason_of(judged, skill, Rule.HAS_REVIEWED_TRY).records)
    made = sorted(judged.evidence[skill].tries, key=attrgetter("happened_at", "record_id"))
    return [(one, next((review for review in one.reviews if review.record_id in leading), None)) for one in made]


def has_sealed(judged: PersonJudgement, skill: str) -> bool:
    """Whether a try was reviewed of which the trainee reads nothing yet, since they have not rated themself."""
    return any(made.sealed and made.trainer_reviews for made in judged.known.practice.live(skill))


def marks_of(judged: PersonJudgement, skill: str) -> tuple[Mark, ...] | None:
    """The last reviewed tries as squares, the oldest first; None while nothing of the skill is due."""
    if judged.by_skill[skill].state is State.UNKNOWN:
        return None
    bar = bar_of(judged, skill)
    shown = [lead for _made, lead in leads_of(judged, skill) if lead is not None]
    return tuple(mark(lead.mean_level, lead.critical_done, bar) for lead in shown[-MARKS:])


def counts_of(judged: PersonJudgement, skill: str) -> Counts:
    leads = [lead.record_id for _made, lead in leads_of(judged, skill) if lead is not None]
    tries = judged.evidence[skill].tries
    return Counts(
        shows=reason_of(judged, skill, Rule.SHOWS_GIVEN).records,
        tries=reason_of(judged, skill, Rule.TRIES_MADE).records,
        reviews=tuple(review.record_id for made in tries for review in made.reviews),
        held=reason_of(judged, skill, Rule.HELD_IN_TWO_OF_LAST_THREE).records,
        last=tuple(leads[-3:]),
    )


def totals_of(judged: PersonJudgement) -> tuple[int, int, int]:
    """Shows that count, tries made and reviews given, over all skills of the path."""
    each: Sequence[Counts] = [counts_of(judged, skill) for skill in judged.by_skill]
    return sum(len(c.shows) for c in each), sum(len(c.tries) for c in each), sum(len(c.reviews) for c in each)


def owed_of(judged: PersonJudgement, skill: str, kind: DebtKind) -> int:
    """How many of a kind are owed in a skill."""
    return sum(debt.kind is kind for debt in judged.by_skill[skill].debts)
