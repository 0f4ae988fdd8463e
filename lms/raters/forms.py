"""What the pages of this room send."""

from wtforms import HiddenField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from lms.i18n import lazy
from lms.people.reach import LONGEST_NAME
from lms.raters.second import LONGEST_WHY
from lms.raters.watching import LONGEST_PLACE
from lms.web.forms import PageForm


class PressForm(PageForm):
    """A press of a button: nothing but its token and key."""


class WatchForm(PageForm):
    """A request to be watched. not_by: whom not to ask."""

    place = StringField(lazy("Where you are"), render_kw={"maxlength": LONGEST_PLACE})
    not_by = HiddenField()


class GuestForm(PageForm):
    """A guest's name."""

    name = StringField(
        lazy("The guest’s name"),
        [
            InputRequired(lazy("Write the guest’s name, so that the trainee knows who rated them.")),
            Length(max=LONGEST_NAME),
        ],
    )


class AgainForm(PageForm):
    """A second look is asked for."""

    why = TextAreaField(
        lazy("What you see otherwise"), [InputRequired(lazy("Write a sentence on what you see otherwise."))],
        render_kw={"maxlength": LONGEST_WHY},
    )  # fmt: skip


class HandBackForm(PageForm):
    """A second look is handed back."""

    why = TextAreaField(
        lazy("Why it can’t be judged"), [InputRequired(lazy("Write why it can’t be judged."))],
        render_kw={"maxlength": LONGEST_WHY},
    )  # fmt: skip
