"""What the course and plan pages send."""

from wtforms import DateField, IntegerField, SelectField
from wtforms.validators import DataRequired, NumberRange, Optional

from lms.i18n import lazy
from lms.web.forms import PageForm


class FinishSectionForm(PageForm):
    """The section was read."""


class AcknowledgeForm(PageForm):
    """The standard was seen."""


class CheckForm(PageForm):
    """An answer to a small check; `chosen` is read from the request, its options differ by check."""

    seq = IntegerField(validators=[Optional(), NumberRange(min=0)])


class EnrolForm(PageForm):
    """Enrol a person in a path from a day on."""

    path = SelectField(lazy("Path"), validators=[DataRequired()])
    start_on = DateField(lazy("First day"), validators=[DataRequired()])
