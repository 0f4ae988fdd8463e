"""What the to-do sends about a duty: booked, handed over, can't, did not come."""

from datetime import datetime

from wtforms import DateField, HiddenField, SelectField, StringField, TextAreaField, TimeField
from wtforms.validators import DataRequired, Length

from lms.i18n import lazy, zone
from lms.plan.arrangements import Arranged
from lms.web.forms import PageForm, number

LONGEST_PLACE = 80  # characters, as its column has them
LONGEST_REASON = 1000


class ArrangeForm(PageForm):
    """What all of them say: which row of the list it is about, which stands beside it, and the list to come back to."""

    row = HiddenField(validators=[DataRequired()])
    beside = HiddenField()
    kind = HiddenField()
    skill = HiddenField()
    owed_by = HiddenField()

    @property
    def list_asked(self) -> dict[str, str]:
        """The filters of the list from which it was sent."""
        values = {"kind": self.kind.data, "skill": self.skill.data, "owed_by": self.owed_by.data}
        return {name: str(value) for name, value in values.items() if value}


class BookForm(ArrangeForm):
    """Booked for a time and a place."""

    day = DateField(lazy("Day"), validators=[DataRequired(lazy("Choose a day."))])
    time = TimeField(lazy("Time"), validators=[DataRequired(lazy("Choose a time."))])
    place = StringField(lazy("Place"), validators=[Length(max=LONGEST_PLACE)])

    @property
    def booked_for(self) -> datetime:
        return datetime.combine(self.day.data, self.time.data, zone())


def _person(value: object) -> int | None:
    return number(str(value))


class HandForm(ArrangeForm):
    """Handed to somebody who may take it."""

    to = SelectField(lazy("To whom"), coerce=_person, validators=[DataRequired(lazy("Choose somebody."))])

    def offer(self, people: list[tuple[int, str]]) -> None:
        """Who can be chosen. Nobody is chosen beforehand, so that one tap hands nothing to whoever comes first."""
        self.to.choices = [("", lazy("Choose …")), *people] if people else []


class CannotForm(ArrangeForm):
    """Can't, because."""

    reason = TextAreaField(
        lazy("Why not"), validators=[DataRequired(lazy("Write the reason in a sentence.")), Length(max=LONGEST_REASON)]
    )


class NotComeForm(ArrangeForm):
    """It was offered, and the trainee did not come."""


FORMS: dict[Arranged, type[ArrangeForm]] = {
    Arranged.BOOKED: BookForm,
    Arranged.HANDED: HandForm,
    Arranged.CANNOT: CannotForm,
    Arranged.NOT_COME: NotComeForm,
}
