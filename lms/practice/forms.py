"""What the practice pages send, and how a script's taps are read."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from flask import request
from wtforms import (
    BooleanField,
    DateTimeLocalField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from lms import clock
from lms.errors import Conflict, NotAllowed, Unusable
from lms.i18n import _, lazy, zone
from lms.practice.reviews import Jotting, Tap, moment_from
from lms.practice.rules import ShowMode
from lms.web.forms import PageForm, number

SHOWN = (Unusable, Conflict, NotAllowed)
"""Refusals that a page tells beside all that was typed. Only what is not one's own is answered by another page."""

LONGEST_DEVICE = 40  # characters, as the column holds them
_moment = lazy("Write day and time, as in 2026-11-24 09:30.")


def _id(value: object) -> int:
    """The id of a person that was chosen. Raises ValueError for what is none."""
    found = number(str(value))
    if found is None:
        raise ValueError(value)
    return found


def _id_or_none(value: object) -> int | None:
    """The id of a person, None where nobody was chosen."""
    return None if value in ("", "None", None) else _id(value)


class Moment(DateTimeLocalField):  # type: ignore[misc]  # the library carries no types
    """A local day and time of the person served."""

    @property
    def moment(self) -> datetime | None:
        """The moment in UTC."""
        return None if self.data is None else self.data.replace(tzinfo=zone()).astimezone(UTC)


class People(SelectMultipleField):  # type: ignore[misc]  # the library carries no types
    """Persons to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, coerce=_id, **kwargs)


class PressForm(PageForm):
    """A press of a button: nothing but its token and key."""


class PlayForm(PageForm):
    """A play with a scripted customer: the script's hash, and what was said, joined by dots."""

    hash = HiddenField()
    said = HiddenField()


class StartForm(PageForm):
    """A try begins. person: who tries; trainer: who reviews."""

    client_id = HiddenField()
    person = HiddenField()
    trainer = SelectField(lazy("With whom"), coerce=_id, validate_choice=False)


class ShowForm(PageForm):
    """A show that was given to one or several people. by: who showed it, where it may have been a colleague."""

    skill = SelectField(lazy("Skill"), [InputRequired(lazy("Choose a skill."))], validate_choice=False)
    people = People(lazy("Who saw it"), validate_choice=False)
    by = SelectField(lazy("Shown by"), coerce=_id, validate_choice=False)
    absent = People(lazy("Who was invited and absent"), validate_choice=False)
    mode = RadioField(
        lazy("How"),
        choices=[SelectChoice(ShowMode.LIVE.value, lazy("Live")), SelectChoice(ShowMode.CLIP.value, lazy("A clip"))],
        default=ShowMode.LIVE.value,
    )
    happened = Moment(lazy("When"), [InputRequired(_moment)])


class AnswerShowForm(PageForm):
    """The trainee's word on a show: `seen` is yes or no."""

    seen = HiddenField()
    comment = TextAreaField(lazy("What happened"), [Optional()])


class CorrectWordForm(AnswerShowForm):
    """The trainee's other word on a show: `seen` is yes or no."""

    why = TextAreaField(lazy("Why"))


class CorrectShowForm(PageForm):
    """A show that was entered wrongly: it never was, was somebody else's, or was at another time."""

    what = RadioField(
        lazy("What is wrong"),
        choices=[
            SelectChoice("never", lazy("It never was")),
            SelectChoice("person", lazy("It was somebody else")),
            SelectChoice("time", lazy("It was at another time")),
        ],
        validators=[InputRequired(lazy("Choose one."))],
    )
    person = SelectField(lazy("Who it was"), coerce=_id_or_none, validate_choice=False)
    happened = Moment(lazy("When it was"), [Optional()])
    why = TextAreaField(lazy("Why"))


class CodeForm(PageForm):
    """The code by which a colleague joins, as it was typed."""

    code = StringField(lazy("The code"), [InputRequired(lazy("Type the code that your colleague shows you."))])


class PartForm(PageForm):
    """What a colleague does in the try."""

    part = RadioField(lazy("What you do"), validators=[InputRequired(lazy("Choose one."))])


class WhyForm(PageForm):
    """A reason, for a try that is called off or a review that is corrected."""

    strike = BooleanField(lazy("This review never was; the try waits for a review again"))
    why = TextAreaField(lazy("Why"))


class ChangeForm(PageForm):
    """The one change, and the words of it that stood on the page."""

    text = TextAreaField(lazy("One thing to change next time"))
    seen = HiddenField()


class PaperForm(PageForm):
    """A try that was written on paper. checklist: hash of the rows on the page; the rows themselves are read apart."""

    checklist = HiddenField()
    happened = Moment(lazy("When it began"), [InputRequired(_moment)])
    minutes = IntegerField(
        lazy("How many minutes it took"), [InputRequired(lazy("Write a whole number of minutes."))],
        invalid_value_message=lazy("How many minutes, in whole digits, as in 15."),
    )  # fmt: skip
    card = SelectField(lazy("Role card"), validate_choice=False)
    whole = TextAreaField(lazy("The whole of it"), [Optional()])

    def offer(self, cards: Sequence[tuple[str, str]]) -> None:
        """Let a card be chosen, or none. cards: ids and titles."""
        self.card.choices = [("", _("None of these")), *cards]


class CorrectChangeForm(PageForm):
    """Other words in the place of the change that was agreed on."""

    text = TextAreaField(lazy("One thing to change next time"))
    why = TextAreaField(lazy("Why"))


def now_here() -> datetime:
    """The present minute where the person is, as a field for day and time takes it."""
    return clock.now().astimezone(zone()).replace(tzinfo=None, second=0, microsecond=0)


def levels_sent(items: Sequence[str]) -> dict[str, int]:
    """The levels of a form that has one radio group an item, named by the item."""
    sent = {item: request.form.get(item, "") for item in items}
    return {item: int(value) for item, value in sent.items() if value in {"0", "1", "2", "3"}}


def notes_sent(items: Sequence[str]) -> dict[str, str]:
    """The sentences of a form that has one field an item, named `note-` and the item."""
    return {item: request.form.get(f"note-{item}", "") for item in items}


def taps_sent(body: Any, person_id: int) -> list[Tap | Jotting]:
    """The taps and notes of a script's sending: {"person": 7, "taps": [{"kind": "tap", "seq": 1, …}]}.

    Raises Unusable for anything that is not of this shape, or was made by another person.
    """
    if not isinstance(body, Mapping) or body.get("person") != person_id:
        raise Unusable("these taps were made by somebody else")
    taps = body.get("taps")
    if not isinstance(taps, list):
        raise Unusable("taps must be a list")
    return [_tap(one) for one in taps]


def _tap(one: Any) -> Tap | Jotting:
    if not isinstance(one, Mapping):
        raise Unusable("a tap is an object")
    seq, second = _number(one, "seq"), _number(one, "second")
    item = str(one.get("item", ""))
    if one.get("kind") == "note":
        undoes = None if one.get("undoes") is None else _number(one, "undoes")
        return Jotting(seq, item, str(one.get("text", "")).strip(), second, undoes, *_made_on(one))
    level = None if one.get("level") is None else _number(one, "level")
    return Tap(seq, item, level, second, moment_from(_number(one, "tapped_at")), *_made_on(one))


def _made_on(one: Mapping[str, Any]) -> tuple[str, int | None]:
    """The device, and the last sequence that its page knew of; a page that is older than this names neither."""
    device, seen = one.get("device", ""), one.get("seen")
    if not isinstance(device, str) or len(device) > LONGEST_DEVICE or "\0" in device:
        raise Unusable("device must be a short text")
    return device, None if seen is None else _number(one, "seen")


def _number(one: Mapping[str, Any], name: str) -> int:
    value = one.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 2**53:
        raise Unusable(f"{name} must be a whole number")
    return value
