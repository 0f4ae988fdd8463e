"""What the pages of decisions send."""

from collections.abc import Mapping
from typing import Any

from wtforms import DateField, RadioField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from lms.i18n import lazy
from lms.judgement.decisions.mending import faults_in_correction
from lms.judgement.decisions.service import ANY_TIME, LONGEST, Deciding, Kind, faults
from lms.judgement.wording import kind_of_decision
from lms.web.forms import PageForm


class DecisionForm(PageForm):
    """A decision with its reason, which only its decider writes: no field is filled beforehand."""

    kind = RadioField(lazy("What is decided"), validators=[InputRequired(lazy("Choose what is decided."))])
    until_on = DateField(lazy("Observe until"), validators=[Optional()])
    reason = TextAreaField(
        lazy("Your reason"),
        validators=[InputRequired()],
    )
    said = TextAreaField(lazy("What the trainee reads"), validators=[InputRequired()])

    def offer_kinds(self) -> None:
        """Fill in the choices in the language of this request."""
        self.kind.choices = [(kind.value, kind_of_decision(kind)) for kind in ANY_TIME]

    @property
    def deciding(self) -> Deciding:
        """What was sent; where no kind was chosen, as if it were the one that the day belongs to."""
        until_on = self.until_on.data
        kind = self.kind.data or (Kind.OBSERVE if until_on else Kind.ACCOMPANY)
        return Deciding(Kind(kind), self.reason.data or "", self.said.data or "", until_on)

    def faults(self) -> dict[str, str]:
        return faults(self.deciding)

    def validate(self, extra_validators: Mapping[str, Any] | None = None) -> bool:
        """All that is wrong is told at once, in the words of the service; what is no date says so itself."""
        sound = super().validate(extra_validators)
        known = self.kind.data is None or self.kind.data in ANY_TIME
        wrong = self.faults() if known else {}
        for name, message in wrong.items():
            if not self[name].process_errors:
                self[name].errors = [message]
        return bool(sound and not wrong)


class CorrectDecisionForm(DecisionForm):
    """What the decision should have said, and why what stands was wrong."""

    why = TextAreaField(lazy("Why"))

    def faults(self) -> dict[str, str]:
        return faults_in_correction(self.deciding, self.why.data or "")


class WithdrawForm(PageForm):
    """Why a decision does not stand."""

    why = TextAreaField(lazy("Why"))


class TakeBackForm(PageForm):
    """Why it does not stand that somebody did not come."""

    why = TextAreaField(lazy("Why"))


class ReplyForm(PageForm):
    """The trainee's word on a decision."""

    text = TextAreaField(
        lazy("Your reply"),
        validators=[InputRequired(lazy("Write something, or leave the page as it is.")), Length(max=LONGEST)],
    )
