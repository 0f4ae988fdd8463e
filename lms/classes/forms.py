"""What the pages of classes send."""

from collections.abc import Mapping

from flask import request
from wtforms import RadioField, SelectField, StringField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired

from lms.classes.rules import Mark, Standing, Taught
from lms.i18n import lazy
from lms.practice.forms import Moment
from lms.web.forms import PageForm, number

MARK = "mark-"  # before a person's id: the name of their radio group


class OpenForm(PageForm):
    """A class whose register is opened. what: `show:` and a skill, or `module:` and a module."""

    what = SelectField(lazy("What is taught"), [InputRequired(lazy("Choose one of the list."))], validate_choice=False)
    by = SelectField(lazy("Taught by"), coerce=int, validate_choice=False)
    happened = Moment(lazy("When"), [InputRequired(lazy("Write day and time, as in 2026-11-24 09:30."))])
    place = StringField(lazy("Place"))

    @property
    def taught(self) -> Taught:
        kind, _colon, chosen = str(self.what.data or "").partition(":")
        return Taught(skill=chosen) if kind == "show" else Taught(module=chosen)


class RegisterForm(PageForm):
    """An open register; its marks have names of their own, see `marks_sent`."""


class CodeForm(PageForm):
    """The code of the screen."""

    code = StringField(lazy("Code"))


class CorrectTaughtForm(PageForm):
    """What was recorded of one person was wrong."""

    what = RadioField(
        lazy("What was"),
        choices=[
            SelectChoice(Standing.ATTENDED.value, lazy("They were there")),
            SelectChoice(Standing.OFFERED.value, lazy("They were invited and did not come")),
            SelectChoice("never", lazy("Neither: strike it out")),
        ],
        validators=[InputRequired(lazy("Choose one."))],
    )
    why = TextAreaField(lazy("Why"))


def marks_sent() -> Mapping[int, Mark]:
    """By person, the marks that were sent; what is none is left out."""
    found = {}
    for name, value in request.form.items():
        person = number(name.removeprefix(MARK)) if name.startswith(MARK) else None
        if person is not None and value in set(Mark):
            found[person] = Mark(value)
    return found


def people_sent() -> list[int]:
    """The persons who are ticked to be on the register."""
    return [one for one in map(number, request.form.getlist("people")) if one is not None]
