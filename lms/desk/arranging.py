"""The panel beside the to-do: what one needs to know before starting, and what can be arranged about a duty."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lms.curriculum import edition
from lms.curriculum.catalog import SkillId
from lms.desk import wording
from lms.desk.forms import FORMS, ArrangeForm, BookForm, CannotForm, HandForm
from lms.desk.names import names_of
from lms.desk.todo import Row, Todo, duty_at, key_about
from lms.desk.todo_filters import address
from lms.errors import Unusable
from lms.i18n import _, day, moment, zone
from lms.judgement.duties import Duty
from lms.judgement.evidence import DebtKind
from lms.judgement.service import PersonJudgement, judgement_of
from lms.judgement.wording import skill_name
from lms.people.policy import Action, Matter, can, require
from lms.plan.arrangements import Arranged, arrange, owed_of, who_may_take, withdraw
from lms.plan.service import working_days
from lms.practice.reading import TryView
from lms.practice.rules import ShowStanding

FIELDS = {"booked_for": "day", "handed_to": "to"}  # what a service names, and what the form calls it


@dataclass(frozen=True, slots=True)
class Side:
    """What the panel shows.

    open_form: which of the forms is open; refused: it came back with errors; booking: what can be cancelled, if
    anything; back: its row in the list.
    """

    row: Row
    title: str
    facts: list[tuple[str, str]]
    forms: Mapping[Arranged, ArrangeForm]
    open_form: Arranged | None
    refused: bool
    reminder: str
    booking: int | None
    back: str


def side_of(
    todo: Todo, actor_id: int, now: datetime, refused: tuple[Arranged, ArrangeForm] | None = None
) -> Side | None:
    """The panel for the row that is chosen; None when there is none."""
    row = todo.chosen
    if row is None:
        return None
    duty = row.duty
    others = None if duty.owed_by in (actor_id, None) else todo.names[duty.owed_by]
    return Side(
        row=row,
        title=wording.joined([row.who, row.what]),
        facts=list(_facts(duty, todo, now)),
        forms=_forms(todo, row, actor_id, now, refused),
        open_form=refused[0] if refused else _opened(row, todo.asked.say),
        refused=refused is not None,
        reminder=wording.reminder(duty, row.who, others, now, working_days()),
        booking=duty.arrangement.id if duty.arrangement and _still_to_come(duty, now) else None,
        back=address(**todo.asked.filters, at=row.key) + f"#{row.anchor}",
    )


def _still_to_come(duty: Duty, now: datetime) -> bool:
    return duty.booked_at(now, zone()) is not None and duty.booking_past(now) is None


def _opened(row: Row, say: str) -> Arranged | None:
    """The form that the address asks for, where the panel has it."""
    found = Arranged(say) if say in set(Arranged) else None
    return None if found is Arranged.NOT_COME and row.not_come is None else found


def _forms(
    todo: Todo, row: Row, actor_id: int, now: datetime, refused: tuple[Arranged, ArrangeForm] | None
) -> dict[Arranged, ArrangeForm]:
    values = {"row": row.key, "beside": _beside(todo, row), **todo.asked.filters, **_booked(row.duty, now)}
    # The page is drawn anew after a refusal: only the form that was sent takes what was sent.
    forms = {standing: form(formdata=None, prefix=f"{standing}-", data=values) for standing, form in FORMS.items()}
    if refused:
        forms[refused[0]] = refused[1]
    hand = forms[Arranged.HANDED]
    if isinstance(hand, HandForm):
        hand.offer(takers(row.duty, actor_id))
    return forms


def _beside(todo: Todo, row: Row) -> str:
    """The key of the row after this one, else of the one before it: where to go on once this one is gone."""
    keys = [one.key for group in todo.groups for one in group.rows]
    at = keys.index(row.key)
    return "".join(keys[at + 1 : at + 2] or keys[max(at - 1, 0) : at])


def _booked(duty: Duty, now: datetime) -> dict[str, Any]:
    """What is booked, as the form takes it; of a booking whose time is past the place alone."""
    at = duty.booked_at(now, zone()) or duty.booking_past(now)
    if at is None or duty.arrangement is None:
        return {}
    local, place = at.astimezone(zone()), {"place": duty.arrangement.place}
    return place if at <= now else {"day": local.date(), "time": local.time(), **place}


def takers(duty: Duty, actor_id: int) -> list[tuple[int, str]]:
    """To whom a duty can be handed; oneself comes first where it is somebody else's."""
    people = [(one, name) for one, name in who_may_take(duty.person_id, duty.owed.skill or None) if one != duty.owed_by]
    return sorted(people, key=lambda person: person[0] != actor_id)


def _facts(duty: Duty, todo: Todo, now: datetime) -> Iterator[tuple[str, str]]:
    today = now.astimezone(zone()).date()
    judged = todo.judged[duty.person_id]
    yield _("Promised"), wording.promised(duty, today)
    note = wording.arranged(duty, todo.names, now)
    if note:
        yield _("Note"), note
    if duty.owed_by is None:
        yield _("Owed by"), wording.owed_by(None, todo.names)
    elif todo.asked.owed_by:
        yield _("Owed by"), todo.names[duty.owed_by]
    if duty.kind is DebtKind.MODULE:
        yield _("Teaches"), skill_name(duty.skill)
        return
    yield from _of_practice(duty, judged, todo)


def _of_practice(duty: Duty, judged: PersonJudgement, todo: Todo) -> Iterator[tuple[str, str]]:
    practice = judged.known.practice
    made = next((one for one in practice.tries if one.id == duty.owed.try_id), None)
    if made is not None:
        yield _("Ended"), moment(made.ended_at)
        yield _("Self-rating"), _("is in") if _rated(made) else _("not yet") if made.sealed else _("skipped")
    shows = [
        show for show in practice.shown(duty.skill) if show.standing in (ShowStanding.CONFIRMED, ShowStanding.OFFERED)
    ]
    if shows:
        last = shows[-1]
        seen = _("confirmed") if last.standing is ShowStanding.CONFIRMED else _("not confirmed yet")
        when = day(last.happened_at.astimezone(zone()).date())
        yield _("Last show"), wording.joined([todo.names[last.by], when, seen])
    carried = made.carried_change if made else practice.changes.get(duty.skill, "")
    if carried:
        yield _("Agreed last time"), carried
    tries = len(practice.live(duty.skill))
    yield _("Tries so far"), str(tries)
    checklist = edition.catalog().checklist_of(SkillId(duty.skill))
    musts = sum(item.critical for item in checklist.items)
    yield _("Checklist"), _("%(items)s rows, %(musts)s of them a must", items=len(checklist.items), musts=musts)


def _rated(made: TryView) -> bool:
    return any(review.kind.value == "self" for review in made.reviews)


@dataclass(frozen=True, slots=True)
class Sent:
    """A form as it came, and the duty that it is about; None when nothing of the kind waits any more."""

    person_id: int
    standing: Arranged
    form: ArrangeForm
    duty: Duty | None


def sent(actor_id: int, person_id: int, named: str, now: datetime) -> Sent:
    """The form that was sent about a person. Raises NotYours for a stranger and for what can't be arranged."""
    require(named in set(Arranged))
    require(can(actor_id, Action.ARRANGE, Matter(person_id, now.astimezone(zone()).date())))
    standing = Arranged(named)
    form = FORMS[standing](prefix=f"{standing}-")
    judged = judgement_of(person_id, now, actor_id)
    duty = duty_at(judged, str(form.row.data)) if judged else None
    if isinstance(form, HandForm):
        form.offer(takers(duty, actor_id) if duty else [])
    return Sent(person_id, standing, form, duty)


@dataclass(frozen=True, slots=True)
class Done:
    """What was done. undo: an arrangement that can be withdrawn; offer: one that can be taken back with a reason."""

    words: str
    undo: int | None = None
    offer: int | None = None


def act_on(actor_id: int, given: Sent) -> Done:
    """Do what a valid form says. Raises NotYours; Unusable with the names of its fields."""
    duty, form = given.duty, given.form
    assert duty is not None
    match form:
        case BookForm():
            values: dict[str, Any] = {"booked_for": form.booked_for, "place": form.place.data or ""}
            words = _("Booked for %(moment)s.", moment=moment(form.booked_for))
        case HandForm():
            values = {"handed_to": form.to.data}
            name = dict(form.to.choices)[form.to.data]
            words = _("Handed to %(name)s; it stands on their list.", name=name)
        case CannotForm():
            values = {"reason": form.reason.data}
            words = _("Noted. The manager sees the reason and can find somebody else.")
        case _:
            values = {}
            words = _("Noted for both of you: it was offered, and they did not come.")
    try:
        made = arrange(actor_id, given.person_id, duty.owed, given.standing, form.once_key, **values)
    except Unusable as refused:
        raise Unusable(fields={FIELDS.get(name, name): why for name, why in refused.fields.items()}) from refused
    return Done(
        words,
        undo=made if given.standing is Arranged.HANDED else None,
        offer=made if given.standing is Arranged.NOT_COME else None,
    )


def take_back(actor_id: int, arrangement_id: int) -> tuple[str, str]:
    """Cancel a booking or take a hand-over back: in words, and the key of its row. Raises NotYours, Conflict."""
    row = withdraw(actor_id, arrangement_id, f"withdraw-{arrangement_id}")
    key = key_about(row.person_id, owed_of(row))
    if row.standing == Arranged.HANDED:
        return _("Taken back. It stands where it stood before."), key
    name = names_of([row.person_id])[row.person_id]
    return _("The booking is cancelled. Please tell %(name)s.", name=name), key
