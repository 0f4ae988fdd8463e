"""What the pages send on which somebody else's answers are marked or scored anew, or time is given."""

from collections.abc import Mapping, Sequence

from flask import request
from wtforms import BooleanField, HiddenField, RadioField, TextAreaField

from lms.errors import Refusal, Unusable
from lms.i18n import _, lazy
from lms.questions.kinds.open_answer import Criterion
from lms.quizzes.timing import PERCENTS
from lms.web.forms import PageForm, number

OF_CRITERION = "met-"  # stands before the id of a criterion in the name of its field


class MarkForm(PageForm):
    """A mark: one radio group a criterion, and a comment. seen: id of the last mark when the page was made."""

    seen = HiddenField()
    comment = TextAreaField(lazy("Your comment"))

    def __init__(self, criteria: Sequence[Criterion], degrees: Mapping[str, int], comment: str, last: int) -> None:
        """What stands by now is shown until something was sent."""
        super().__init__(data={"comment": comment, "seen": str(last)})
        sent = {one.id: number(request.form.get(OF_CRITERION + one.id)) for one in criteria}
        given = {name: value for name, value in sent.items() if value is not None}
        self.degrees: Mapping[str, int] = given if self.is_submitted() else degrees
        self.numbers = {one.id: str(place) for place, one in enumerate(criteria, start=1)}
        self.faults: dict[str, str] = {}

    @property
    def last_seen(self) -> int | None:
        return number(self.seen.data)

    def tell_of(self, refused: Refusal) -> None:
        """What is wrong with a criterion stands at it, and by its number above them all."""
        fields = refused.fields if isinstance(refused, Unusable) else {}
        self.faults = {one: fields[one] for one in self.numbers if one in fields}
        numbered = {
            name: _("%(label)s: %(error)s", label=self.numbers[name], error=words) if name in self.faults else words
            for name, words in fields.items()
        }
        self.refuse(numbered or {"": str(refused)})


class RegradeForm(PageForm):
    """Why a key was wrong."""

    why = TextAreaField(lazy("What was wrong with the key"))
    also_lower = BooleanField(lazy("Also lower what counts for more than it should"))


class TimeForm(PageForm):
    """How much more time, and why."""

    percent = RadioField(lazy("How much more"), coerce=int, validate_choice=False)
    why = TextAreaField(lazy("Why"))

    def offer(self, words: Mapping[int, str]) -> None:
        """Fill in the choices in the language of this request."""
        self.percent.choices = [(percent, words[percent]) for percent in PERCENTS]
