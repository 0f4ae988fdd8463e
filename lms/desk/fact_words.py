"""What each kind of fact says on a person's timeline."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import url_for

from lms.classes.rules import Standing
from lms.desk.closed import OF_REVIEWS
from lms.desk.wording import Names, joined, lapse
from lms.i18n import _, day, level, within_quotes, zone
from lms.judgement.evidence import DebtKind
from lms.judgement.wording import decided_words, module_title, skill_name, thing
from lms.plan.absence_words import days_words, kind_words
from lms.practice.reading import TryView
from lms.practice.rules import ReviewKind, TryKind
from lms.recordings.views.room import page_path
from lms.records.models import Correction, Record, Verb


@dataclass(frozen=True, slots=True)
class Telling:
    """Of whom the facts are, who reads them, and what stands of the person's practice, by the id of the try.

    closed: skills of which this reader may read no review and no decision.
    """

    person_id: int
    reader_id: int
    names: Names
    tries: Mapping[int, TryView]
    closed: Collection[str] = frozenset()

    def name(self, person: int | None) -> str:
        return self.names.get(person or 0, "")

    @property
    def subject(self) -> str:
        return self.name(self.person_id)


Told = tuple[str, str, str | None]


def on_day(at: datetime) -> str:
    return day(at.astimezone(zone()).date(), weekday=False)


def _of_attendance(told: Telling, line: Record, source: Any) -> Told:
    skill, by = skill_name(source.skill), told.name(source.by_id)
    href = url_for("practice.show", attendance_id=source.id)
    if source.absent:
        return _("%(by)s showed %(skill)s; %(name)s was not there", by=by, skill=skill, name=told.subject), "", href
    mode = _("live") if source.mode == "live" else _("a clip")
    text = joined([mode, _entered(line)])
    return _("%(by)s showed %(skill)s", by=by, skill=skill), text, href


def _of_word(told: Telling, _line: Record, source: Any) -> Told:
    values = {"name": told.subject, "skill": skill_name(source.skill), "day": on_day(source.happened_at)}
    href = url_for("practice.show", attendance_id=source.attendance_id)
    if source.seen:
        return _("%(name)s saw the show of %(skill)s on %(day)s", **values), source.comment, href
    return _("%(name)s did not see the show of %(skill)s on %(day)s", **values), source.comment, href


def _of_try(told: Telling, line: Record, source: Any) -> Told:
    name = skill_name(source.skill)
    if source.kind == TryKind.PEER:
        href = url_for("practice.try_page", try_id=source.id) if told.reader_id == told.person_id else None
        return _("Practised %(skill)s with a colleague", skill=name), "", href
    if line.verb == Verb.PRACTISED:
        return _("Practised %(skill)s alone", skill=name), "", None
    trainer = told.name(source.trainer_id)
    took = lapse(source.ended_at - source.started_at) if source.ended_at else ""
    text = _(", ").join(part for part in (took, _("with %(name)s", name=trainer) if trainer else "") if part)
    title = _("Tried: %(what)s", what=thing(DebtKind.TRY, name, source.number))
    return title, text, url_for("practice.try_page", try_id=source.id)


def _of_review(told: Telling, _line: Record, source: Any) -> Told:
    what = thing(DebtKind.TRY, skill_name(source.skill), source.number)
    href: str | None = url_for("practice.try_page", try_id=source.try_id)
    if source.try_kind == TryKind.PEER:
        what = _("practice of %(skill)s with a colleague", skill=skill_name(source.skill))
        href = href if told.reader_id == told.person_id else None
    if source.kind == ReviewKind.SELF:
        return _("%(name)s rated themself: %(what)s", name=told.subject, what=what), "", href
    if source.kind == ReviewKind.PEER:
        # What a colleague put is practice: who tries reads it, and no figure of it stands in the file's words.
        title = _("%(name)s, a colleague, rated: %(what)s", name=told.name(source.rater_id), what=what)
        return title, "", href
    title = _("%(name)s reviewed: %(what)s", name=told.name(source.rater_id), what=what)
    made = told.tries.get(source.try_id)
    if made is None:
        return title, "", href
    if told.reader_id in made.sealed_from:
        own = told.reader_id == told.person_id
        return title, _("Rate yourself first, then you read it.") if own else _("End your own review first."), href
    view = next((review for review in made.reviews if review.id == source.id), None)
    return title, _("mean level %(level)s of 3", level=level(view.mean_level)) if view else "", href


def _of_change(told: Telling, _line: Record, source: Any) -> Told:
    what = thing(DebtKind.TRY, skill_name(source.skill), source.number)
    title = _("Agreed after %(what)s", what=what)
    made = told.tries.get(source.try_id)
    if made is not None and told.reader_id in made.sealed_from:
        return title, "", url_for("practice.try_page", try_id=source.try_id)
    return title, _("“%(words)s”", words=within_quotes(source.text)), url_for("practice.try_page", try_id=source.try_id)


def _of_attempt(_told: Telling, _line: Record, source: Any) -> Told:
    if source.module:
        title = _("Quiz on “%(module)s”, attempt %(number)s", module=module_title(source.module), number=source.number)
    else:
        title = _("Review of what was due")
    text = _("%(right)s of %(count)s right", right=source.right or 0, count=source.asked)
    return title, text, url_for("quizzes.result", attempt_id=source.id)


def _of_mark(told: Telling, line: Record, source: Any) -> Told:
    href = url_for("quizzes.item", attempt_id=source.attempt_id, position=source.position)
    values = {"by": told.name(line.actor_id), "module": module_title(source.module)}
    if line.verb == Verb.REGRADED:
        return _("A key in the quiz on “%(module)s” was corrected; scored anew", **values), source.comment, href
    return _("%(by)s marked an answer in the quiz on “%(module)s”", **values), source.comment, href


def _of_module(_told: Telling, _line: Record, source: Any) -> Told:
    title = _("Read “%(module)s” to its end", module=module_title(source.module))
    return title, "", url_for("plan.module", module_id=source.module)


def _of_taught(told: Telling, line: Record, source: Any) -> Told:
    by, title = told.name(source.by_id), module_title(source.module)
    href = url_for("classes.taught", taught_id=source.id)
    if source.standing == Standing.OFFERED:
        return _("%(by)s taught “%(module)s”; %(name)s was not there", by=by, module=title, name=told.subject), "", href
    return _("%(by)s taught “%(module)s” in class", by=by, module=title), _entered(line), href


def _of_absence(told: Telling, _line: Record, source: Any) -> Told:
    title = _("%(name)s on leave: %(days)s", name=told.subject, days=days_words(source.from_on, source.to_on))
    text = joined([kind_words(source.kind), source.why])
    return title, text, url_for("absences.absence", absence_id=source.id)


def _entered(line: Record) -> str:
    """On what day it was entered, where that is a later one."""
    if line.recorded_at.astimezone(zone()).date() <= line.happened_at.astimezone(zone()).date():
        return ""
    return _("entered on %(day)s", day=on_day(line.recorded_at))


def _of_enrolment(told: Telling, line: Record, source: Any) -> Told:
    title = _("%(by)s put %(name)s on the path", by=told.name(line.actor_id), name=told.subject)
    return title, _("from %(day)s", day=day(source.start_on)), None


def _of_acknowledgement(told: Telling, _line: Record, _source: Any) -> Told:
    return _("%(name)s saw the standard of the path", name=told.subject), "", None


def _of_arrangement(told: Telling, line: Record, source: Any) -> Told:
    kind = DebtKind(source.kind)
    name = module_title(source.module) if kind is DebtKind.MODULE else skill_name(source.skill)
    title = _("%(by)s offered: %(what)s", by=told.name(line.actor_id), what=thing(kind, name, source.ordinal))
    href = url_for("judgement.offer", arrangement_id=source.id)
    return title, _("%(name)s did not come", name=told.subject), href


def _of_decision(told: Telling, line: Record, source: Any) -> Told:
    if line.skill in told.closed:
        # Not even what was decided: its title would say what its page is closed for.
        return _("%(by)s decided on %(skill)s", by=told.name(line.actor_id), skill=skill_name(source.skill)), "", None
    title = _(
        "%(by)s decided on %(skill)s: %(what)s",
        by=told.name(line.actor_id), skill=skill_name(source.skill), what=decided_words(source.kind, source.until_on),
    )  # fmt: skip
    return title, source.said, None


def _of_case(told: Telling, _line: Record, source: Any) -> Told:
    skill, href = skill_name(source.skill), url_for("cases.case", case_id=source.id)
    if source.opened_by is None:
        return _("The rules asked that people look at %(skill)s together", skill=skill), "", href
    return _("%(by)s asked to look at %(skill)s together", by=told.name(source.opened_by), skill=skill), "", href


def _of_case_word(told: Telling, _line: Record, source: Any) -> Told:
    words = _("“%(words)s”", words=within_quotes(source.text))
    return _("%(name)s replied", name=told.subject), words, url_for("cases.case", case_id=source.case_id)


def _of_case_end(told: Telling, line: Record, source: Any) -> Told:
    title = _("%(by)s closed the review of %(skill)s", by=told.name(line.actor_id), skill=skill_name(source.skill))
    return title, source.text, url_for("cases.case", case_id=source.case_id)


def _of_calibration(told: Telling, _line: Record, source: Any) -> Told:
    skill = skill_name(source.skill)
    return _("%(name)s rated a transcript of %(skill)s to calibrate", name=told.subject, skill=skill), "", None


def _of_reply(told: Telling, _line: Record, source: Any) -> Told:
    return _("%(name)s replied", name=told.subject), _("“%(words)s”", words=within_quotes(source.text)), None


def _of_consent(told: Telling, line: Record, source: Any) -> Told:
    what = thing(DebtKind.TRY, skill_name(source.skill), source.number)
    values = {"name": told.name(line.actor_id), "what": what}
    if not source.given:
        return _("%(name)s did not agree to a recording of %(what)s", **values), "", None
    medium = _("sound and picture") if source.medium == "video" else _("sound alone")
    return _("%(name)s agreed to a recording of %(what)s", **values), medium, page_path(source.try_id)


def _of_recording(told: Telling, line: Record, source: Any) -> Told:
    what = thing(DebtKind.TRY, skill_name(source.skill), source.number)
    lasts = lapse(timedelta(seconds=source.seconds)) if source.seconds else ""
    kept = _("kept until %(day)s", day=on_day(source.kept_until))
    title = _("%(by)s added a recording of %(what)s", by=told.name(line.actor_id), what=what)
    return title, _(", ").join(part for part in (lasts, kept) if part), page_path(source.try_id)


def _of_removal(told: Telling, _line: Record, source: Any) -> Told:
    what = thing(DebtKind.TRY, skill_name(source.skill), source.number)
    if source.by_id is None:
        return _("The recording of %(what)s was removed: its time was over", what=what), "", page_path(source.try_id)
    title = _("%(by)s removed the recording of %(what)s", by=told.name(source.by_id), what=what)
    return title, source.why, page_path(source.try_id)


def _of_correction(told: Telling, line: Record, source: Any) -> Told:
    what = {
        "attendance": _("a show"), "try": _("a try"), "review": _("a review"), "arrangement": _("an offer"),
        "attendance_word": _("an answer to a show"), "change": _("an agreed change"),
        "enrolment": _("the first day"), "decision": _("a decision"),
        "absence": _("a leave"), "module_taught": _("a class"),
    }.get(source.corrected, _("a record"))  # fmt: skip
    return _("%(by)s corrected %(what)s", by=told.name(line.actor_id), what=what), source.why, None


def tell(told: Telling, line: Record, source: Any) -> Told:
    """A sentence, what it adds and where it leads; of what is closed to the reader, to whom it is open instead."""
    title, text, href = WORDS[line.kind](told, line, source)
    if is_closed(told, line, source):
        return title, _("It is open to those who teach this skill."), None
    return title, text, href


def is_closed(told: Telling, line: Record, source: Any) -> bool:
    """The reason of a correction tells of what it corrects."""
    kind = source.corrected if line.kind == "correction" else line.kind
    return kind in OF_REVIEWS and line.skill in told.closed


WORDS: dict[str, Callable[[Telling, Record, Any], Told]] = {
    "attendance": _of_attendance,
    "attendance_word": _of_word,
    "try": _of_try,
    "review": _of_review,
    "change": _of_change,
    "attempt": _of_attempt,
    "mark": _of_mark,
    "module_read": _of_module,
    "module_taught": _of_taught,
    "absence": _of_absence,
    "enrolment": _of_enrolment,
    "acknowledgement": _of_acknowledgement,
    "arrangement": _of_arrangement,
    "decision": _of_decision,
    "reply": _of_reply,
    "review_case": _of_case,
    "case_word": _of_case_word,
    "case_end": _of_case_end,
    "calibration_answer": _of_calibration,
    "consent": _of_consent,
    "recording": _of_recording,
    "recording_removal": _of_removal,
    "correction": _of_correction,
}


def corrected(told: Telling, mended: Correction, *, closed: bool) -> str:
    """By whom, when and why a fact stands no more. closed: the reader may not know why."""
    values = {"name": told.name(mended.actor_id), "day": on_day(mended.at)}
    if closed:
        return _("Corrected by %(name)s on %(day)s", **values)
    return _("Corrected by %(name)s on %(day)s: %(why)s", why=mended.why, **values)
