"""What is open for a trainee, gathered from plan, reading, quizzes and practice for the choice of the next step."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta

from lms.curriculum import edition
from lms.curriculum.catalog import ReadingDuty
from lms.desk.rules import Begun, Booked, Situation, ToConfirm, ToFinish, ToMaster, ToPractise, ToRead, ToReview
from lms.i18n import zone
from lms.judgement.duties import Duty
from lms.judgement.evidence import DebtKind
from lms.judgement.service import Known
from lms.plan.coaches import coach_for
from lms.plan.lesson_view import next_section
from lms.plan.progress import Progress
from lms.plan.rules import PromiseKind
from lms.practice.reading import TryView
from lms.practice.rules import ShowStanding, TryKind
from lms.quizzes.recall_rules import Today
from lms.quizzes.rules import Mode, Standing
from lms.quizzes.service import OpenAttempt

LOOK_BACK_FOR = timedelta(days=7)  # a change that was not agreed within a week is not found any more
PLAY_LASTS = timedelta(hours=12)  # a try that was not ended by then was forgotten

Reading = Mapping[str, Mapping[str, Progress]]


def situation_of(
    known: Known,
    duties: Sequence[Duty],
    read: Reading,
    begun: Sequence[OpenAttempt],
    review: ToReview | None,
    now: datetime,
) -> Situation:
    """All that is open for one person. read: by module and section, how far they came; begun: quizzes under way."""
    today = now.astimezone(zone()).date()
    return Situation(
        now=now,
        today=today,
        start_on=known.plan.start_on,
        acknowledged=known.plan.acknowledged_at is not None,
        shows=tuple(_shows(known, today)),
        under_way=tuple(_under_way(known, now)),
        to_rate=tuple(_to_rate(known)),
        to_look_back=tuple(_to_look_back(known, now)),
        booked=tuple(_booked(duties, now)),
        unread=tuple(_unread(known, read, today)),
        quizzes=tuple(_quizzes(known, begun)),
        tries=tuple(_tries(known, duties)),
        review=review,
    )


def review_of(coming: Today, begun: Sequence[OpenAttempt]) -> ToReview | None:
    """What is to be reviewed today: the rest of what was begun, else what comes back; None while there is a pause."""
    if coming.pause is not None:
        return None
    under_way = next((one for one in begun if one.mode is Mode.RECALL), None)
    if under_way is not None:
        left = under_way.items - under_way.confirmed
        return ToReview(left, 0, Begun(under_way.id, under_way.position, under_way.confirmed, under_way.items))
    return ToReview(len(coming.due), coming.waiting) if coming.due else None


def _shows(known: Known, today: date) -> Iterator[ToConfirm]:
    for show in known.practice.shows:
        told_on = show.told_at.astimezone(zone()).date()
        open_until = known.plan.open_until(told_on, today)
        if show.standing is ShowStanding.OFFERED and open_until >= today:
            yield ToConfirm(show.id, show.skill, show.by, show.happened_at)


def _under_way(known: Known, now: datetime) -> Iterator[ToFinish]:
    for made in reversed(known.practice.under_way):
        if now - made.happened_at < PLAY_LASTS:
            yield ToFinish(made.id, made.skill, made.number, made.trainer_id, made.happened_at)


def _live(known: Known) -> list[TryView]:
    """Supervised tries that have ended, the latest first."""
    return [made for made in reversed(known.practice.tries) if made.kind is TryKind.LIVE]


def _to_rate(known: Known) -> Iterator[ToFinish]:
    return (_to_finish(made) for made in _live(known) if made.sealed)


def _to_look_back(known: Known, now: datetime) -> list[ToFinish]:
    """The latest try of each skill, reviewed lately, where the trainee has not agreed on a change yet."""
    latest = {made.skill: made for made in reversed(_live(known))}
    waiting = [
        made
        for made in latest.values()
        if made.trainer_reviews and not made.sealed and not made.change_agreed and now - made.ended_at < LOOK_BACK_FOR
    ]
    return [_to_finish(made) for made in waiting if not made.trainee_agreed]


def _to_finish(made: TryView) -> ToFinish:
    raters = [review.rater for review in made.trainer_reviews]
    return ToFinish(made.id, made.skill, made.number, raters[0] if raters else made.trainer_id, made.happened_at)


def _booked(duties: Sequence[Duty], now: datetime) -> list[Booked]:
    found = []
    for duty in duties:
        at = duty.booked_at(now, zone())
        if at is None or duty.arrangement is None or at.astimezone(zone()).date() != now.astimezone(zone()).date():
            continue
        owed = duty.owed
        found.append(Booked(owed.kind, duty.skill, owed.module, owed.ordinal, at, duty.arrangement.place, duty.owed_by))
    return sorted(found, key=lambda booked: booked.at)


def _unread(known: Known, read: Reading, today: date) -> Iterator[ToRead]:
    """Required modules that were neither read to their end nor taught, in the order of the path."""
    promised = known.plan.owed_on(today)
    due = {owed.module: owed.due_on for owed in promised if owed.kind is PromiseKind.MODULE}
    for placed in sorted(known.plan.path.modules, key=lambda module: (module.day, module.half)):
        module = edition.catalog().modules.get(placed.module)
        if module is None or placed.reading is not ReadingDuty.REQUIRED or placed.module in known.read:
            continue
        progress = read.get(module.id, {})
        section = next_section(module, progress)
        if section is not None:
            here = progress.get(section.anchor)
            paragraph = here.paragraph if here else 1
            yield ToRead(
                module.id, section.anchor, paragraph, section.minutes, due.get(module.id, known.plan.start_on),
                begun=bool(progress),
            )  # fmt: skip


def _quizzes(known: Known, begun: Sequence[OpenAttempt]) -> Iterator[ToMaster]:
    """Quizzes on modules read to their end of which not every outcome holds."""
    under_way = {one.module: Begun(one.id, one.position, one.confirmed, one.items) for one in begun}
    for placed in known.plan.path.modules:
        module = edition.catalog().modules.get(placed.module)
        if module is None or module.id not in known.read:
            continue
        found = known.outcomes.get(module.id, {})
        holds = [one.id in found and found[one.id].standing is Standing.HOLDS for one in module.outcomes]
        if not all(holds):
            yield ToMaster(module.id, holds.count(False) if any(holds) else 0, under_way.get(module.id))


def _tries(known: Known, duties: Sequence[Duty]) -> Iterator[ToPractise]:
    """The next promised try of each skill; shown when a show of it was given, or none is promised."""
    seen: set[str] = set()
    for duty in sorted(duties, key=lambda duty: duty.ordinal):
        if duty.kind not in (DebtKind.TRY, DebtKind.REFRESHER) or duty.skill in seen:
            continue
        seen.add(duty.skill)
        given = [show for show in known.practice.shown(duty.skill) if show.standing in _SEEN]
        promised = any(owed.kind is PromiseKind.SHOW and owed.skill == duty.skill for owed in known.plan.obligations)
        trainer = duty.owed_by if duty.owed_by is not None else coach_for(known.coaches, duty.skill)
        number = len(known.practice.live(duty.skill)) + 1
        yield ToPractise(duty.skill, number, duty.due_on, trainer, bool(given) or not promised)


_SEEN = (ShowStanding.CONFIRMED, ShowStanding.OFFERED)
