"""What the pages of questions send."""

from wtforms import SelectField, TextAreaField
from wtforms.validators import InputRequired

from lms.i18n import lazy
from lms.web.forms import PageForm


class AskForm(PageForm):
    """A question about a section or one of its paragraphs."""

    spot = SelectField(lazy("Which paragraph"), validate_choice=False)  # one that is gone is told by the service
    text = TextAreaField(lazy("Your question"), validators=[InputRequired(lazy("Write a sentence first."))])


class ItemForm(PageForm):
    """A question about an item."""

    text = TextAreaField(lazy("Your question"), validators=[InputRequired(lazy("Write a sentence first."))])


class AnswerForm(PageForm):
    """What a trainer answers."""

    text = TextAreaField(lazy("Your answer"), validators=[InputRequired(lazy("Write a sentence first."))])


class PlainForm(PageForm):
    """A button."""
