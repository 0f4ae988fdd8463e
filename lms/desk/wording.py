"""What duties, debts, next steps and reminders say, in both languages. Of what we owe; never a label on a person."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta

from lms.i18n import Language, _, clock, day, language, moment, ngettext, zone
from lms.judgement import wording as judged
from lms.judgement.duties import Duty
from lms.judgement.evidence import DebtKind
from lms.judgement.states import Debt
from lms.plan.absence_words import until_words
from lms.plan.absences import until
from lms.plan.arrangements import Arranged
from lms.plan.calendar import WorkingDays
from lms.plan.rules import Away

Names = Mapping[int, str]


def of_duty(duty: Duty) -> str:
    """What is to be given, as a noun: 初访第2次示范."""
    return judged.thing(duty.kind, name_of(duty.kind, duty.skill, duty.owed.module), duty.ordinal)


def of_following(duty: Duty) -> str:
    """What a trainee does next; a module that is not late yet they read by themself."""
    if duty.kind is DebtKind.MODULE:
        return _("“%(name)s” to read", name=judged.module_title(duty.owed.module))
    return of_duty(duty)


def name_of(kind: DebtKind, skill: str, module: str) -> str:
    return judged.module_title(module) if kind is DebtKind.MODULE else judged.skill_name(skill)


def owed_by(person: int | None, names: Names) -> str:
    """Who owes it, by name; where nobody coaches the trainee it is whoever manages."""
    return names.get(person, "") if person is not None else _("the manager (nobody coaches this yet)")


def due(duty: Duty, today: date) -> str:
    """How near its day is: 逾期2天, by the same days as on every page, 今天, 还有3天."""
    left = (duty.due_on - today).days
    return late(-left) if left < 0 else nears(left)


def nears(left: int) -> str:
    """So many days until it is due: 今天, 还有3天."""
    return _("in %(days)s", days=judged.days(left)) if left else _("today")


def waited(duty: Duty, now: datetime) -> str:
    """How long a try has waited for its review; empty for all else."""
    return _("has waited %(time)s", time=lapse(now - duty.waits_since)) if duty.waits_since is not None else ""


def late(days: int) -> str:
    """So many days since it was due: 逾期2天."""
    return _("%(days)s late", days=judged.days(days))


def lapse(passed: timedelta) -> str:
    """A length of time in its two largest units: 3天2时, 5小时, 40分钟."""
    minutes = max(int(passed.total_seconds() // 60), 0)
    if not minutes:
        return _("under a minute")
    whole_days, hours = minutes // 1440, minutes % 1440 // 60
    if whole_days:
        return _("%(days)s d %(hours)s h", days=whole_days, hours=hours)
    if minutes >= 60:
        return _("%(hours)s h", hours=hours)
    return _("%(minutes)s min", minutes=minutes)


def promised(duty: Duty, today: date) -> str:
    """By when it is promised: today, or by a day."""
    return _("today") if duty.due_on == today else _("by %(day)s", day=by_day(duty.due_on))


def booked(at: datetime, place: str, today: date) -> str:
    """For when and where it is booked: today 10:00, 会议室3."""
    local = at.astimezone(zone()).date()
    when = _("today %(time)s", time=clock(at)) if local == today else moment(at)
    return joined([when, place])


def away(absences: Sequence[Away], today: date) -> str:
    """Until when somebody is on leave; empty while they are there. Why, is on the page of the leave alone."""
    if not any(one.covers(today) for one in absences):
        return ""
    return until_words(until(absences, today))


def joined(parts: Iterable[str]) -> str:
    """Parts of one line, in words where no dots can be drawn."""
    return _(", ").join(part for part in parts if part)


def still_owed(duty: Duty, names: Names, now: datetime) -> str:
    """To the trainee, what we owe them: 初访第2次示范。陈静，本该11月19日前给。"""
    what, who, by = sentence(of_duty(duty)), names.get(duty.owed_by or 0, ""), by_day(duty.due_on)
    booked_at = duty.booked_at(now, zone())
    if booked_at is not None and booked_at > now and duty.arrangement is not None:
        when = booked(booked_at, duty.arrangement.place, now.astimezone(zone()).date())
        return _("%(what)s. %(who)s, booked for %(when)s.", what=what, who=who or _("Your manager"), when=when)
    if who:
        return _("%(what)s. %(who)s, due %(day)s.", what=what, who=who, day=by)
    return _("%(what)s. Your manager, due %(day)s.", what=what, day=by)


def by_day(value: date) -> str:
    """A date before which something is due. 周四前 after a date would read as a day of its own, so Chinese has none."""
    return day(value, weekday=language() is Language.EN)


def sentence(words: str) -> str:
    """With a capital at its beginning."""
    return words[:1].upper() + words[1:]


def debts_in_words(debts: Sequence[tuple[str, Debt]], names: Names, today: date, manager: str) -> list[str]:
    """The oldest debt in words, then how many of the other kinds, then who: 欠评阅1次，逾期2天 / 示范2次 / 陈静.

    manager: the name of who owes what nobody coaches.
    """
    if not debts:
        return []
    counts = Counter(debt.kind for _skill, debt in debts)
    oldest = debts[0][1]
    first = _(
        "%(owed)s, %(days)s",
        owed=judged.owed_count(oldest.kind, counts[oldest.kind]),
        days=late((today - oldest.since).days),
    )
    others = [judged.count_of(kind, counts[kind]) for kind in DebtKind if kind in counts and kind is not oldest.kind]
    each = (manager if debt.owed_by is None else names.get(debt.owed_by, "") for _skill, debt in debts)
    owing = list(dict.fromkeys(each))
    nobody = any(debt.owed_by is None for _skill, debt in debts)
    return [first, *others, judged.named_together(owing), *([_("nobody coaches this yet")] if nobody else [])]


def reminder(duty: Duty, trainee: str, owing: str | None, now: datetime, calendar: WorkingDays) -> str:
    """Two lines to paste into a chat: to the trainer who owes it, or, with `owing` None, from them to the trainee."""
    today = now.astimezone(zone()).date()
    values = {"trainee": trainee, "owing": owing or "", "what": of_duty(duty), "day": by_day(duty.due_on)}
    row, booked_at = duty.arrangement, duty.booked_at(now, zone())
    if row is not None and booked_at is not None and booked_at > now:
        return "\n".join(_of_booking(values | {"when": joined([moment(booked_at), row.place])}))
    this_week = work_is_left(today, calendar)
    say = _to_trainee if owing is None else _to_trainer
    return "\n".join(say(duty, values, overdue=duty.is_overdue(today), this_week=this_week))


def work_is_left(today: date, calendar: WorkingDays) -> bool:
    """Whether a working day is left of this week, which ends on Sunday."""
    return any(calendar.is_working(today + timedelta(days=ahead)) for ahead in range(7 - today.weekday()))


def _of_booking(values: Mapping[str, str]) -> tuple[str, str]:
    second = _("If that no longer suits you, tell me in time, please.")
    if values["owing"]:
        return _("%(owing)s, this is booked with %(trainee)s: %(what)s, %(when)s.", **values), second
    return _("%(trainee)s, we are booked for %(what)s: %(when)s.", **values), second


def _to_trainer(duty: Duty, values: Mapping[str, str], *, overdue: bool, this_week: bool) -> tuple[str, str]:
    if duty.kind is DebtKind.REVIEW:
        first = _("%(owing)s, a review waits for you: %(trainee)s, %(what)s, promised by %(day)s.", **values)
    elif overdue:
        first = _("%(owing)s, this is still to be given to %(trainee)s: %(what)s, promised by %(day)s.", **values)
    else:
        first = _("%(owing)s, coming up for %(trainee)s: %(what)s, promised by %(day)s.", **values)
    if this_week:
        return first, _("Can you fit it in this week? If not, say so, and we’ll find somebody else.")
    return first, _("Can you fit it in next week? If not, say so, and we’ll find somebody else.")


def _to_trainee(duty: Duty, values: Mapping[str, str], *, overdue: bool, this_week: bool) -> tuple[str, str]:
    if duty.kind is DebtKind.MODULE:
        first = _("%(trainee)s, we planned %(what)s for %(day)s.", **values)
        return first, _("Shall we go through it together? Tell me which half hour suits you.")
    if duty.kind is DebtKind.REVIEW:
        first = _("%(trainee)s, I still owe you this: %(what)s.", **values)
        return first, _("When do you have ten minutes to sit down with me and look at it?")
    if overdue:
        first = _("%(trainee)s, I still owe you this: %(what)s, promised by %(day)s.", **values)
    else:
        first = _("%(trainee)s, next we’ll do %(what)s. Let’s get it done by %(day)s.", **values)
    if this_week:
        return first, _("When do you have half an hour this week? Tell me, and I’ll book it.")
    return first, _("When do you have half an hour next week? Tell me, and I’ll book it.")


def minutes(count: int) -> str:
    return ngettext("%(num)s minute", "%(num)s minutes", count) % {"num": count}


def printed(now: datetime, about: str = "") -> str:
    """What is at the head of a page on paper, which is read in other years too."""
    return joined([about, _("as of %(moment)s", moment=moment(now, year=True))])


def arranged(duty: Duty, names: Names, now: datetime) -> str:
    """What was arranged about a duty, in one line; empty when nothing was."""
    today = now.astimezone(zone()).date()
    if duty.word_until is not None:
        return _("given, waits for their word until %(day)s", day=by_day(duty.word_until))
    row = duty.arrangement
    past, at = duty.booking_past(now), duty.booked_at(now, zone())
    if row is not None and past is not None:
        return _("was booked for %(when)s", when=booked(past, row.place, today))
    if row is not None and at is not None:
        return _("booked for %(when)s", when=booked(at, row.place, today))
    if row is not None and duty.reason_against():
        return _("%(name)s can’t: %(reason)s", name=names.get(row.by_id, ""), reason=row.reason)
    if row is not None and row.standing == Arranged.HANDED and row.handed_to == row.by_id:
        return _("taken over by %(name)s", name=names.get(row.by_id, ""))
    if row is not None and row.standing == Arranged.HANDED:
        return _("handed over by %(name)s", name=names.get(row.by_id, ""))
    if duty.not_seen is not None:
        return _("says: not seen on %(day)s", day=by_day(duty.not_seen.happened_at.astimezone(zone()).date()))
    return ""


def owes(name: str, count: int, oldest: int) -> str:
    """陈静欠11次，最久的逾期6天."""
    words = ngettext("%(name)s owes %(num)s, %(late)s", "%(name)s owes %(num)s, the oldest %(late)s", count)
    return words % {"name": name, "num": count, "late": late(oldest)}


def you_owe(count: int, oldest: int) -> str:
    """The same to the one who owes it."""
    words = ngettext("You owe %(num)s, %(late)s", "You owe %(num)s, the oldest %(late)s", count)
    return words % {"num": count, "late": late(oldest)}


def to_people(count: int) -> str:
    return ngettext("to %(num)s person", "to %(num)s people", count) % {"num": count}


def to_arrange(kind: DebtKind) -> str:
    """What a manager does about an overdue thing, as the words of a link."""
    return {
        DebtKind.MODULE: _("Read it together"),
        DebtKind.SHOW: _("Plan the show"),
        DebtKind.TRY: _("Plan the try"),
        DebtKind.REVIEW: _("Plan the review"),
        DebtKind.REFRESHER: _("Plan the refresher"),
    }[kind]
