"""What the course and plan pages send."""

from wtforms import DateField, SelectField, TextAreaField
from wtforms.validators import DataRequired

from lms.i18n import lazy
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
