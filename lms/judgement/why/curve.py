"""A person’s curve in a skill as pages show it: every try, its rater, whether it counts, and the usual pace."""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import accumulate
from operator import attrgetter

import numpy as np
from flask import url_for

from lms.i18n import _, day, ngettext, zone
from lms.judgement.cohort import Cohort, SkillCohort
from lms.judgement.counting import is_late
from lms.judgement.evidence import ReviewGiven, TryMade
from lms.judgement.service import PersonJudgement
from lms.judgement.states import Rule
from lms.judgement.statistics.growth import usual
from lms.judgement.wording import days, listed, skill_name
from lms.web.curve import FEWEST_PLACES, SHAPES, Absence, Curve, Point, Usual

FEWEST_OTHERS = 3  # people behind a usual pace: of fewer it would tell how one of them did
MOST_POINTS = 60  # the latest; more would lie on top of each other
USUAL_FOR = 20  # counted tries; who needs more is seen too seldom to call anything usual
TOLD_APART = 0.05  # levels; a rater nearer to the house than that stands where the others do


def curve_of(judged: PersonJudgement, skill: str, called: Mapping[int, str]) -> Curve | None:
    """The curve as the reader of this judgement may see it; None before the first try.

    called: the names of the person and of who rated them.
    """
    leads = _leads(judged, skill)
    if not leads:
        return None
    drawn = leads[-MOST_POINTS:]
    seats = list(dict.fromkeys(review.rater for _made, review in drawn if review is not None))
    points = tuple(_points(judged, skill, leads, called, seats))[-MOST_POINTS:]
    return Curve(
        id=f"curve-{skill}",
        name=called[judged.person_id],
        skill=skill_name(skill, judged.known.plan.standard),
        bar=next(float(one["bar"]) for one in judged.known.plan.standard["skills"] if one["id"] == skill),
        points=points,
        usual=tuple(_usual(judged, skill, leads)),
        absences=tuple(absences_among(leave_of(judged, skill), [_local(made.happened_at) for made, _review in drawn])),
        raters=tuple(called[rater] for rater in seats),
        notes=tuple(_notes(judged, seats, called, len(leads) - len(drawn))),
    )


def usual_of(judged: PersonJudgement, skill: str) -> tuple[Usual, ...]:
    """Where people usually stand at each place along the curve; empty where there is nobody to compare with."""
    return tuple(_usual(judged, skill, _leads(judged, skill)))


Lead = tuple[TryMade, ReviewGiven | None]


def _leads(judged: PersonJudgement, skill: str) -> list[Lead]:
    """Every try in the order of time with the review that stands for it; None for none, or one not told yet."""
    known = set(_proof(judged, skill, Rule.HAS_REVIEWED_TRY))
    made = sorted(judged.evidence[skill].tries, key=attrgetter("happened_at", "record_id"))
    return [(one, next((review for review in one.reviews if review.record_id in known), None)) for one in made]


def _proof(judged: PersonJudgement, skill: str, rule: Rule) -> tuple[int, ...]:
    return next(reason.records for reason in judged.by_skill[skill].reasons if reason.rule is rule)


def _points(
    judged: PersonJudgement, skill: str, leads: Sequence[Lead], called: Mapping[int, str], seats: Sequence[int]
) -> Iterator[Point]:
    views = {made.record_id: made for made in judged.known.practice.tries}
    given = set(_proof(judged, skill, Rule.SHOWS_GIVEN))
    shows = [show.happened_at for show in judged.evidence[skill].shows if show.record_id in given]
    before: datetime | None = None
    for made, review in leads:
        view = views[made.record_id]
        yield Point(
            n=view.number,
            when=day(_local(made.happened_at), weekday=False),
            level=review.mean_level if review else None,
            seat=seats.index(review.rater) % SHAPES if review and review.rater in seats else 0,
            rater=called[review.rater] if review else "",
            shown=any(at <= made.happened_at and (before is None or at > before) for at in shows),
            why_not=_why_not(judged, skill, made, review),
            href=url_for("practice.try_page", try_id=view.id),
        )
        before = made.happened_at


def _why_not(judged: PersonJudgement, skill: str, made: TryMade, review: ReviewGiven | None) -> str:
    """Why a try says nothing of how training works; empty where it does."""
    if made.record_id in {one.record_id for one in judged.responses[skill].tries}:
        return ""
    if review is None:
        return _("not reviewed yet") if not made.reviews else _("waits for another rating")
    if made.record_id not in _proof(judged, skill, Rule.TAUGHT_BEFORE_TRIED):
        return _("no show before it")
    if is_late(made, review, judged.known.plan.zone):
        return _("reviewed late")
    return _("a show was due before it and not given")


def _usual(judged: PersonJudgement, skill: str, leads: Sequence[Lead]) -> Iterator[Usual]:
    """Where people usually stand at each of the tries drawn; the clock stands still at those that don't count."""
    cohort = judged.responses[skill].cohort
    if cohort.people < FEWEST_OTHERS:
        return
    counted = {one.record_id for one in judged.responses[skill].tries}
    passed = list(accumulate((made.record_id in counted for made, _review in leads), initial=0))
    to_come = range(passed[-1] + 1, passed[-1] + FEWEST_PLACES - len(leads))
    places = [*passed[: max(len(leads), FEWEST_PLACES)], *to_come]
    first = max(0, len(leads) - MOST_POINTS)
    yield from (_usual_after(cohort, tries) for tries in places[first:] if tries <= USUAL_FOR)


def _usual_after(cohort: SkillCohort, tries: int) -> Usual:
    """After so many counted tries."""
    grown = float(usual(np.array(float(tries))))
    mean = cohort.start + cohort.gain * grown
    spread = math.hypot(cohort.start_sd, cohort.gain_sd * grown)
    low, mean, high = (min(3.0, max(0.0, one)) for one in (mean - spread, mean, mean + spread))
    return Usual(low, mean, high)


@dataclass(frozen=True, slots=True)
class Leave:
    """A time that the person was away, until it ended or until today. breaks: the curve begins anew behind it."""

    from_on: date
    days: int
    breaks: bool


def leave_of(judged: PersonJudgement, skill: str) -> tuple[Leave, ...]:
    """In the order of time."""
    today, long = _local(judged.by_skill[skill].as_of), judged.basis.thresholds.break_days
    begun = sorted((one for one in judged.evidence[skill].away if one.from_on <= today), key=attrgetter("from_on"))
    lengths = [(one.from_on, (one.last_by(today) - one.from_on).days + 1) for one in begun]
    return tuple(Leave(from_on, length, breaks=length >= long) for from_on, length in lengths)


def absences_among(leave: Iterable[Leave], tried_on: Sequence[date]) -> Iterator[Absence]:
    """Where they lie between the tries of these days."""
    for one in leave:
        words = _("Away %(days)s, from %(day)s", days=days(one.days), day=day(one.from_on, weekday=False))
        yield Absence(after=sum(on < one.from_on for on in tried_on), words=words, breaks=one.breaks)


def _notes(judged: PersonJudgement, raters: Sequence[int], called: Mapping[int, str], left_out: int) -> Iterator[str]:
    yield _("Mean level of each reviewed try.")
    if left_out:
        words = ngettext("%(num)s earlier try is not drawn.", "%(num)s earlier tries are not drawn.", left_out)
        yield words % {"num": left_out}
    yield from raters_told(judged.basis.cohort, raters, called)


def raters_told(cohort: Cohort, raters: Sequence[int], called: Mapping[int, str]) -> Iterator[str]:
    """How these stand beside the others, as far as the estimate knows it."""
    standings = {rater: cohort.raters[rater] for rater in raters if rater in cohort.raters}
    above = [_rates(called[r], one.severity, "above") for r, one in standings.items() if one.severity >= TOLD_APART]
    below = [_rates(called[r], one.severity, "below") for r, one in standings.items() if one.severity <= -TOLD_APART]
    if above or below:
        yield _("Beside the others, %(raters)s.", raters=listed([*above, *below]))
    same = [called[rater] for rater, one in standings.items() if one.same_for_all]
    if same:
        yield _(
            "%(raters)s: nearly always the same level, which says nothing of growth and does not weigh.",
            raters=listed(same),
        )


def _rates(name: str, severity: float, side: str) -> str:
    words = _("%(name)s rates %(level)s higher") if side == "above" else _("%(name)s rates %(level)s lower")
    return words % {"name": name, "level": f"{abs(severity):.1f}"}


def _local(moment: datetime) -> date:
    return moment.astimezone(zone()).date()
