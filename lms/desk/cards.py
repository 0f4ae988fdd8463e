"""How a next step reads: what it is, how long it takes, with whom, and the act that begins it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from flask import url_for

from lms.classes.register_view import ToSignIn
from lms.classes.wording import what
from lms.curriculum import edition
from lms.curriculum.catalog import TRY_MINUTES, ModuleId
from lms.desk.rules import (
    About,
    Booked,
    Next,
    Situation,
    Step,
    ToConfirm,
    ToFinish,
    ToMaster,
    ToPractise,
    ToRead,
    ToReview,
)
from lms.desk.wording import Names, booked, by_day, joined, minutes, sentence
from lms.i18n import _, day, language, moment, ngettext
from lms.judgement.evidence import DebtKind
from lms.judgement.wording import module_title, skill_name, thing
from lms.quizzes import recall_rules
from lms.quizzes.service import OpenAttempt

Link = tuple[str, str]
QUIZ_MINUTES = 10
SMALL_MINUTES = 3


@dataclass(frozen=True, slots=True)
class Card:
    """The first card of the page. parts: of its muted line; agreed: the change carried from the last try.

    act: words and address of the one primary button; second, third: of quieter ones; text: a sentence in place of one.
    """

    title: str
    parts: list[str] = field(default_factory=list)
    agreed: str = ""
    act: Link | None = None
    second: Link | None = None
    third: Link | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """Something that waits, as one line."""

    title: str
    second: str
    href: str


def card_of(chosen: Next, situation: Situation, names: Names, changes: Mapping[str, str]) -> Card:
    """The card of a next step. changes: by skill, what stands at the top of its next try."""
    about = chosen.about
    match chosen.step, about:
        case Step.ACKNOWLEDGE, _any:
            return Card(
                _("See what you will be reviewed by"),
                [minutes(5), _("skills, checklists, and what we owe you")],
                act=(_("Open the standard"), url_for("plan.standard")),
            )
        case Step.BEGINS_LATER, _any:
            return Card(
                _("You start on %(day)s", day=day(situation.start_on)),
                text=_("Nothing is asked of you before then. If you like, look around in the courses."),
                second=(_("Look at the courses"), url_for("plan.courses")),
            )
        case ((Step.CONFIRM_SHOW | Step.FINISH_TRY | Step.RATE_SELF | Step.LOOK_BACK), ToConfirm() | ToFinish()):
            return _of_open(chosen.step, about, names)
        case Step.COME, Booked():
            return _of_booked(about, situation.today, names, changes)
        case ((Step.READ | Step.READ_AHEAD), ToRead()):
            return _of_reading(about, situation.today)
        case Step.QUIZ, ToMaster():
            return _of_quiz(about)
        case Step.PRACTISE, ToPractise():
            return _of_practice(about, situation.today, names, changes)
        case Step.REVIEW, ToReview():
            line = review_line(about)
            return Card(
                line.title, [line.second], act=(_("Go on with it") if about.begun else _("To the review"), line.href)
            )
        case _:
            return Card(
                _("Nothing is waiting for you"),
                text=_("All that was planned so far is done. Your next task will appear here."),
                second=(_("Practise a little by yourself"), url_for("practice.index")),
            )


def _of_open(step: Step, about: ToConfirm | ToFinish, names: Names) -> Card:
    line = waiting_line(step, about, names)
    words = {
        Step.CONFIRM_SHOW: _("Say whether you saw it"),
        Step.FINISH_TRY: _("Go on with it"),
        Step.RATE_SELF: _("Rate yourself"),
        Step.LOOK_BACK: _("Look back together"),
    }
    took = 1 if step is Step.CONFIRM_SHOW else TRY_MINUTES if step is Step.FINISH_TRY else SMALL_MINUTES
    return Card(line.title, [line.second, minutes(took)], act=(words[step], line.href))


def _of_booked(about: Booked, today: date, names: Names, changes: Mapping[str, str]) -> Card:
    kind = DebtKind(about.kind)
    name = module_title(about.module) if kind is DebtKind.MODULE else skill_name(about.skill)
    parts = [booked(about.at, about.place, today), with_(about.trainer, names)]
    if kind is DebtKind.MODULE:
        act = (_("Open the module"), url_for("plan.module", module_id=about.module))
        return Card(sentence(thing(kind, name, about.ordinal)), parts, act=act)
    practised = kind in (DebtKind.TRY, DebtKind.REFRESHER)
    return Card(
        sentence(thing(kind, name, about.ordinal)),
        [*parts, minutes(TRY_MINUTES)] if practised else parts,
        agreed=changes.get(about.skill, "") if practised else "",
        act=(_("Start practice") if practised else _("See what to watch for"), practice_of(about.skill)),
        second=_script(about.skill) if practised else None,
    )


def _of_quiz(about: ToMaster) -> Card:
    title = _("Quiz: %(module)s", module=module_title(about.module))
    words = ngettext("%(num)s outcome still to come", "%(num)s outcomes still to come", about.missing)
    missing = words % {"num": about.missing} if about.missing else ""
    begun = about.begun
    if begun is None:
        act = (_("To the quiz"), url_for("quizzes.start", module_id=about.module))
        return Card(title, [missing, _("8 questions"), minutes(QUIZ_MINUTES)], act=act)
    goes_on = _("Go on with the quiz") if begun.position else _("See what holds")
    href = url_for("quizzes.item", attempt_id=begun.attempt_id, position=begun.position or begun.items)
    return Card(title, [_answered(begun.answered, begun.items), missing], act=(goes_on, href))


def _answered(done: int, items: int) -> str:
    return _("%(done)s of %(count)s answered", done=done, count=items)


def _of_reading(about: ToRead, today: date) -> Card:
    module = edition.catalog().modules[ModuleId(about.module)]
    section = module.lessons[language()].section(about.section)
    title = section.title if section else module_title(about.module)
    resumed = about.paragraph > 2
    at = url_for("plan.lesson", module_id=about.module, section=about.section)
    late = about.due_on > today
    return Card(
        title,
        [module_title(about.module), minutes(about.minutes), _("by %(day)s", day=by_day(about.due_on)) if late else ""],
        act=(
            _("Go on reading") if about.begun else _("Begin reading"),
            at + (f"#p-{about.paragraph}" if resumed else ""),
        ),
    )


def _of_practice(about: ToPractise, today: date, names: Names, changes: Mapping[str, str]) -> Card:
    by = _("today") if about.due_on == today else _("by %(day)s", day=by_day(about.due_on))
    return Card(
        sentence(thing(DebtKind.TRY, skill_name(about.skill), about.ordinal)),
        [by if about.due_on >= today else "", with_(about.trainer, names), minutes(TRY_MINUTES)],
        agreed=changes.get(about.skill, ""),
        act=(_("Start practice"), practice_of(about.skill)),
        second=_script(about.skill),
        third=(_("Watch me now"), url_for("raters.ask_to_watch", skill=about.skill)),
    )


def practice_of(skill: str) -> str:
    return url_for("practice.skill", skill=skill)


def _script(skill: str) -> Link | None:
    """The show script of the skill, to be read before a try."""
    found = next((s for s in edition.catalog().skills.values() if s.id == skill), None)
    module = edition.catalog().modules.get(found.checklist) if found else None
    if module is None or module.show is None:
        return None
    return _("Read the show first, %(minutes)s", minutes=minutes(module.show.minutes)), url_for(
        "practice.script", skill=skill
    )


def with_(person: int | None, names: Names) -> str:
    name = names.get(person or 0)
    return _("with %(name)s", name=name) if name else ""


def away_card(away: str) -> Card:
    """For who is on leave: nothing comes next. away: until when, in words."""
    text = _("Nothing is asked of you on these days, and what falls due moves until you are back.")
    return Card(sentence(away), text=text, second=(_("Look at the courses"), url_for("plan.courses")))


def class_line(one: ToSignIn) -> Line:
    """A class of today whose register is open: the code of its screen is asked for."""
    title = _("Class today: %(what)s", what=what(one.taught))
    return Line(title, joined([moment(one.happened_at), one.place, _("give the code")]), url_for("classes.sign_in"))


def quiz_line(attempt: OpenAttempt) -> Line:
    """A quiz under way, which goes on with its first question that is not confirmed."""
    return Line(
        _("Go on with the quiz: %(module)s", module=module_title(attempt.module)),
        _answered(attempt.confirmed, attempt.items),
        url_for("quizzes.item", attempt_id=attempt.id, position=attempt.position or attempt.items),
    )


def review_line(about: ToReview) -> Line:
    """What comes back today, which goes on where it was begun."""
    title = ngettext("%(num)s question to review", "%(num)s questions to review", about.items) % {"num": about.items}
    second = [_("about %(num)s min", num=recall_rules.minutes(about.items))]
    if about.waiting:
        second.append(_("%(num)s more over the next days", num=about.waiting))
    begun = about.begun
    goes_on = begun and url_for("quizzes.item", attempt_id=begun.attempt_id, position=begun.position or begun.items)
    return Line(title, _(", ").join(second), goes_on or url_for("quizzes.recall"))


def waiting_line(step: Step, about: About, names: Names) -> Line:
    """Something open as one line; also the words of its card."""
    if isinstance(about, ToConfirm):
        return Line(
            _(
                "%(name)s showed you %(skill)s: did you see it?",
                name=names.get(about.by, ""),
                skill=skill_name(about.skill),
            ),
            moment(about.happened_at),
            url_for("practice.show", attendance_id=about.attendance_id),
        )
    assert isinstance(about, ToFinish)
    what = {"skill": skill_name(about.skill), "number": about.number}
    title = {
        Step.FINISH_TRY: _("%(skill)s, try %(number)s is under way", **what),
        Step.RATE_SELF: _("Rate yourself: %(skill)s, try %(number)s", **what),
        Step.LOOK_BACK: _("Look back at %(skill)s, try %(number)s", **what),
    }[step]
    endpoint = {Step.LOOK_BACK: "practice.back", Step.RATE_SELF: "practice.self_rate"}.get(step, "practice.try_page")
    second = [moment(about.happened_at), with_(about.trainer, names)]
    return Line(title, _(", ").join(part for part in second if part), url_for(endpoint, try_id=about.try_id))
