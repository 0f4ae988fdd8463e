"""A trainee's first page: the one next step, what today holds, what waits, what we owe, and how the skills stand."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask import url_for

from lms.classes.register_view import registers_with
from lms.curriculum import edition
from lms.curriculum.catalog import ModuleId
from lms.desk import wording
from lms.desk.cards import Card, Line, away_card, card_of, class_line, quiz_line, review_line, waiting_line
from lms.desk.names import names_of
from lms.desk.rules import Next, Situation, Step, ToMaster, next_step
from lms.desk.situation import review_of, situation_of
from lms.desk.wording import Names
from lms.i18n import _, clock, day, ngettext, zone
from lms.judgement.cases.reading import open_cases_of
from lms.judgement.decisions.service import Decided, decisions_of
from lms.judgement.duties import Duty, duties_of
from lms.judgement.evidence import DebtKind
from lms.judgement.service import PersonJudgement, judgement_of
from lms.judgement.why.figures import has_sealed, marks_of
from lms.judgement.wording import decided_words, module_title, skill_name, thing
from lms.plan.progress import all_progress
from lms.plan.rules import Promise, week_of
from lms.plan.service import working_days
from lms.practice.rules import Mark
from lms.quizzes.recall import held_by
from lms.quizzes.recall_rules import Today
from lms.quizzes.rules import Mode
from lms.quizzes.service import OpenAttempt, open_attempts
from lms.raters import watching

DECISION_IS_FRESH = timedelta(days=14)  # after that it is found under progress


@dataclass(frozen=True, slots=True)
class Planned:
    """A line of today's plan. state: done, now or open."""

    title: str
    state: str
    end: str
    href: str | None
    second: str | None = None


@dataclass(frozen=True, slots=True)
class SkillLine:
    """A skill with its last reviewed tries as squares, and the same in words."""

    skill: str
    name: str
    words: str
    tries: tuple[Mark, ...] | None


@dataclass(frozen=True, slots=True)
class Home:
    """What the page shows.

    owed: sentences about what is overdue; ahead: what comes next when today holds nothing; away: until when they are on
    leave, empty while they are there.
    """

    today: date
    week: int
    card: Card
    planned: list[Planned]
    ahead: str
    waiting: list[Line]
    owed: list[str]
    skills: list[SkillLine]
    unknown_years: list[str]
    away: str


def home_of(person_id: int, now: datetime) -> Home | None:
    """The page of one trainee; None when they are not enrolled."""
    held = held_by(person_id)  # before all other reads, which end where it has to derive anew
    judged = judgement_of(person_id, now, person_id)
    if judged is None or held is None:
        return None
    coming = held.today([one.module for one in judged.known.plan.path.modules], now)
    duties = duties_of(judged, now, working_days(), judged.known.plan.zone)
    begun = open_attempts(person_id)
    review = review_of(coming, begun)
    situation = situation_of(judged.known, duties, all_progress(person_id), begun, review, now)
    decisions = decisions_of([person_id], withdrawn=True).get(person_id, [])
    names = names_of(_mentioned(situation, duties, decisions))
    today = situation.today
    away = wording.away(judged.known.plan.away, today)
    chosen = Next(Step.NOTHING) if away else next_step(situation)
    return Home(
        today=today,
        week=week_of(judged.known.plan.start_on, today),
        card=away_card(away) if away else card_of(chosen, situation, names, judged.known.practice.changes),
        planned=[*_planned(judged, duties, now, chosen), *_reviewed(coming, begun)],
        ahead=_ahead(duties, today),
        waiting=[
            *(class_line(one) for one in registers_with(person_id) if one.at is None),
            *_cases(person_id),
            *_asked_to_watch(person_id, now),
            *_waiting(situation, chosen, names),
            *_quizzes(begun, chosen),
            *([review_line(review)] if review is not None and chosen.about is not review else []),
            *_decisions(decisions, names, now),
        ],
        owed=[wording.still_owed(duty, names, now) for duty in duties if duty.is_overdue(today)],
        skills=[_skill_line(judged, skill) for skill in judged.by_skill],
        unknown_years=[str(year) for year in judged.known.plan.unknown_years],
        away=away,
    )


def _mentioned(situation: Situation, duties: Sequence[Duty], decisions: Sequence[Decided]) -> Iterator[int | None]:
    yield from (show.by for show in situation.shows)
    yield from (made.trainer for made in (*situation.under_way, *situation.to_rate, *situation.to_look_back))
    yield from (booked.trainer for booked in situation.booked)
    yield from (to_do.trainer for to_do in situation.tries)
    yield from (duty.owed_by for duty in duties)
    for decided in decisions:
        yield from decided.mentioned


def _planned(judged: PersonJudgement, duties: Sequence[Duty], now: datetime, chosen: Next) -> Iterator[Planned]:
    """What the path has for today, and what was booked for today, done or not."""
    today = now.astimezone(zone()).date()
    for owed in judged.known.plan.owed_on(today):
        if owed.due_on == today:
            yield _of_obligation(owed, judged, duties, now, chosen)
    for duty in duties:
        at = duty.booked_at(now, zone())
        if at is not None and duty.due_on != today and at.astimezone(zone()).date() == today:
            yield Planned(wording.sentence(wording.of_duty(duty)), "open", _booked(duty, at), None)


def _of_obligation(
    owed: Promise, judged: PersonJudgement, duties: Sequence[Duty], now: datetime, chosen: Next
) -> Planned:
    duty = next((duty for duty in duties if _is_of(duty, owed)), None)
    kind = DebtKind(owed.kind)
    if kind is DebtKind.MODULE:
        minutes = edition.catalog().modules[ModuleId(owed.module)].minutes
        half = _("morning") if owed.half == "am" else _("afternoon")
        state = "now" if duty and chosen.step is Step.READ else "open" if duty else "done"
        met = judged.known.read.get(owed.module)
        done = _("taught in class") if met is not None and met.in_class else _("read")
        end = half + _(", ") + (wording.minutes(minutes) if duty else done)
        return Planned(module_title(owed.module), state, end, url_for("plan.module", module_id=owed.module))
    at = duty.booked_at(now, zone()) if duty else None
    end = _booked(duty, at) if duty and at else _("today") if duty else _("done")
    title = wording.sentence(thing(kind, skill_name(owed.skill), owed.ordinal))
    return Planned(title, "open" if duty else "done", end, url_for("practice.skill", skill=owed.skill))


def _is_of(duty: Duty, owed: Promise) -> bool:
    mine = (duty.owed.kind, duty.owed.skill, duty.owed.module, duty.owed.ordinal)
    return mine == (owed.kind, owed.skill, owed.module, owed.ordinal)


def _booked(duty: Duty, at: datetime) -> str:
    place = duty.arrangement.place if duty.arrangement else ""
    return wording.joined([clock(at), place])


def _ahead(duties: Sequence[Duty], today: date) -> str:
    """What the path has next after today, in a sentence; empty when there is nothing more."""
    later = next((duty for duty in duties if duty.due_on > today), None)
    if later is None:
        return ""
    return _("Next by %(day)s: %(what)s.", day=wording.by_day(later.due_on), what=wording.of_following(later))


def _waiting(situation: Situation, chosen: Next, names: Names) -> Iterator[Line]:
    """All that waits for the trainee, but for what the card asks already."""
    for step, things in (
        (Step.CONFIRM_SHOW, situation.shows),
        (Step.FINISH_TRY, situation.under_way),
        (Step.RATE_SELF, situation.to_rate),
        (Step.LOOK_BACK, situation.to_look_back),
    ):
        yield from (waiting_line(step, one, names) for one in things if one is not chosen.about)


def _cases(person_id: int) -> Iterator[Line]:
    """Reviews that are open: to see what they rest on, and to answer."""
    for case in open_cases_of([person_id]):
        title = _("%(skill)s: taught, not working yet. Let’s look together", skill=skill_name(case.skill))
        second = _("you have replied") if case.replied else _("see what it rests on, and say how you see it")
        yield Line(title, second, url_for("cases.case", case_id=case.id))


def _asked_to_watch(person_id: int, now: datetime) -> Iterator[Line]:
    """That the trainee has asked to be watched, and nobody has come yet."""
    for one in watching.waiting_of([person_id]):
        title = _("You have asked to be watched: %(skill)s", skill=skill_name(one.skill))
        waited = _("asked %(time)s ago", time=wording.lapse(now - one.asked_at))
        yield Line(title, waited, url_for("raters.watch", request_id=one.id))


def _quizzes(begun: Sequence[OpenAttempt], chosen: Next) -> Iterator[Line]:
    """Quizzes under way, but for the one on the card."""
    on_card = chosen.about.begun if isinstance(chosen.about, ToMaster) else None
    quizzes = (one for one in begun if one.mode is not Mode.RECALL)
    yield from (quiz_line(one) for one in quizzes if on_card is None or one.id != on_card.attempt_id)


def _reviewed(coming: Today, begun: Sequence[OpenAttempt]) -> Iterator[Planned]:
    """That the review of today is done, and when the next one comes."""
    if not coming.done or coming.due or any(one.mode is Mode.RECALL for one in begun):
        return
    following = ""
    if coming.next_on is not None:
        words = ngettext("next: %(num)s question on %(day)s", "next: %(num)s questions on %(day)s", coming.next_count)
        following = words % {"num": coming.next_count, "day": day(coming.next_on)}
    yield Planned(_("Review of what is due"), "done", _("done"), url_for("quizzes.recall"), following or None)


def _decisions(decisions: Sequence[Decided], names: Names, now: datetime) -> Iterator[Line]:
    """Fresh decisions that the trainee has not answered, and those that were withdrawn lately."""
    for decided in decisions:
        decision, undone = decided.decision, decided.undone
        href = url_for("desk.story", person_id=decision.person_id, skill=decision.skill) + "#decisions"
        if undone is not None:
            if now - undone.at < DECISION_IS_FRESH:
                values = {"name": names[undone.actor_id], "skill": skill_name(decision.skill)}
                yield Line(_("%(name)s withdrew the decision on %(skill)s", **values), undone.why, href)
        elif now - decision.at < DECISION_IS_FRESH and not decided.replies:
            title = _(
                "%(name)s decided something on %(skill)s", name=names[decision.by_id], skill=skill_name(decision.skill)
            )
            yield Line(title, decided_words(decision.kind, decision.until_on), href)


def _skill_line(judged: PersonJudgement, skill: str) -> SkillLine:
    tries = marks_of(judged, skill)
    return SkillLine(skill, skill_name(skill, judged.known.plan.standard), _in_words(judged, skill, tries), tries)


def _in_words(judged: PersonJudgement, skill: str, tries: tuple[Mark, ...] | None) -> str:
    if not tries and has_sealed(judged, skill):
        return _("rate yourself first")
    if tries is None:
        return _("not due yet")
    if not tries:
        if judged.known.practice.live(skill):
            return _("waits for a review")
        return _("not tried yet") if judged.known.practice.shown(skill) else _("a show comes first")
    return _held(sum(one is Mark.HELD for one in tries), len(tries))


def _held(held: int, last: int) -> str:
    """How many of the last reviewed tries, which the squares show, were done as they should be."""
    if last == 1:
        return _("last review: held") if held else _("last review: not yet")
    if held == last:
        return _("last %(last)s held", last=last)
    if not held:
        return _("last %(last)s: not yet", last=last)
    return _("last %(last)s: %(held)s held", last=last, held=held)
