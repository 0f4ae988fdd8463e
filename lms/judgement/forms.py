"""What the pages of decisions send."""

from wtforms import DateField, RadioField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from lms.i18n import lazy
from lms.judgement.decisions import LONGEST, Kind
from lms.judgement.wording import kind_of_decision
from lms.web.forms import PageForm


class DecisionForm(PageForm):
    """A decision with its reason, which only its decider writes: no field is ever filled beforehand."""

    kind = RadioField(lazy("What is decided"), validators=[InputRequired(lazy("Choose what is decided."))])
    until_on = DateField(lazy("Observe until"), validators=[Optional()])
    reason = TextAreaField(
        lazy("Your reason"),
        validators=[InputRequired(lazy("Write the reason in a sentence of your own.")), Length(max=LONGEST)],
    )
    said = TextAreaField(
        lazy("What the trainee reads"),
        validators=[InputRequired(lazy("Write what the trainee will read.")), Length(max=LONGEST)],
    )

    def offer_kinds(self) -> None:
        """Fill in the choices in the language of this request."""
        self.kind.choices = [(kind.value, kind_of_decision(kind)) for kind in Kind]


class TakeBackForm(PageForm):
    """Why it does not stand that somebody did not come."""

    why = TextAreaField(lazy("Why"))


class ReplyForm(PageForm):
    """The trainee's word on a decision."""

    text = TextAreaField(
        lazy("Your reply"),
        validators=[InputRequired(lazy("Write something, or leave the page as it is.")), Length(max=LONGEST)],
    )
