"""What the course and plan pages send."""

from wtforms import BooleanField, DateField, RadioField, SelectField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, Optional

from lms.i18n import lazy
from lms.plan.absences import Days, Kind
from lms.web.forms import PageForm


class FinishSectionForm(PageForm):
    """The section was read."""


class AcknowledgeForm(PageForm):
    """The standard was seen."""


class CheckForm(PageForm):
    """An answer to a small check; `chosen` is read from the request, its options differ by check."""


class EnrolForm(PageForm):
    """Enrol a person in a path from a day on."""

    path = SelectField(lazy("Path"), validators=[DataRequired()])
    start_on = DateField(lazy("First day"), validators=[DataRequired()])


class StartForm(PageForm):
    """Another first day, and why the one that stands was wrong."""

    start_on = DateField(lazy("First day"), validators=[DataRequired()])
    why = TextAreaField(lazy("Why"))


class AbsenceForm(PageForm):
    """Somebody is away on these days. to_on: empty while nobody knows."""

    kind = RadioField(
        lazy("What kind"),
        choices=[
            SelectChoice(Kind.LEAVE.value, lazy("Leave")),
            SelectChoice(Kind.SICK.value, lazy("Sick leave")),
            SelectChoice(Kind.OTHER.value, lazy("Something else")),
        ],
        default=Kind.LEAVE.value,
    )
    from_on = DateField(lazy("First day"), validators=[DataRequired(lazy("Choose a first day."))])
    to_on = DateField(lazy("Last day"), validators=[Optional()])
    reason = TextAreaField(lazy("Reason"))

    @property
    def days(self) -> Days:
        return Days(self.kind.data or "", self.from_on.data, self.to_on.data, self.reason.data or "")


class CorrectAbsenceForm(AbsenceForm):
    """Other days in the place of an absence, or none."""

    strike = BooleanField(lazy("It never was: strike it out"))
    why = TextAreaField(lazy("Why"))


class DisputeAbsenceForm(PageForm):
    """What is wrong with an absence, in the person's words."""

    words = TextAreaField(lazy("What is wrong"))
